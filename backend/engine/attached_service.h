// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/watched_service.h"

#include <QtCore/QJsonObject>

#include <memory>

class QTimer;

namespace qd {

class AdminClient;

/// A service that somebody else runs: asked for its status every few seconds, restarted only through its drain
/// where it says that a supervisor brings it back.
class AttachedService final : public WatchedService
{
    Q_OBJECT

public:
    explicit AttachedService(const Endpoint &endpoint, QObject *parent = nullptr);
    ~AttachedService() override;

    void start() override;
    void end(const AdminCaller &caller) override;
    void restart(Millis drainDeadline, const AdminCaller &caller) override;
    void giveUpRestart() override;
    [[nodiscard]] ServiceFacts facts() const override;

private:
    void ask();
    void onStatus(const QJsonObject &status);
    void onSilence(const QString &why, bool nobodyThere);
    void onWentAway();
    void tell(EventKind kind, const QString &reason, const QString &instance);

    const Endpoint m_endpoint;
    std::unique_ptr<AdminClient> m_admin;
    QTimer *m_timer = nullptr;
    ServiceFacts m_facts;
    QString m_correlation;
    QString m_instanceBefore; ///< a restart waits until it has changed
    bool m_restarting = false;
    bool m_ending = false;
    bool m_wentAway = false; ///< the instance that was to be restarted is gone, and that was told
};

} // namespace qd
