// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/action_runner.h"

class QTimer;

namespace qd {

/// One restart as an experiment: evidence, drain, stop, start, ready, and a trial that is judged later. Perhaps
/// into another release. Emits finished() once, after its last reply.
class RestartAction : public QObject
{
    Q_OBJECT

public:
    RestartAction(const EngineParts &parts, const RestartOrder &order, std::optional<DeployOrder> deploy,
                  ActionRunner::Reply<RestartProgress> progress, QObject *parent);
    void start();
    void onGoodScrape();
    /// Nobody looks any more: writes down that the end was not seen. No reply.
    void abandon(const QString &why);

Q_SIGNALS:
    void finished();

private:
    void begin(const QJsonObject &evidence);
    [[nodiscard]] Event intent(const QJsonObject &evidence) const;
    [[nodiscard]] QJsonObject deployed() const;
    void step(RestartStep step, const QString &words = {});
    void onReady();
    void succeed();
    void putOnTrial();
    void fail(const Error &error);
    [[nodiscard]] QString takeBack();
    [[nodiscard]] std::int64_t requestsFailed() const;
    [[nodiscard]] Millis elapsed() const { return m_parts.clock->now() - m_startedAt; }

    const EngineParts &m_parts;
    const RestartOrder m_order;
    const std::optional<DeployOrder> m_deploy;
    QString m_releaseBefore;
    std::optional<Release> m_release; ///< to deploy
    const ActionRunner::Reply<RestartProgress> m_reply;
    Event m_intent;
    QTimer *m_deadline = nullptr;
    Timestamp m_startedAt{};
    Timestamp m_readyAt{};
    std::int64_t m_failedBefore = -1;
    bool m_awaitsScrape = false;
    bool m_over = false;
};

} // namespace qd
