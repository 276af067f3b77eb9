// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/supervisor/child_process.h"
#include "backend/supervisor/restart_policy.h"
#include "model/base/error.h"

#include <QtCore/QJsonObject>
#include <QtCore/QObject>
#include <QtCore/QTimer>

namespace qd {

/// What sessiontraffic is started with; see its --help.
struct TrafficOptions
{
    QString program; ///< empty: QD_BIN_DIR, else beside this program
    int users = 200;
    double requestsPerSecond = 0; ///< of all users together; 0 = what the program chooses
    QString scenario;             ///< empty = steady
    QString keyFile;              ///< secret that the accounts' passwords come from; made when absent
    QStringList extraArguments;
};

/// Starts and stops the practice population, and starts it again when it ends unasked, as RestartPolicy has it. It
/// goes on over restarts of the service, which keeps its ports. Lives on the engine thread.
class TrafficSupervisor : public QObject
{
    Q_OBJECT

public:
    explicit TrafficSupervisor(TrafficOptions options, QObject *parent = nullptr);

    /// `token` is the service's admin token, for creating the accounts; never an argument. NotFound: no program.
    [[nodiscard]] Result<void> start(quint16 dataPort, quint16 adminPort, const QByteArray &token);
    /// The service was restarted and has another admin token.
    void renewToken(const QByteArray &token);
    /// SIGTERM, then SIGKILL after 2 s; changed() follows.
    void stop();
    [[nodiscard]] bool isRunning() const { return m_child.isRunning(); }
    /// Whatever became of it: it is not for a restart of the service to start it once more.
    [[nodiscard]] bool wasStarted() const { return m_wasStarted; }
    /// Requests that got no answer, 429 or 5xx since it was started; -1 when it does not run or has not said.
    [[nodiscard]] qint64 failedRequests() const { return m_failed; }

Q_SIGNALS:
    /// Started or ended on purpose.
    void changed();
    /// Ended unasked; `words` say how. Unless it ended `forGood` it is started again.
    void died(const QString &words, bool forGood);

private:
    void launch();
    void onLine(const QByteArray &line);
    void onFinished(const ChildExit &exit);

    const TrafficOptions m_options;
    ChildProcess m_child;
    ChildProcess::Launch m_launch; ///< the last one
    RestartPolicy m_policy;
    QTimer m_again;
    bool m_wasStarted = false;
    bool m_stopping = false;
    qint64 m_failed = -1;
};

} // namespace qd
