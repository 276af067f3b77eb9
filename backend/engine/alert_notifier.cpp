// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/alert_notifier.h"

#include "model/alerts/alert_marks.h"

namespace qd {

AlertNotifier::AlertNotifier(const NotifyConfig &config, bool tellsOthers, EventWriter &events,
                             const QString &place, QObject *parent)
    : QObject(parent)
    , m_events(events)
    , m_plan(config.notices)
{
    if (!tellsOthers)
        return;
    for (const ServerAddress &address : config.alertmanagers) {
        m_alertmanagers.push_back(new AlertmanagerPush(address, {}, this));
        watch(m_alertmanagers.back());
    }
    for (const ServerAddress &address : config.webhooks) {
        m_webhooks.push_back(new WebhookPush(address, place, {}, this));
        watch(m_webhooks.back());
    }
}

template <typename Push>
void AlertNotifier::watch(Push *push)
{
    connect(push, &Push::problemChanged, this, [this, push] {
        const QString problem = push->problem();
        QString &before = m_problems[push];
        // One entry for an outage, however its reason changes.
        if (before.isEmpty() != problem.isEmpty()) {
            Event event;
            event.kind = problem.isEmpty() ? EventKind::NotifyRecovered : EventKind::NotifyFailed;
            event.subject = QStringLiteral("alerts");
            event.reason =
                problem.isEmpty() ? tr("%1 can be reached again.").arg(before.section(u':', 0, 1)) : problem;
            (void)m_events.write(std::move(event));
        }
        before = problem;
    });
}

void AlertNotifier::escalate(Timestamp now)
{
    std::vector<Event> escalations;
    for (const alerts::AlertRecord &late : m_plan.toEscalate(m_book, now))
        escalations.push_back(alerts::escalationOf(late.newest, m_plan.settings().escalateAfter));
    if (escalations.empty())
        return;
    if (m_events.writeAll(std::move(escalations)))
        m_book.read(m_events.log().snapshot(), now);
}

void AlertNotifier::step(std::span<const rules::Alert> alerts, Timestamp now)
{
    m_book.read(m_events.log().snapshot(), now);
    escalate(now);
    for (const alerts::Notice &notice : m_plan.due(m_book, now)) {
        for (WebhookPush *webhook : m_webhooks)
            webhook->offer(notice, now);
        Q_EMIT noticed(notice);
    }
    for (AlertmanagerPush *alertmanager : m_alertmanagers)
        alertmanager->offer(alerts, now);
}

QString AlertNotifier::problem() const
{
    QStringList all;
    for (const auto &[push, problem] : m_problems)
        if (!problem.isEmpty())
            all << problem;
    return all.isEmpty() ? QString() : tr("Alerts do not arrive at %1").arg(all.join(QStringLiteral("; ")));
}

} // namespace qd

#include "moc_alert_notifier.cpp"
