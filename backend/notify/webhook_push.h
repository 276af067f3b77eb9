// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/notify/delivery.h"
#include "model/alerts/notice_plan.h"

#include <deque>

namespace qd {

/// Tells one address of notices in order, as Alertmanager's webhook does. What is not taken waits, as one notice a
/// name: the newest mostWaiting of them, with no more than mostAlerts alerts; how many alerts were dropped stands
/// in the next one as `truncatedAlerts`. Format: version "4" of Alertmanager's webhook payload
/// (prometheus.io/docs/alerting/latest/configuration, webhook_config), with `repeat` and `escalated` as common
/// annotations of ours.
class WebhookPush : public QObject, private Outbox
{
    Q_OBJECT

public:
    static constexpr std::size_t mostWaiting = 1'000;
    static constexpr std::size_t mostAlerts = 20'000;

    /// `place` is where all this is: PRACTICE, LOCAL or service@host.
    WebhookPush(const ServerAddress &address, QString place, DeliverySettings settings = {},
                QObject *parent = nullptr);

    void offer(alerts::Notice notice);
    /// A notice of that name has not arrived yet.
    [[nodiscard]] bool hasWaiting(const QString &name) const;
    [[nodiscard]] const QString &problem() const { return m_delivery.problem(); }
    [[nodiscard]] QString authority() const { return m_delivery.authority(); }

Q_SIGNALS:
    void problemChanged();
    /// A notice has arrived, or was refused for good.
    void delivered();

private:
    [[nodiscard]] std::optional<QByteArray> next() override;
    void settled(bool arrived) override;

    void dropOldest();
    [[nodiscard]] std::size_t waitingAlerts() const;
    /// Index of the first that is not under way.
    [[nodiscard]] std::ptrdiff_t firstIdle() const { return m_isUnderWay ? 1 : 0; }

    const QString m_place;
    std::deque<alerts::Notice> m_waiting; ///< the front one may be under way
    std::size_t m_dropped = 0;            ///< alerts of notices there was no room for
    std::size_t m_droppedTold = 0;        ///< of those, what stands in the one that is under way
    bool m_isUnderWay = false;
    Delivery m_delivery;
};

/// The payload of a notice, for the one who reads it.
[[nodiscard]] QJsonObject webhookPayload(const alerts::Notice &notice, const QString &place,
                                         std::size_t truncated);

} // namespace qd
