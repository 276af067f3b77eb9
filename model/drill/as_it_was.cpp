// SPDX-License-Identifier: GPL-3.0-or-later
// The team of 2024-08-20. Times are those of the outage; words are new.
#include "model/drill/follow_up.h"

namespace qd::drill {

namespace {

using namespace std::chrono_literals;
using enum incident::Hypothesis::State;

Beat at(Timestamp instant, std::vector<Move> moves)
{
    return {Cue::Time, {}, instant, std::move(moves)};
}

Move leads(const QString &who, const QString &reason)
{
    incident::Change change;
    change.lead = who;
    change.reason = reason;
    return say(change);
}

Move memoryLeak(incident::Hypothesis::State state)
{
    return think(QStringLiteral("leak"),
                 QStringLiteral("Memory leaks: usage on the API server still climbs, whichever release runs and "
                                "however many people are signed in."),
                 state, {QStringLiteral("Memory"), QStringLiteral("Sessions")});
}

/// 08:00 is the monitoring's: it opens the incident by itself.
std::vector<Beat> investigation(Timestamp day, const QString &former)
{
    return {
        at(day + 8h + 15min,
           {leads(QStringLiteral("On-call engineers"), {}),
            status(incident::Status::Investigating,
                   QStringLiteral("Notifications of the monitoring have reached the engineers on "
                                  "call; they begin with load and performance of the server.")),
            note(QStringLiteral("Load and figures of the server: requests follow a usual morning, "
                                "response times and memory do not."))}),
        {Cue::Next, 30s, {}, {Acknowledge{QStringLiteral("On call: we look at server load and performance.")}}},
        at(day + 8h + 30min,
           {think(QStringLiteral("deployment"), QStringLiteral("The code deployed shortly before is the cause."),
                  Suspected, {QStringLiteral("Memory"), QStringLiteral("Latency")}),
            Deploy{former, QStringLiteral("The recent deployment is the first suspect"), true}}),
        at(day + 8h + 50min,
           {think(
               QStringLiteral("deployment"),
               QStringLiteral("The code deployed shortly before is the cause. It was rolled back and the trouble "
                              "stayed: memory fell with the restart alone and climbs as before."),
               RuledOut, {QStringLiteral("Memory"), QStringLiteral("Latency")})}),
        at(day + 9h, {think(QStringLiteral("database"), QStringLiteral("The database is a bottleneck."), Suspected,
                            {QStringLiteral("Database")}),
                      note(QStringLiteral("Slow queries and query performance are reviewed."))}),
        at(day + 9h + 15min,
           {note(QStringLiteral(
               "Memory is back where it was before the roll back: that has bought three quarters of "
               "an hour and no more."))}),
        at(day + 9h + 25min,
           {think(QStringLiteral("database"),
                  QStringLiteral("The database is a bottleneck. The review found nothing of weight: query times "
                                 "stay where they were, but for short spikes, while memory climbs."),
                  RuledOut, {QStringLiteral("Database")})}),
    };
}

std::vector<Beat> solution(Timestamp day, const QString &cure)
{
    return {
        at(day + 9h + 30min,
           {leads(QStringLiteral("Senior engineers"),
                  QStringLiteral("Escalated to the senior engineering team, which looks deeper."))}),
        at(day + 10h, {memoryLeak(Suspected),
                       note(QStringLiteral("Memory of the API server is still rising, which points to a leak."))}),
        at(day + 10h + 30min,
           {think(
                QStringLiteral("sessions"),
                QStringLiteral("The session management module leaks: the way it stores and retrieves session data "
                               "has a defect, so that data of sessions is not collected after logout and piles up "
                               "until memory is used up and the server no longer responds."),
                Confirmed, {QStringLiteral("Memory"), QStringLiteral("Sessions")}),
            memoryLeak(Confirmed),
            status(incident::Status::Identified, QStringLiteral("The leak is in the session management module.")),
            Restart{QStringLiteral("Temporary fix: frees the memory, the defect is still there")}}),
        {Cue::Acted,
         {},
         {},
         {status(incident::Status::Mitigated,
                 QStringLiteral("The restart has freed the memory for now; it will fill "
                                "up again."))}},
        at(day + 10h + 50min,
           {note(
               QStringLiteral("Reading the session code closely shows that ended sessions are never properly let "
                              "go. A patch that cleans session data up after use is being tested."))}),
        at(day + 11h + 5min,
           {note(QStringLiteral("The patched module has passed its tests.")),
            Deploy{cure, QStringLiteral("Lasting fix: session data is cleaned up when a session ends"), false}}),
        at(day + 11h + 30min,
           {status(incident::Status::Resolved,
                   QStringLiteral("The API service is fully restored: everybody can sign in and work without "
                                  "delay."))}),
    };
}

Move impact()
{
    return say(incident::Edit{
        QStringLiteral("impact"),
        QStringLiteral(
            "From 08:00 to 11:30 GMT, three and a half hours, 60 % of users were hit: responses were slow, "
            "or the service could not be reached at all.\n\n"
            "- The main API, which signs users in and serves their data, was affected.\n"
            "- Who was not signed in could not sign in.\n"
            "- Who was signed in waited for dashboards to load.\n\n"
            "These are the figures of that day. What the re-enactment measured is in the charts of this "
            "report.")});
}

} // namespace

std::vector<Beat> beatsAsItWas(const Scenario &scenario)
{
    const Timestamp day = std::chrono::floor<std::chrono::days>(scenario.begin);
    std::vector<Beat> beats = investigation(day, scenario.releases.at(1).name);
    for (Beat &beat : solution(day, scenario.cure().name))
        beats.push_back(std::move(beat));
    std::vector<Move> after = followUp(true);
    after.push_back(impact());
    beats.push_back(at(day + 11h + 45min, std::move(after)));
    return beats;
}

} // namespace qd::drill
