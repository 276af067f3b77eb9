// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/notify/delivery.h"
#include "model/rules/alert_state.h"

#include <map>
#include <span>

namespace qd {

/// Keeps one Alertmanager told of what fires, as Prometheus does (notifier, rules/alerting.go): every alert when
/// it begins, each minute while it fires with an end four minutes ahead, and when it ends. Whatever Alertmanager
/// does not take waits and is sent as it stands then. An end is kept until it is taken, for as long as there is
/// room: mostWaiting alerts; what is beyond is left out, and problem() says so.
/// Format: POST /api/v2/alerts, Alertmanager's OpenAPI description (api/v2/openapi.yaml, postableAlerts).
class AlertmanagerPush : public QObject, private Outbox
{
    Q_OBJECT

public:
    static constexpr Millis resendEvery{60'000};
    static constexpr Millis validFor{240'000};
    static constexpr std::size_t mostInOneRequest = 256;
    static constexpr std::size_t mostWaiting = 20'000;

    explicit AlertmanagerPush(const ServerAddress &address, DeliverySettings settings = {},
                              QObject *parent = nullptr);

    /// How all alerts stand at `now`, resolved ones that are remembered included; those that are pending, or never
    /// fired, are nobody's business. What fires and is not among them any more, since its rule is gone, has ended.
    void offer(std::span<const rules::Alert> alerts, Timestamp now);
    /// How far the clock of this machine is ahead of the timeline: Alertmanager holds our times against its own
    /// clock, and drops what has ended by that.
    void setClockStep(Millis ahead) { m_clockStep = ahead; }
    [[nodiscard]] const QString &problem() const { return m_problem; }
    [[nodiscard]] QString authority() const { return m_delivery.authority(); }

Q_SIGNALS:
    void problemChanged();

private:
    struct Known
    {
        rules::Alert alert;
        Timestamp seenAt{};                  ///< offered at last
        std::optional<Timestamp> sentAt;     ///< and taken
        std::optional<Timestamp> sentEnd;    ///< the end that was taken
        std::optional<Timestamp> underWayAt; ///< part of what is under way since then, with this end:
        std::optional<Timestamp> underWayEnd;
    };
    [[nodiscard]] std::optional<QByteArray> next() override;
    void settled(bool arrived) override;
    [[nodiscard]] bool isDue(const Known &known) const;
    [[nodiscard]] static bool isOver(const Known &known, Timestamp now);
    void endUnseen(Timestamp now);
    void forget(Timestamp now);
    void makeRoom(Timestamp now);
    void noteProblem();

    std::map<Labels, Known> m_known;
    Timestamp m_now{};
    Millis m_clockStep{};
    std::size_t m_leftOut = 0; ///< alerts that there was no room for
    QString m_problem;
    Delivery m_delivery;
};

} // namespace qd
