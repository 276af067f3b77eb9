// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/score_book.h"

#include "model/base/units.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cmath>

#include <unistd.h>

namespace qd::drill {

namespace {

constexpr qint64 mostBytes = 16 << 20;

/// The figures of a score by the names under which they are kept.
struct TimeField
{
    const char *key;
    const char *word;
    std::optional<Millis> Score::*field;
};
constexpr TimeField times[]{{"detect_s", "detected", &Score::detect},
                            {"name_s", "named", &Score::name},
                            {"mitigate_s", "mitigated", &Score::mitigate},
                            {"resolve_s", "resolved", &Score::resolve}};

struct CountField
{
    const char *key;
    std::optional<double> Score::*field;
};
constexpr CountField counts[]{{"requests", &Score::requests}, {"failed", &Score::failed}, {"slow", &Score::slow}};

/// As kept in files: never changed, whatever the words on screen become.
constexpr std::pair<Outcome, const char *> outcomes[]{{Outcome::Fixed, "fixed"},
                                                      {Outcome::Relieved, "relieved"},
                                                      {Outcome::Open, "open"},
                                                      {Outcome::NotBegun, "not-begun"}};

QString idOf(Outcome outcome)
{
    const auto found = std::ranges::find(outcomes, outcome, &std::pair<Outcome, const char *>::first);
    return QLatin1String(found->second);
}

std::optional<Outcome> outcomeFrom(const QString &id)
{
    for (const auto &[outcome, known] : outcomes)
        if (id == QLatin1String(known))
            return outcome;
    return std::nullopt;
}

/// "named after 4 min, best before at this speed 3 min"
QString timeLine(const TimeField &time, const Score &score, const std::vector<Run> &earlier)
{
    std::optional<Millis> best;
    for (const Run &run : earlier)
        if (const auto &other = run.score.*time.field; other && (!best || *other < *best))
            best = other;
    const auto &own = score.*time.field;
    const QString what = own ? QStringLiteral("%1 after %2").arg(QLatin1String(time.word), units::duration(*own))
                             : QStringLiteral("never %1").arg(QLatin1String(time.word));
    return best ? QStringLiteral("%1, best before at this speed %2").arg(what, units::duration(*best)) : what;
}

QString requestsLine(const Score &score)
{
    if (!score.requests)
        return QStringLiteral("requests: not known");
    QStringList parts{QStringLiteral("requests since it began: %1").arg(units::count(*score.requests))};
    if (score.failed)
        parts << QStringLiteral("%1 failed").arg(units::count(*score.failed));
    if (score.slow)
        parts << QStringLiteral("%1 took longer than a second").arg(units::count(*score.slow));
    return parts.join(QStringLiteral(", "));
}

} // namespace

QByteArray toLine(const Run &run)
{
    QJsonObject json{{QStringLiteral("at"), qint64(run.at.time_since_epoch().count())},
                     {QStringLiteral("scenario"), run.scenario},
                     {QStringLiteral("seed"), QString::number(run.seed)},
                     {QStringLiteral("speed"), run.speed},
                     {QStringLiteral("by"), run.by},
                     {QStringLiteral("outcome"), idOf(run.score.outcome)},
                     {QStringLiteral("wrong_turns"), QJsonArray::fromStringList(run.score.wrongTurns)}};
    for (const TimeField &time : times)
        if (const auto &value = run.score.*time.field)
            json[QLatin1String(time.key)] = double(value->count()) / 1000;
    for (const CountField &count : counts)
        if (const auto &value = run.score.*count.field)
            json[QLatin1String(count.key)] = *value;
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<Run> fromLine(const QByteArray &line)
{
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    const auto outcome = outcomeFrom(json[u"outcome"].toString());
    if (!outcome || json[u"scenario"].toString().isEmpty())
        return std::nullopt;
    Run run{Timestamp(Millis(json[u"at"].toInteger())),
            json[u"scenario"].toString(),
            json[u"seed"].toString().toULongLong(),
            json[u"speed"].toDouble(1),
            json[u"by"].toString(),
            {}};
    run.score.outcome = *outcome;
    for (const QJsonValue &words : json[u"wrong_turns"].toArray())
        run.score.wrongTurns << words.toString();
    for (const TimeField &time : times)
        if (const QJsonValue value = json[QLatin1String(time.key)]; value.isDouble())
            run.score.*time.field = Millis(std::llround(value.toDouble() * 1000));
    for (const CountField &count : counts)
        if (const QJsonValue value = json[QLatin1String(count.key)]; value.isDouble())
            run.score.*count.field = value.toDouble();
    return run;
}

std::vector<Run> readRuns(const QString &path)
{
    std::vector<Run> runs;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return runs;
    for (const QByteArray &line : file.read(mostBytes).split('\n'))
        if (auto run = fromLine(line))
            runs.push_back(std::move(*run));
    return runs;
}

Result<void> keepRun(const QString &path, const Run &run)
{
    QFile file(path);
    const QByteArray line = toLine(run);
    const bool isKept = file.open(QIODevice::WriteOnly | QIODevice::Append) && file.write(line) == line.size() &&
                        file.flush() && ::fsync(file.handle()) == 0;
    if (!isKept)
        return failure(ErrorCode::Io,
                       QStringLiteral("The score was not kept in %1: %2. Earlier ones are as they were.")
                           .arg(path, file.errorString()));
    return {};
}

QStringList reportOf(const Run &run, const std::vector<Run> &earlier)
{
    // The faster the clock, the less time there is to think in it.
    std::vector<Run> same;
    std::ranges::copy_if(earlier, std::back_inserter(same), [&](const Run &other) {
        return other.scenario == run.scenario && other.speed == run.speed;
    });
    QStringList lines{QStringLiteral("%1 by %2, seed %3, speed %4: %5")
                          .arg(run.scenario, run.by)
                          .arg(run.seed)
                          .arg(run.speed)
                          .arg(wordOf(run.score.outcome))};
    lines << QStringLiteral("since the leak began:");
    for (const TimeField &time : times)
        lines << QStringLiteral("  ") + timeLine(time, run.score, same);
    lines << requestsLine(run.score);
    lines << (run.score.wrongTurns.isEmpty() ? QStringLiteral("no wrong turns") : QStringLiteral("wrong turns:"));
    for (const QString &turn : run.score.wrongTurns)
        lines << QStringLiteral("  ") + turn;
    lines << (same.empty() ? QStringLiteral("the first run of this drill at this speed")
                           : QStringLiteral("runs of it at this speed before this one: %1").arg(same.size()));
    return lines;
}

} // namespace qd::drill
