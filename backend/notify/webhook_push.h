// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/notify/delivery.h"
#include "model/alerts/notice_plan.h"

#include <deque>

namespace qd {

/// Tells one address of notices, each once and in order, as Alertmanager's webhook does. What is not taken waits:
/// the newest mostWaiting of them; how many were dropped stands in the next one as `truncatedAlerts`.
/// Format: version "4" of Alertmanager's webhook payload (prometheus.io/docs/alerting/latest/configuration,
/// webhook_config), with `repeat` and `escalated` as common annotations of ours.
class WebhookPush : public QObject, private Outbox
{
    Q_OBJECT

public:
    static constexpr std::size_t mostWaiting = 1'000;

    /// `place` is where all this is: PRACTICE, LOCAL or service@host.
    WebhookPush(const ServerAddress &address, QString place, DeliverySettings settings = {},
                QObject *parent = nullptr);

    void offer(const alerts::Notice &notice, Timestamp now);
    [[nodiscard]] const QString &problem() const { return m_delivery.problem(); }

Q_SIGNALS:
    void problemChanged();

private:
    struct Waiting
    {
        alerts::Notice notice;
        Timestamp at{};
    };
    [[nodiscard]] std::optional<QByteArray> next() override;
    void settled(bool arrived) override;

    const QString m_place;
    std::deque<Waiting> m_waiting; ///< the front one is under way
    std::size_t m_dropped = 0;     ///< alerts of notices there was no room for
    bool m_isUnderWay = false;
    Delivery m_delivery;
};

/// The payload of a notice, for the one who reads it.
[[nodiscard]] QJsonObject webhookPayload(const alerts::Notice &notice, const QString &place,
                                         std::size_t truncated);

} // namespace qd
