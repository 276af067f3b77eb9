// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/incident_story.h"

namespace qd::test {

void IncidentStory::tell()
{
    using namespace std::chrono_literals;
    using incident::Hypothesis;
    using incident::Status;
    const QString anna = QStringLiteral("anna");
    plain(EventKind::Deploy, 1100s, {}, QStringLiteral("pipeline"),
          {{QStringLiteral("release"), QStringLiteral("2.4.1")},
           {QStringLiteral("before"), QStringLiteral("2.4.0")}});
    openByAlert(700s, QStringLiteral("Sessions stay in memory after logout"));
    capture(699s);
    step(incident::Change{Status::Investigating, {}, anna, {}, {}}, 640s);
    note(QStringLiteral("Logins take four seconds and more, also on the status page."), 620s);
    step(Hypothesis{QStringLiteral("h1"),
                    QStringLiteral("The deployment of 2.4.1 did it"),
                    Hypothesis::State::Suspected,
                    {},
                    {},
                    {}},
         600s);
    step(Hypothesis{QStringLiteral("h2"),
                    QStringLiteral("The database is slow"),
                    Hypothesis::State::Suspected,
                    {},
                    {},
                    {}},
         560s);
    plain(EventKind::Note, 540s, {}, QStringLiteral("ben"),
          {{QStringLiteral("text"), QStringLiteral("Rolled back to 2.4.0, no change in what stays.")}});
    step(Hypothesis{QStringLiteral("h1"),
                    QStringLiteral("The deployment of 2.4.1 did it"),
                    Hypothesis::State::RuledOut,
                    {},
                    {},
                    {}},
         500s, QStringLiteral("ben"));
    step(
        Hypothesis{
            QStringLiteral("h2"), QStringLiteral("The database is slow"), Hypothesis::State::RuledOut, {}, {}, {}},
        470s);
    step(Hypothesis{QStringLiteral("h3"),
                    QStringLiteral("Sessions stay in memory after logout"),
                    Hypothesis::State::Confirmed,
                    {},
                    {},
                    {}},
         400s);
    status(Status::Identified, 395s);
    plain(EventKind::PurgeRequested, 300s, QStringLiteral("p1"), anna, {{QStringLiteral("expected"), 9'100}},
          QStringLiteral("memory is filling"));
    capture(299s, QStringLiteral("p1"));
    plain(
        EventKind::PurgeFinished, 297s, QStringLiteral("p1"), anna,
        {{QStringLiteral("purged"), 9'097}, {QStringLiteral("spared"), 3}, {QStringLiteral("freed_bytes"), 50e6}});
    status(Status::Mitigated, 240s);
    const std::uint64_t late = newest();
    step(
        incident::Change{
            Status::Mitigated, {}, {}, {}, QStringLiteral("It was well as soon as the purge was done")},
        290s, anna, late);
    plain(EventKind::RestartRequested, 200s, QStringLiteral("r1"), anna, {}, QStringLiteral("to be sure"));
    plain(EventKind::RestartFinished, 190s, QStringLiteral("r1"), {},
          {{QStringLiteral("elapsed_ms"), 4200}, {QStringLiteral("requests_failed"), 12}});
    plain(EventKind::RestartVerdict, 60s, QStringLiteral("r1"), {}, {},
          QStringLiteral("rose 12 MiB/min before and 11 MiB/min after: relieved, not fixed"));
    step(incident::Task{QStringLiteral("t1"),
                        QStringLiteral("Page on sessions that stay after logout"),
                        incident::Task::Kind::Improvement,
                        QStringLiteral("ben"),
                        {},
                        incident::Task::State::Open,
                        {}},
         40s);
}

} // namespace qd::test
