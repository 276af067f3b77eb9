// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/alert_notifier.h"

#include "model/alerts/alert_marks.h"

#include <algorithm>

namespace qd {

AlertNotifier::AlertNotifier(const NotifyConfig &config, bool tellsOthers, EventWriter &events,
                             const QString &place, QObject *parent)
    : QObject(parent)
    , m_events(events)
    , m_ledger(ledgerOf(events))
    , m_plan(config.notices, m_ledger.groups())
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
        connect(m_webhooks.back(), &WebhookPush::delivered, this, &AlertNotifier::noteArrivals);
    }
}

alerts::ToldLedger AlertNotifier::ledgerOf(const EventWriter &events)
{
    alerts::ToldLedger ledger;
    ledger.read(events.log().snapshot());
    return ledger;
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
            event.reason = problem.isEmpty() ? tr("%1 can be reached again.").arg(push->authority()) : problem;
            (void)m_events.write(std::move(event));
        }
        before = problem;
    });
}

void AlertNotifier::escalate(const std::set<QString> &unsettled, Timestamp now)
{
    std::vector<Event> escalations;
    for (const alerts::AlertRecord &late : m_plan.toEscalate(m_book, now, unsettled))
        escalations.push_back(alerts::escalationOf(late.newest, m_plan.settings().escalateAfter));
    if (escalations.empty())
        return;
    if (m_events.writeAll(std::move(escalations)))
        m_book.read(m_events.log().snapshot(), now);
}

void AlertNotifier::setClockStep(Millis ahead)
{
    for (AlertmanagerPush *alertmanager : m_alertmanagers)
        alertmanager->setClockStep(ahead);
}

void AlertNotifier::step(std::span<const rules::Alert> alerts, const std::set<QString> &unsettled,
                         const std::vector<Event> &unwritten, Timestamp now)
{
    m_book.read(m_events.log().snapshot(), now);
    escalate(unsettled, now);
    std::optional<alerts::AlertBook> ahead;
    if (!unwritten.empty()) {
        ahead = m_book;
        ahead->read(m_events.log().snapshot().with(unwritten), now);
    }
    for (const alerts::Notice &notice : m_plan.due(ahead ? *ahead : m_book, now, unsettled)) {
        m_ledger.note(notice, now);
        for (WebhookPush *webhook : m_webhooks)
            webhook->offer(notice);
        Q_EMIT noticed(notice);
    }
    noteArrivals();
    for (AlertmanagerPush *alertmanager : m_alertmanagers)
        alertmanager->offer(alerts, now);
}

void AlertNotifier::noteArrivals()
{
    for (const QString &name : m_ledger.underWay()) {
        if (std::ranges::any_of(m_webhooks, [&](const WebhookPush *webhook) { return webhook->hasWaiting(name); }))
            continue;
        if (m_events.write(m_ledger.arrivalOf(name))) // else once the log can be written to again
            m_ledger.settle(name);
    }
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
