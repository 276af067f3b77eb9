// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/real_sessiond.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QJsonDocument>
#include <QtCore/QRandomGenerator>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace qd::test {

namespace {

constexpr int startMs = 15'000;
constexpr int endMs = 10'000;

QByteArray randomToken()
{
    QByteArray bytes(32, Qt::Uninitialized);
    QRandomGenerator::system()->generate(bytes.begin(), bytes.end());
    return bytes.toHex();
}

QByteArray endpointOf(quint16 port)
{
    return "127.0.0.1:" + QByteArray::number(port);
}

} // namespace

QString programPath(const QString &name)
{
    return qEnvironmentVariable("QD_BIN_DIR", QStringLiteral("build/bin")) + u'/' + name;
}

RealSessiond::RealSessiond(const QStringList &arguments)
    : m_arguments(arguments)
    , m_token(randomToken())
{}

RealSessiond::~RealSessiond()
{
    kill();
}

bool RealSessiond::start()
{
    int tokenPipe[2];
    int lifePipe[2];
    if (::pipe2(tokenPipe, O_CLOEXEC) != 0 || ::pipe2(lifePipe, O_CLOEXEC) != 0) {
        m_errors = "no pipe for the token";
        return false;
    }
    const QByteArray line = m_token + '\n';
    const bool written = ::write(tokenPipe[1], line.constData(), size_t(line.size())) == line.size();
    ::close(tokenPipe[1]);
    m_lifeline = lifePipe[1];

    const QStringList fixed{QStringLiteral("--data-dir"),       dataDir(),
                            QStringLiteral("--listen"),         QString::fromLatin1(endpointOf(m_dataPort)),
                            QStringLiteral("--admin-listen"),   QString::fromLatin1(endpointOf(m_adminPort)),
                            QStringLiteral("--admin-token-fd"), QString::number(tokenPipe[0]),
                            QStringLiteral("--parent-fd"),      QString::number(lifePipe[0])};
    m_process.setChildProcessModifier([token = tokenPipe[0], life = lifePipe[0]] {
        ::fcntl(token, F_SETFD, 0);
        ::fcntl(life, F_SETFD, 0);
    });
    m_process.start(programPath(QStringLiteral("sessiond")), fixed + m_arguments);
    const bool started = written && m_process.waitForStarted(startMs);
    ::close(tokenPipe[0]);
    ::close(lifePipe[0]);
    return started && readListeningLine();
}

bool RealSessiond::readListeningLine()
{
    const QDeadlineTimer deadline(startMs);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(int(deadline.remainingTime()))) {
            return false;
        }
    }
    const QJsonObject said = QJsonDocument::fromJson(m_process.readLine()).object();
    m_dataPort = quint16(said.value(u"data").toInt());
    m_adminPort = quint16(said.value(u"admin").toInt());
    m_instance = said.value(u"instance").toString();
    return said.value(u"event").toString() == u"listening" && m_dataPort != 0 && m_adminPort != 0;
}

void RealSessiond::kill()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(endMs);
    }
    if (m_lifeline >= 0) {
        ::close(m_lifeline);
        m_lifeline = -1;
    }
}

int RealSessiond::terminate()
{
    m_process.terminate();
    const bool ended = m_process.state() == QProcess::NotRunning || m_process.waitForFinished(endMs);
    const bool clean = ended && m_process.exitStatus() == QProcess::NormalExit;
    kill();
    return clean ? m_process.exitCode() : -1;
}

QByteArray RealSessiond::errorText()
{
    m_errors += m_process.readAllStandardError();
    return m_errors.isEmpty() ? m_process.errorString().toUtf8() : m_errors;
}

HttpAnswer RealSessiond::data(const QByteArray &method, const QByteArray &target, const QByteArray &bearer,
                              const QByteArray &body) const
{
    return http(m_dataPort, method, target, bearer, body);
}

HttpAnswer RealSessiond::admin(const QByteArray &method, const QByteArray &target, const QByteArray &body) const
{
    return http(m_adminPort, method, target, m_token, body);
}

bool RealSessiond::addUser(const QByteArray &name, const QByteArray &password) const
{
    const QByteArray body = "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
    return admin("POST", "/admin/v1/users", body).status / 100 == 2;
}

QByteArray RealSessiond::login(const QByteArray &name, const QByteArray &password) const
{
    const QByteArray body = "{\"username\":\"" + name + "\",\"password\":\"" + password + "\"}";
    return data("POST", "/v1/login", {}, body).json().value(u"token").toString().toLatin1();
}

} // namespace qd::test
