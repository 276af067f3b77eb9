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

} // namespace qd::test
