// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/event_writer.h"
#include "backend/notify/alertmanager_push.h"
#include "backend/notify/notify_config.h"
#include "backend/notify/webhook_push.h"

#include <memory>
#include <vector>

namespace qd {

/// Tells people of the alerts of what is live: plans notices from the committed log, hands them to the window,
/// to webhooks and, as alerts, to Alertmanagers; escalates what nobody acknowledges; notes in the log what has
/// arrived, and goes on with that after a restart. There is one in a live engine
/// and nowhere else: what is replayed or tested tells nobody. Engine thread.
class AlertNotifier : public QObject
{
    Q_OBJECT

public:
    /// `tellsOthers`: whether anybody beyond this machine's user is told.
    AlertNotifier(const NotifyConfig &config, bool tellsOthers, EventWriter &events, const QString &place,
                  QObject *parent = nullptr);

    /// Whether anybody is told of alerts one by one: else step() needs none.
    [[nodiscard]] bool pushesAlerts() const { return !m_alertmanagers.empty(); }
    /// How far the clock of this machine is ahead of the timeline.
    void setClockStep(Millis ahead);
    /// After rules were evaluated and their transitions committed. `alerts` are all, resolved ones included;
    /// `unsettled` as in alerts::NoticePlan; `unwritten` are transitions that the log could not take, on a full
    /// disk: people are told of them all the same.
    void step(std::span<const rules::Alert> alerts, const std::set<QString> &unsettled,
              const std::vector<Event> &unwritten, Timestamp now);
    /// Whom alerts do not reach, and why; empty when they do.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void noticed(const qd::alerts::Notice &notice);

private:
    [[nodiscard]] static alerts::ToldLedger ledgerOf(const EventWriter &events);
    template <typename Push>
    void watch(Push *push);
    void escalate(const std::set<QString> &unsettled, Timestamp now);
    void noteArrivals();

    EventWriter &m_events;
    alerts::AlertBook m_book;
    alerts::ToldLedger m_ledger;
    alerts::NoticePlan m_plan;
    std::vector<AlertmanagerPush *> m_alertmanagers;
    std::vector<WebhookPush *> m_webhooks;
    std::map<const QObject *, QString> m_problems; ///< of those that are not reached
};

} // namespace qd
