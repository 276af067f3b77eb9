// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/watched_service.h"
#include "backend/supervisor/service_supervisor.h"

namespace qd {

/// sessiond as a child of this process: the supervisor's doings as facts and events.
class OwnService final : public WatchedService
{
    Q_OBJECT

public:
    explicit OwnService(const ServiceOptions &options, QObject *parent = nullptr);

    void start() override;
    void end(const AdminCaller &caller) override;
    void restart(Millis drainDeadline, const AdminCaller &caller) override;
    void giveUpRestart() override;
    [[nodiscard]] ServiceFacts facts() const override;

    [[nodiscard]] const ServiceSupervisor &supervisor() const { return m_supervisor; }

private:
    void tell(EventKind kind, const QString &reason, QJsonObject body);
    void onStopped(const ChildExit &exit);
    void onCrashed(const ChildExit &exit);

    const ServiceOptions m_options;
    ServiceSupervisor m_supervisor;
    QString m_correlation; ///< of the restart under way
    bool m_hung = false;
    bool m_ending = false;
};

} // namespace qd
