// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/score.h"

#include "model/base/units.h"
#include "model/drill/knowledge.h"
#include "model/incident/impact.h"
#include "model/incident/incident_events.h"

#include <QtCore/QRegularExpression>

#include <algorithm>
#include <map>

namespace qd::drill {

namespace {

constexpr auto retainedAfterPass = "sessiond_sessions_retained_after_pass";
/// After a start the first passes of the collector are still to come.
constexpr Millis settling = std::chrono::minutes(2);

/// What was done, in the order of time.
struct Deeds
{
    const Scenario &scenario;
    std::optional<Timestamp> leakAt;
    QString running;                    ///< release
    std::optional<Timestamp> changedAt; ///< of it
    bool hasRelieved = false;
    int restarts = 0;
    QStringList wrong;

    void take(const Event &event)
    {
        if (event.kind == EventKind::Deploy)
            deploy(event);
        else if (leakAt && event.kind == EventKind::RestartFinished)
            restart(event);
        else if (leakAt && event.kind == EventKind::PurgeFinished)
            hasRelieved = true;
    }

    [[nodiscard]] bool leaks() const
    {
        const Release *release = scenario.find(running);
        return release && release->faults.leaks();
    }

private:
    void deploy(const Event &event)
    {
        running = event.body[u"release"].toString();
        changedAt = event.at;
        if (!leaks())
            return;
        if (!leakAt)
            leakAt = event.at;
        else if (event.body[u"rollback"].toBool())
            turn(event, QStringLiteral("rolled back to %1, which leaks as well").arg(running));
        hasRelieved = hasRelieved || event.body[u"rollback"].toBool();
    }

    void restart(const Event &event)
    {
        hasRelieved = true;
        if (++restarts > 1 && leaks())
            turn(event, QStringLiteral("restarted once more, and it goes on leaking"));
    }

    void turn(const Event &event, const QString &words)
    {
        wrong << QStringLiteral("%1 %2").arg(units::clock(event.at, units::Zone::Utc), words);
    }
};

/// Whether no pass of the collector since then left anything behind; no figure is no proof.
bool retainsNothing(const SeriesSnapshot &series, TimeRange span)
{
    const SeriesView view = series.first(retainedAfterPass);
    if (view.isNull())
        return false;
    int seen = 0;
    bool isClean = true;
    view.forEach(span, [&](const Sample &sample) {
        ++seen;
        isClean = isClean && sample.value <= 0;
        return isClean;
    });
    return seen > 0 && isClean;
}

Outcome outcomeOf(const Deeds &deeds, const SeriesSnapshot &series, Timestamp end)
{
    if (!deeds.leakAt)
        return Outcome::NotBegun;
    const bool isClean =
        !deeds.leaks() && deeds.changedAt && retainsNothing(series, {*deeds.changedAt + settling, end});
    if (isClean)
        return Outcome::Fixed;
    return deeds.hasRelieved ? Outcome::Relieved : Outcome::Open;
}

/// When each hypothesis was first spoken of, by its id.
std::map<QString, Timestamp> suspicionsIn(const EventSnapshot &events)
{
    std::map<QString, Timestamp> since;
    for (std::size_t i = 0; i < events.size(); ++i)
        if (const auto step = incident::stepFrom(events.at(i)))
            if (const auto *hypothesis = std::get_if<incident::Hypothesis>(&*step))
                since.try_emplace(hypothesis->id, events.at(i).at);
    return since;
}

/// A full stop within a name, as of a release, ends nothing.
QString firstSentence(const QString &text)
{
    static const QRegularExpression end(QStringLiteral("\\.(\\s|$)"));
    return text.section(end, 0, 0);
}

/// An incident that was there before the leak, of a restart, tells of it once an alert has joined since.
std::optional<Timestamp> detectedAt(const incident::Incident &incident, Timestamp leakAt)
{
    if (incident.openedAt >= leakAt)
        return incident.openedAt;
    std::optional<Timestamp> first;
    for (const auto &[identity, alert] : incident.alerts)
        if (alert.joinedAt >= leakAt && (!first || alert.joinedAt < *first))
            first = alert.joinedAt;
    return first;
}

void takeTimes(Score &score, const Knowledge &knowledge, const EventSnapshot &events)
{
    const incident::Incident *incident = knowledge.incident();
    if (!incident || !score.leakAt)
        return;
    const auto since = [&](std::optional<Timestamp> at) {
        return at ? std::optional<Millis>(*at - *score.leakAt) : std::nullopt;
    };
    score.detect = since(detectedAt(*incident, *score.leakAt));
    score.name = since(knowledge.identifiedAt());
    score.mitigate = since(incident->reached(incident::Status::Mitigated));
    score.resolve = since(incident->resolvedAt());
    const auto suspicions = suspicionsIn(events);
    for (const incident::Hypothesis &hypothesis : incident->hypotheses)
        if (hypothesis.state == incident::Hypothesis::State::RuledOut)
            score.wrongTurns << QStringLiteral("%1 suspected in vain: %2")
                                    .arg(units::clock(suspicions.at(hypothesis.id), units::Zone::Utc),
                                         firstSentence(hypothesis.text));
}

} // namespace

QString wordOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Fixed:
        return QStringLiteral("fixed");
    case Outcome::Relieved:
        return QStringLiteral("relieved, not fixed");
    case Outcome::Open:
        return QStringLiteral("not fixed");
    case Outcome::NotBegun:
        break;
    }
    return QStringLiteral("ended before the leak began");
}

Score scoreOf(const Scenario &scenario, const EventSnapshot &events, const SeriesSnapshot &series, Timestamp end)
{
    Deeds deeds{scenario, {}, scenario.first().name, {}, false, 0, {}};
    for (std::size_t i = 0; i < events.size() && events.at(i).at <= end; ++i)
        deeds.take(events.at(i));
    Score score;
    score.leakAt = deeds.leakAt;
    score.outcome = outcomeOf(deeds, series, end);
    score.wrongTurns = deeds.wrong;
    Knowledge knowledge;
    knowledge.read(events, end);
    takeTimes(score, knowledge, events);
    score.wrongTurns.sort(); // by their times, which come first
    if (score.leakAt) {
        const incident::Impact impact = incident::impactOf(series, {*score.leakAt, end});
        score.requests = impact.requests.value;
        score.failed = impact.failed.value;
        score.slow = impact.slow.value;
    }
    return score;
}

} // namespace qd::drill
