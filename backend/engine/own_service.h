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
    /// `releases` as of setReleases().
    explicit OwnService(const ServiceOptions &options, std::vector<Release> releases = {},
                        QObject *parent = nullptr);

    /// Those that can be deployed, the oldest first. None: any name will do. `toCome` as
    /// ServiceStatus::releaseToCome.
    void setReleases(std::vector<Release> releases, const QString &toCome);
    [[nodiscard]] QStringList releases() const;
    [[nodiscard]] QString releaseToCome() const { return m_toCome; }
    /// NotFound: it is none that can be deployed.
    [[nodiscard]] Result<Release> find(const QString &release) const;
    /// From the next start on this one runs.
    void choose(const Release &release);
    /// The deploy has failed: the next start is of the one before it again.
    void unchoose();
    [[nodiscard]] QString release() const { return m_supervisor.release(); }
    /// The last one that was chosen and not taken back, or none: what else comes to run is news.
    [[nodiscard]] QString chosen() const { return m_chosen; }

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

    ServiceSupervisor m_supervisor;
    std::vector<Release> m_releases;
    QString m_toCome;
    QString m_chosen;
    std::optional<Release> m_before; ///< the choice
    QString m_correlation;           ///< of the restart under way
    bool m_hung = false;
    bool m_ending = false;
};

} // namespace qd
