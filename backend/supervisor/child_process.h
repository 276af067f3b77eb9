// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QByteArray>
#include <QtCore/QObject>
#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QStringList>

class QTimer;

namespace qd {

/// How a child ended.
struct ChildExit
{
    bool started = true; ///< false: the program could not be run at all
    int signal = 0;      ///< that ended it, 0 when it exited by itself
    int code = 0;        ///< exit code when signal is 0
    QString lastError;   ///< the last line it wrote on stderr

    /// "was ended by signal 9 (Killed)", "exited with code 2: port 7070 is in use".
    [[nodiscard]] QString words() const;
};

/// One child process, never a zombie and never an orphan: it gets `--parent-fd N`, a pipe whose other end this
/// process alone holds, so that the kernel closes it however this process dies; it is reaped by its handle; and
/// the destructor kills what still runs. What it started itself and left behind in its process group goes with it.
/// All descriptors are close-on-exec, so that no other child keeps a lifeline open.
class ChildProcess : public QObject
{
    Q_OBJECT

public:
    struct Launch
    {
        QString program;
        QStringList arguments;
        QByteArray secret; ///< handed over a socket as `--admin-token-fd N`; never in arguments or environment
        bool moreSecrets = false; ///< it stays open for sendSecret()
    };

    explicit ChildProcess(QObject *parent = nullptr);
    ~ChildProcess() override;

    /// Only while not running. Failure to run is reported by finished(), like every other end.
    void start(const Launch &launch);
    [[nodiscard]] bool isRunning() const { return m_running; }
    /// 0 when it does not run.
    [[nodiscard]] qint64 pid() const;
    /// SIGTERM now, SIGKILL after `grace`.
    void terminate(Millis grace);
    void kill();
    /// A line more for a child that was launched with moreSecrets.
    void sendSecret(const QByteArray &secret);

Q_SIGNALS:
    /// One line of its stdout, without the line end. Lines over 64 KiB are cut.
    void lineRead(const QByteArray &line);
    void finished(const qd::ChildExit &exit);

private:
    [[nodiscard]] int makeLifeline();
    [[nodiscard]] int makeSecretPipe(const Launch &launch);
    void closeEnds();
    void readLines();
    void keepErrors();
    void onFinished(int code, QProcess::ExitStatus status);
    void onError(QProcess::ProcessError error);
    void killGroup();
    void end(ChildExit exit);

    QProcess m_process;
    QTimer *m_grace = nullptr;
    bool m_running = false;
    qint64 m_group = 0;  ///< of the child and what it started
    int m_lifeline = -1; ///< the end this process holds
    int m_secrets = -1;  ///< likewise, while more secrets may follow
    QByteArray m_errors; ///< the last few KiB of stderr
};

} // namespace qd
