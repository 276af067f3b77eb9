// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backtest_words.h"

#include "model/base/units.h"
#include "model/query/label_choice.h"
#include "model/rules/go_format.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>

#include <algorithm>

namespace qd {

namespace {

using rules::Catch;
using rules::Firing;
using rules::MarkedSpan;
using rules::RuleRecord;
using rules::RuleScore;

constexpr std::size_t mostListed = 20; ///< firings of a rule that are listed in words

QString alarmCount(std::size_t count)
{
    return count == 1 ? QStringLiteral("1 alarm") : QStringLiteral("%1 alarms").arg(units::count(double(count)));
}

QString labelWords(const Firing &firing)
{
    const Labels own = firing.labels.with("alertname", {});
    return QString::fromStdString(query::textOf(SeriesKey{{}, own}));
}

QString firingWords(const Firing &firing)
{
    const QString begin = units::dateClock(firing.begin, units::Zone::Utc);
    if (!firing.end)
        return QStringLiteral("    %1, fires still where it ends  %2").arg(begin, labelWords(firing));
    return QStringLiteral("    %1, for %2  %3")
        .arg(begin, units::duration(*firing.end - firing.begin), labelWords(firing));
}

QString markName(const MarkedSpan &mark)
{
    const QString onset = units::dateClock(mark.span.begin, units::Zone::Utc);
    return mark.name.isEmpty() ? onset : QStringLiteral("%1 (%2)").arg(mark.name, onset);
}

QString catchWords(const Catch &caught, const MarkedSpan &mark)
{
    if (!caught.firedAt)
        return QStringLiteral("    missed: %1").arg(markName(mark));
    const Millis after = caught.afterOnset;
    QString words =
        after >= Millis(0)
            ? QStringLiteral("    caught: %1, %2 after its onset").arg(markName(mark), units::duration(after))
            : QStringLiteral("    caught: %1, fired %2 before its onset already")
                  .arg(markName(mark), units::duration(-after));
    if (caught.lead)
        words += *caught.lead >= Millis(0)
                     ? QStringLiteral(", %1 before it was noticed").arg(units::duration(*caught.lead))
                     : QStringLiteral(", %1 after it was noticed").arg(units::duration(-*caught.lead));
    return words;
}

QString unjudgedWords(const RuleRecord &rule)
{
    if (rule.unmatched.empty())
        return QStringLiteral("cannot be judged: %1").arg(rule.failure);
    QStringList selectors;
    for (const std::string &selector : rule.unmatched)
        selectors << QString::fromStdString(selector);
    return QStringLiteral("cannot be judged: no series matches %1").arg(selectors.join(QStringLiteral(", ")));
}

QStringList scoreWords(const RuleRecord &rule, TimeRange span, const std::vector<MarkedSpan> &truth)
{
    QStringList lines;
    const RuleScore score = rules::scored(rule, span, truth);
    for (const Catch &caught : score.catches)
        lines << catchWords(caught, truth[caught.mark]);
    QString rate;
    if (score.falseAlarms > 0 && score.falseAlarmsPerDay())
        rate = QStringLiteral(", %1 a day").arg(units::number(*score.falseAlarmsPerDay()));
    lines << QStringLiteral("    outside of marked spans: %1%2")
                 .arg(alarmCount(std::size_t(score.falseAlarms)), rate);
    return lines;
}

QStringList ruleWords(const RuleRecord &rule, TimeRange span, const std::vector<MarkedSpan> &truth)
{
    const QString name = QString::fromStdString(rule.rule.name);
    if (rule.cannotBeJudged())
        return {QStringLiteral("  %1: %2").arg(name, unjudgedWords(rule))};
    QString head = QStringLiteral("  %1: %2").arg(name, alarmCount(rule.firings.size()));
    if (!rule.firings.empty())
        head += QStringLiteral(", firing for %1").arg(units::duration(rules::firingTime(rule, span)));
    QStringList lines{head};
    for (std::size_t i = 0; i < std::min(rule.firings.size(), mostListed); ++i)
        lines << firingWords(rule.firings[i]);
    if (rule.firings.size() > mostListed)
        lines << QStringLiteral("    and %1 more").arg(units::count(double(rule.firings.size() - mostListed)));
    if (rule.failures > 0)
        lines << QStringLiteral("    failed %1 of %2 times: %3")
                     .arg(units::count(rule.failures), units::count(rule.evaluations), rule.failure);
    if (!truth.empty())
        lines << scoreWords(rule, span, truth);
    return lines;
}

QString rfc3339(Timestamp at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

double inSeconds(Millis length)
{
    return std::chrono::duration<double>(length).count();
}

QJsonObject firingJson(const Firing &firing)
{
    QJsonObject labels;
    for (const auto &[name, value] : firing.labels.pairs())
        labels.insert(QString::fromStdString(name), QString::fromStdString(value));
    return {{QStringLiteral("labels"), labels},
            {QStringLiteral("activeAt"), rfc3339(firing.activeAt)},
            {QStringLiteral("start"), rfc3339(firing.begin)},
            {QStringLiteral("end"), firing.end ? QJsonValue(rfc3339(*firing.end)) : QJsonValue()},
            {QStringLiteral("value"), QString::fromStdString(rules::goNumber(firing.value))}};
}

QJsonObject catchJson(const Catch &caught, const MarkedSpan &mark)
{
    return {{QStringLiteral("name"), mark.name},
            {QStringLiteral("onset"), rfc3339(mark.span.begin)},
            {QStringLiteral("firedAt"), caught.firedAt ? QJsonValue(rfc3339(*caught.firedAt)) : QJsonValue()},
            {QStringLiteral("afterOnsetSeconds"),
             caught.firedAt ? QJsonValue(inSeconds(caught.afterOnset)) : QJsonValue()},
            {QStringLiteral("leadSeconds"), caught.lead ? QJsonValue(inSeconds(*caught.lead)) : QJsonValue()}};
}

void addScore(const RuleRecord &rule, TimeRange span, const std::vector<MarkedSpan> &truth, QJsonObject &into)
{
    const RuleScore score = rules::scored(rule, span, truth);
    QJsonArray marks;
    for (const Catch &caught : score.catches)
        marks.append(catchJson(caught, truth[caught.mark]));
    into.insert(QStringLiteral("marks"), marks);
    into.insert(QStringLiteral("falseAlarms"), score.falseAlarms);
    into.insert(QStringLiteral("falseAlarmsPerDay"),
                score.falseAlarmsPerDay() ? QJsonValue(*score.falseAlarmsPerDay()) : QJsonValue());
}

QJsonObject ruleJson(const RuleRecord &rule, TimeRange span, const std::vector<MarkedSpan> &truth)
{
    QJsonArray firings;
    std::ranges::transform(rule.firings, std::back_inserter(firings), firingJson);
    QJsonArray unmatched;
    for (const std::string &selector : rule.unmatched)
        unmatched.append(QString::fromStdString(selector));
    QJsonObject made{{QStringLiteral("file"), rule.file},
                     {QStringLiteral("group"), QString::fromStdString(rule.group)},
                     {QStringLiteral("alert"), QString::fromStdString(rule.rule.name)},
                     {QStringLiteral("judged"), !rule.cannotBeJudged()},
                     {QStringLiteral("unmatched"), unmatched},
                     {QStringLiteral("evaluations"), rule.evaluations},
                     {QStringLiteral("failures"), rule.failures},
                     {QStringLiteral("failure"), rule.failure}};
    // What cannot be judged has no number of alarms, not zero of them.
    if (rule.cannotBeJudged())
        return made;
    made.insert(QStringLiteral("alarms"), int(rule.firings.size()));
    made.insert(QStringLiteral("firingSeconds"), inSeconds(rules::firingTime(rule, span)));
    made.insert(QStringLiteral("firings"), firings);
    if (!truth.empty())
        addScore(rule, span, truth, made);
    return made;
}

} // namespace

QString backtestWords(const QString &recording, const rules::BacktestReport &report,
                      const std::vector<MarkedSpan> &truth)
{
    QStringList lines{QStringLiteral("%1: %2 to %3 UTC")
                          .arg(recording, units::dateClock(report.span.begin, units::Zone::Utc),
                               units::dateClock(report.span.end, units::Zone::Utc))};
    for (const RuleRecord &rule : report.rules)
        lines << ruleWords(rule, report.span, truth);
    if (report.rules.empty())
        lines << QStringLiteral("  no alert rules");
    return lines.join(u'\n');
}

QJsonObject backtestJson(const QString &recording, const rules::BacktestReport &report,
                         const std::vector<MarkedSpan> &truth)
{
    QJsonArray all;
    for (const RuleRecord &rule : report.rules)
        all.append(ruleJson(rule, report.span, truth));
    return {{QStringLiteral("recording"), recording},
            {QStringLiteral("start"), rfc3339(report.span.begin)},
            {QStringLiteral("end"), rfc3339(report.span.end)},
            {QStringLiteral("rules"), all}};
}

} // namespace qd
