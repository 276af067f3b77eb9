// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/supervisor/child_process.h"

#include <QtCore/QTimer>

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace qd {

namespace {

constexpr qsizetype longestLine = 64 * 1024;
constexpr qsizetype keptErrors = 4 * 1024;

QString lastLine(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    return QString::fromUtf8(trimmed.mid(trimmed.lastIndexOf('\n') + 1)).trimmed();
}

} // namespace

QString ChildExit::words() const
{
    if (!started)
        return QStringLiteral("could not be run: %1").arg(lastError);
    if (signal)
        return QStringLiteral("was ended by signal %1 (%2)")
            .arg(signal)
            .arg(QString::fromLocal8Bit(strsignal(signal)));
    const QString words = QStringLiteral("exited with code %1").arg(code);
    return lastError.isEmpty() || code == 0 ? words : words + QStringLiteral(": ") + lastError;
}

ChildProcess::ChildProcess(QObject *parent)
    : QObject(parent)
    , m_process(this)
    , m_grace(new QTimer(this))
{
    m_grace->setSingleShot(true);
    connect(m_grace, &QTimer::timeout, this, &ChildProcess::kill);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ChildProcess::readLines);
    connect(&m_process, &QProcess::readyReadStandardError, this, &ChildProcess::keepErrors);
    connect(&m_process, &QProcess::finished, this, &ChildProcess::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, &ChildProcess::onError);
}

ChildProcess::~ChildProcess()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        killGroup();
        m_process.kill();
        m_process.waitForFinished(2'000);
    }
    closeEnds();
}

void ChildProcess::closeEnds()
{
    for (int *end : {&m_lifeline, &m_secrets}) {
        if (*end >= 0)
            ::close(std::exchange(*end, -1));
    }
}

int ChildProcess::makeLifeline()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    m_lifeline = ends[1];
    return ends[0];
}

int ChildProcess::makeSecretPipe(const Launch &launch)
{
    // Sockets and not a pipe, because a child that has just died must not end us with a SIGPIPE.
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -1;
    m_secrets = ends[1];
    sendSecret(launch.secret);
    if (!launch.moreSecrets)
        ::close(std::exchange(m_secrets, -1));
    return ends[0];
}

void ChildProcess::sendSecret(const QByteArray &secret)
{
    // A token is far smaller than the buffer of a socket: this does not block.
    const QByteArray line = secret + '\n';
    if (m_secrets >= 0)
        (void)::send(m_secrets, line.constData(), static_cast<size_t>(line.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void ChildProcess::start(const Launch &launch)
{
    Q_ASSERT(!m_running);
    m_running = true;
    m_errors.clear();
    closeEnds();
    QStringList arguments = launch.arguments;
    const int lifeline = makeLifeline();
    const int secret = launch.secret.isEmpty() ? -1 : makeSecretPipe(launch);
    arguments << QStringLiteral("--parent-fd") << QString::number(lifeline);
    if (secret >= 0)
        arguments << QStringLiteral("--admin-token-fd") << QString::number(secret);
    m_process.setProgram(launch.program);
    m_process.setArguments(arguments);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([lifeline, secret] {
        // Runs between fork and exec: only calls that are safe after fork. A group of its own, so that Ctrl+C in
        // the terminal of the window does not end the service behind the supervisor's back.
        ::setpgid(0, 0);
        ::fcntl(lifeline, F_SETFD, 0);
        if (secret >= 0)
            ::fcntl(secret, F_SETFD, 0);
    });
    m_process.start(QIODevice::ReadOnly);
    m_group = m_process.processId();
    ::close(lifeline);
    if (secret >= 0)
        ::close(secret);
}

qint64 ChildProcess::pid() const
{
    return m_process.processId();
}

void ChildProcess::terminate(Millis grace)
{
    if (!m_running)
        return;
    m_process.terminate();
    m_grace->start(grace);
}

void ChildProcess::kill()
{
    if (!m_running)
        return;
    killGroup();
    m_process.kill();
}

void ChildProcess::killGroup()
{
    if (m_group > 0)
        ::kill(static_cast<pid_t>(-m_group), SIGKILL);
}

void ChildProcess::readLines()
{
    m_process.setReadChannel(QProcess::StandardOutput);
    while (m_process.canReadLine() || m_process.bytesAvailable() >= longestLine) {
        const QByteArray line = m_process.readLine(longestLine).trimmed();
        if (!line.isEmpty())
            Q_EMIT lineRead(line);
    }
}

void ChildProcess::keepErrors()
{
    m_errors = (m_errors + m_process.readAllStandardError()).right(keptErrors);
}

void ChildProcess::onFinished(int code, QProcess::ExitStatus status)
{
    readLines();
    keepErrors();
    const bool crashed = status == QProcess::CrashExit;
    end({true, crashed ? code : 0, crashed ? 0 : code, lastLine(m_errors)});
}

void ChildProcess::onError(QProcess::ProcessError error)
{
    if (error == QProcess::FailedToStart)
        end({false, 0, 0, m_process.errorString()});
}

void ChildProcess::end(ChildExit exit)
{
    m_grace->stop();
    m_running = false;
    // The child was just reaped: its number stays taken as long as its group has members, and nobody else has it
    // yet.
    killGroup();
    m_group = 0;
    closeEnds();
    Q_EMIT finished(exit);
}

} // namespace qd

#include "moc_child_process.cpp"
