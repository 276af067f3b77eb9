// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/launch_line.h"
#include "backend/source/caller.h"
#include "backend/source/endpoint.h"
#include "backend/supervisor/child_process.h"
#include "backend/supervisor/hang_detector.h"
#include "backend/supervisor/restart_policy.h"

#include "model/base/error.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>

class QTimer;

namespace qd {

class HttpClient;
struct HttpResponse;

/// What can be deployed: a name, and the faults it is made with (docs/api.md, Drill).
struct Release
{
    QString name;
    QString switches; ///< JSON; empty: none
};

/// What sessiond is started with; see its --help.
struct ServiceOptions
{
    QString program; ///< empty: QD_BIN_DIR, else beside this program
    QString dataDir;
    quint16 dataPort = 0;  ///< 0 = any at the first launch, the same again afterwards
    quint16 adminPort = 0; ///< likewise
    QString release;
    QString drillSwitches; ///< of that release, see Release
    QString memoryLimit = QStringLiteral("256MiB");
    QString idleTimeout; ///< as sessiond takes it, e.g. "5m"; empty: its own
    bool drill = false;
    bool insecureHashing = false;
    /// Loading a large journal takes its time; a process that has not listened by then never will.
    Millis startDeadline = std::chrono::minutes(2);
    QStringList extraArguments;
};

enum class ServiceState {
    Stopped,  ///< on purpose, or never started
    Starting, ///< the process runs and is not ready yet
    Ready,
    Draining,
    BackingOff, ///< crashed; a start is due
    Failed,     ///< refused to start, or crashed too often: only start() or restart() goes on
};

/// Starts sessiond as a child, believes it only when its instance is the one that was launched, watches its
/// health, and starts it again after a crash or a hang. Lives on the engine thread. A process that is starting is
/// never started on top of.
class ServiceSupervisor : public QObject
{
    Q_OBJECT

public:
    explicit ServiceSupervisor(ServiceOptions options, QObject *parent = nullptr);
    ~ServiceSupervisor() override;

    void start();
    /// Drains through the admin API, then SIGTERM, then SIGKILL; stopped() follows within deadline + 5 s.
    void stop(Millis drainDeadline, const AdminCaller &caller);
    /// stop() and start(); from any state. Crashes before it are forgotten.
    void restart(Millis drainDeadline, const AdminCaller &caller);

    /// From the next launch on.
    void setRelease(const Release &release);
    [[nodiscard]] Release nextRelease() const { return {m_options.release, m_options.drillSwitches}; }
    /// Of the last one that ran; before the first, what it will be.
    [[nodiscard]] QString release() const { return m_ran.value_or(m_options.release); }

    [[nodiscard]] ServiceState state() const { return m_state; }
    [[nodiscard]] qint64 pid() const { return m_child.pid(); }
    [[nodiscard]] const protocol::LaunchLine &launchLine() const { return m_line; }
    [[nodiscard]] Endpoint adminEndpoint() const { return Endpoint::loopback(m_line.adminPort, m_token); }
    [[nodiscard]] Endpoint dataEndpoint() const { return Endpoint::loopback(m_line.dataPort, {}); }
    /// One line for people, empty when all is well.
    [[nodiscard]] QString problem() const { return m_problem; }

Q_SIGNALS:
    void stateChanged(qd::ServiceState state);
    /// The process runs, said where it listens, and proved to be the one that was launched: scrape it.
    void launched();
    void ready();
    void stopped(const qd::ChildExit &exit);
    void crashed(const qd::ChildExit &exit);
    void hung();
    /// It will not be started again by itself; problem() says why.
    void gaveUp();

private:
    [[nodiscard]] QStringList arguments() const;
    void launch();
    void onLine(const QByteArray &line);
    void onFinished(const ChildExit &exit);
    void onCrashed(const ChildExit &exit);
    void verify();
    void onVerified(const Result<HttpResponse> &response);
    void pollReady();
    void pollHealth();
    void onTick();
    void drain(Millis deadline, const AdminCaller &caller);
    void enter(ServiceState state);
    void fail(const QString &problem);

    ServiceOptions m_options;
    ServiceState m_state = ServiceState::Stopped;
    QString m_program;
    QString m_problem;
    QByteArray m_token;
    QString m_starting;           ///< release
    std::optional<QString> m_ran; ///< likewise
    protocol::LaunchLine m_line;
    bool m_verified = false;
    bool m_restartAfterStop = false;
    bool m_endedByUs = false; ///< killed, and m_problem says why
    Millis m_stateSince{0};
    RestartPolicy m_policy;
    HangDetector m_hang;
    ChildProcess m_child;
    std::unique_ptr<HttpClient> m_data;
    std::unique_ptr<HttpClient> m_admin;
    QTimer *m_tick = nullptr;
    QTimer *m_startTimer = nullptr;  ///< back-off
    QTimer *m_readyTimer = nullptr;  ///< readiness poll
    QTimer *m_ladderTimer = nullptr; ///< drain deadline
    bool m_healthAsked = false;
};

} // namespace qd
