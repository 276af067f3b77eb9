// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/evidence.h"
#include "model/incident/incident_events.h"
#include "model/rules/alert_events.h"
#include "tests/support/alert_event.h"
#include "tests/support/fake_history.h"

namespace qd::test {

/// An incident in the log of a history, told with how long before its end things happened.
class IncidentStory
{
public:
    explicit IncidentStory(FakeHistory &history, QString id = QStringLiteral("i1"))
        : m_history(history)
        , m_id(std::move(id))
    {}

    [[nodiscard]] const QString &id() const { return m_id; }

    void add(Event event, Millis ago, const QString &actor = {}, std::uint64_t supersedes = 0)
    {
        event.at = m_history.now() - ago;
        event.actor = actor;
        event.supersedes = supersedes;
        m_history.log(std::move(event));
    }
    void step(const incident::Step &step, Millis ago, const QString &actor = QStringLiteral("anna"),
              std::uint64_t supersedes = 0)
    {
        add(incident::eventOf(m_id, step), ago, actor, supersedes);
    }
    void status(incident::Status status, Millis ago) { step(incident::Change{status, {}, {}, {}, {}}, ago); }
    void note(const QString &text, Millis ago) { step(incident::Note{text}, ago); }
    void plain(EventKind kind, Millis ago, const QString &correlation = {}, const QString &actor = {},
               const QJsonObject &body = {}, const QString &reason = {})
    {
        Event event;
        event.kind = kind;
        event.subject = QStringLiteral("sessiond");
        event.correlation = correlation;
        event.body = body;
        event.reason = reason;
        add(std::move(event), ago, actor);
    }
    /// By an alert that pages, whose identity it returns.
    QString openByAlert(Millis ago, const QString &title)
    {
        const Millis at = (m_history.now() - ago).time_since_epoch();
        const QString name = QStringLiteral("SessionsRetained");
        const Event firing = alertEvent(EventKind::AlertFiring, at, name, "critical");
        m_history.log(alertEvent(EventKind::AlertPending, at - Millis(120'000), name, "critical"));
        m_history.log(firing);
        const QString alert = rules::identityOf(firing);
        add(incident::openedOf(m_id, {title, QStringLiteral("critical"), {}, alert, name}), ago);
        return alert;
    }
    void openByHand(Millis ago, const QString &title)
    {
        add(incident::openedOf(m_id, {title, QStringLiteral("warning"), {}, {}, {}}), ago, QStringLiteral("anna"));
    }
    /// The state, captured from the history; `cause` as of incident::evidenceOf().
    void capture(Millis ago, const QString &cause = {})
    {
        const incident::State state = incident::stateAt(m_history.snapshot().series, m_history.now() - ago);
        add(incident::evidenceOf(m_id, cause, incident::toJson(state)), ago);
    }
    [[nodiscard]] std::uint64_t newest() const { return m_history.snapshot().events.newestSeq(); }

    /// Twenty minutes with false leads, a purge, and what was to be done then.
    void tell();

private:
    FakeHistory &m_history;
    QString m_id;
};

inline void IncidentStory::tell()
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
