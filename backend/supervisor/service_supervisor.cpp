// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/supervisor/service_supervisor.h"

#include "backend/protocol/duration.h"
#include "backend/protocol/names.h"
#include "backend/source/http_client.h"
#include "backend/supervisor/find_program.h"
#include "model/base/clock.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QRandomGenerator>
#include <QtCore/QTimer>

namespace qd {

using namespace std::chrono_literals;

namespace {

constexpr Millis tickInterval = 500ms;
constexpr Millis readyPoll = 50ms;
constexpr Millis healthDeadline = 2s;
constexpr Millis verifyDeadline = 5s;
constexpr Millis terminateGrace = 2s;

/// Words that end in a full stop, as some of the system do, would end in two within a sentence.
/// The child's last line, for a sentence that names it already.
QString withoutName(const QString &line)
{
    const auto name = QStringLiteral("sessiond: ");
    return line.startsWith(name) ? line.mid(name.size()) : line;
}

QString withoutStop(QString words)
{
    while (words.endsWith(u'.') || words.endsWith(u' '))
        words.chop(1);
    return words;
}

QByteArray freshToken()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
}

} // namespace

ServiceSupervisor::ServiceSupervisor(ServiceOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_child(this)
    , m_tick(new QTimer(this))
    , m_startTimer(new QTimer(this))
    , m_readyTimer(new QTimer(this))
    , m_ladderTimer(new QTimer(this))
{
    m_startTimer->setSingleShot(true);
    m_readyTimer->setSingleShot(true);
    m_ladderTimer->setSingleShot(true);
    m_tick->setInterval(tickInterval);
    connect(&m_child, &ChildProcess::lineRead, this, &ServiceSupervisor::onLine);
    connect(&m_child, &ChildProcess::finished, this, &ServiceSupervisor::onFinished);
    connect(m_tick, &QTimer::timeout, this, &ServiceSupervisor::onTick);
    connect(m_startTimer, &QTimer::timeout, this, &ServiceSupervisor::launch);
    connect(m_readyTimer, &QTimer::timeout, this, &ServiceSupervisor::pollReady);
    connect(m_ladderTimer, &QTimer::timeout, this, [this] { m_child.terminate(terminateGrace); });
}

ServiceSupervisor::~ServiceSupervisor() = default;

void ServiceSupervisor::start()
{
    if (m_child.isRunning())
        return;
    m_policy.reset();
    m_startTimer->stop();
    launch();
}

QStringList ServiceSupervisor::arguments() const
{
    const auto listen = [](quint16 configured, quint16 before) {
        return QStringLiteral("127.0.0.1:%1").arg(configured ? configured : before);
    };
    QStringList out{QStringLiteral("--data-dir"),     m_options.dataDir,
                    QStringLiteral("--listen"),       listen(m_options.dataPort, m_line.dataPort),
                    QStringLiteral("--admin-listen"), listen(m_options.adminPort, m_line.adminPort)};
    if (!m_options.release.isEmpty())
        out << QStringLiteral("--release") << m_options.release;
    if (!m_options.memoryLimit.isEmpty())
        out << QStringLiteral("--memory-limit") << m_options.memoryLimit;
    if (!m_options.idleTimeout.isEmpty())
        out << QStringLiteral("--idle-timeout") << m_options.idleTimeout;
    if (m_options.drill || !m_options.drillSwitches.isEmpty())
        out << QStringLiteral("--drill");
    if (!m_options.drillSwitches.isEmpty())
        out << QStringLiteral("--drill-switches") << m_options.drillSwitches;
    if (m_options.insecureHashing)
        out << QStringLiteral("--insecure-hashing");
    return out + m_options.extraArguments;
}

void ServiceSupervisor::launch()
{
    if (m_child.isRunning())
        return;
    const Result<QString> program = findProgram(QStringLiteral("sessiond"), m_options.program);
    if (!program)
        return fail(
            QStringLiteral("sessiond did not start: %1. Nothing was changed. Install it beside Quarterdeck or "
                           "say where it is.")
                .arg(program.error().words));
    m_verified = false;
    m_endedByUs = false;
    m_token = freshToken();
    m_starting = m_options.release;
    m_hang.answered(steadyNow());
    m_tick->start();
    enter(ServiceState::Starting);
    m_child.start({*program, arguments(), m_token});
}

void ServiceSupervisor::onLine(const QByteArray &line)
{
    if (m_verified || m_admin)
        return;
    const auto parsed = protocol::parseLaunchLine({line.constData(), static_cast<std::size_t>(line.size())});
    if (!parsed || parsed->pid != m_child.pid() || parsed->api != protocol::kApiVersion) {
        m_problem = QStringLiteral("sessiond did not start: what was started announced itself as something else.");
        m_endedByUs = true;
        m_child.kill();
        return;
    }
    m_line = *parsed;
    m_hang.answered(steadyNow());
    m_admin = std::make_unique<HttpClient>(adminEndpoint());
    m_data = std::make_unique<HttpClient>(dataEndpoint());
    verify();
}

void ServiceSupervisor::verify()
{
    HttpRequest request;
    request.target = bytesOf(protocol::path::kAdminStatus);
    request.deadline = verifyDeadline;
    m_admin->send(request, [this](const Result<HttpResponse> &response) { onVerified(response); });
}

void ServiceSupervisor::onVerified(const Result<HttpResponse> &response)
{
    if (m_state != ServiceState::Starting)
        return;
    if (!response) {
        // Nobody else has answered either: it may be slow, and is given as long as one that hangs.
        const QString words = response.error().code == ErrorCode::Timeout
                                  ? QStringLiteral("did not answer within %1 s").arg(verifyDeadline / 1s)
                                  : QStringLiteral("cannot be reached: ") + response.error().words;
        m_problem = QStringLiteral("sessiond listens on port %1 and %2; it is asked again.")
                        .arg(m_line.adminPort)
                        .arg(words);
        Q_EMIT stateChanged(m_state);
        return m_readyTimer->start(readyPoll);
    }
    const QString instance =
        response->status == 200 ? QJsonDocument::fromJson(response->body)[u"instance"].toString() : QString();
    if (instance != QString::fromStdString(m_line.instance)) {
        m_problem =
            QStringLiteral("sessiond did not start: port %1 is answered by something else.").arg(m_line.adminPort);
        m_endedByUs = true;
        m_child.kill();
        return;
    }
    m_verified = true;
    m_ran = m_starting;
    m_problem.clear();
    m_hang.answered(steadyNow());
    Q_EMIT launched();
    pollReady();
}

void ServiceSupervisor::pollReady()
{
    if (m_state != ServiceState::Starting || !m_data)
        return;
    if (!m_verified)
        return verify();
    HttpRequest request;
    request.target = bytesOf(protocol::path::kReady);
    request.deadline = healthDeadline;
    m_data->send(request, [this](const Result<HttpResponse> &response) {
        if (m_state != ServiceState::Starting)
            return;
        if (response)
            m_hang.answered(steadyNow());
        if (!response || response->status != 200)
            return m_readyTimer->start(readyPoll);
        m_problem.clear();
        m_policy.becameReady(steadyNow());
        enter(ServiceState::Ready);
        Q_EMIT ready();
    });
}

void ServiceSupervisor::pollHealth()
{
    if (m_healthAsked || !m_data)
        return;
    m_healthAsked = true;
    HttpRequest request;
    request.target = bytesOf(protocol::path::kHealth);
    request.deadline = healthDeadline;
    m_data->send(request, [this](const Result<HttpResponse> &response) {
        m_healthAsked = false;
        if (response)
            m_hang.answered(steadyNow());
    });
}

void ServiceSupervisor::onTick()
{
    const Millis now = steadyNow();
    const bool isHung = m_hang.tick(now);
    if (m_state == ServiceState::Ready)
        pollHealth();
    // Before it listens it cannot answer; then only the long deadline counts.
    const bool listens = m_admin != nullptr;
    const bool tooLong =
        m_state == ServiceState::Starting && !listens && now - m_stateSince >= m_options.startDeadline;
    const bool watched = m_state == ServiceState::Ready || (m_state == ServiceState::Starting && listens);
    if (m_endedByUs || !(tooLong || (watched && isHung)))
        return;
    m_endedByUs = true;
    const auto seconds = [](Millis length) { return double(length.count()) / 1000; };
    m_problem =
        tooLong ? QStringLiteral("sessiond runs and has not begun to listen within %1 s; it is ended and started "
                                 "again.")
                      .arg(seconds(m_options.startDeadline))
                : QStringLiteral("sessiond runs and has not answered for %1 s; it is ended and started again.")
                      .arg(seconds(HangDetector::limit));
    Q_EMIT hung();
    m_child.kill();
}

void ServiceSupervisor::onFinished(const ChildExit &exit)
{
    const ServiceState before = m_state;
    m_data.reset();
    m_admin.reset();
    m_healthAsked = false;
    m_tick->stop();
    m_hang.stop();
    m_readyTimer->stop();
    m_ladderTimer->stop();
    if (before == ServiceState::Draining) {
        enter(ServiceState::Stopped);
        Q_EMIT stopped(exit);
        if (std::exchange(m_restartAfterStop, false))
            start();
        return;
    }
    const bool refused =
        before == ServiceState::Starting && (!exit.started || (exit.signal == 0 && exit.code == 2));
    if (refused)
        return fail(QStringLiteral("sessiond did not start: %1. Nothing was changed.")
                        .arg(withoutStop(exit.lastError.isEmpty() ? exit.words() : withoutName(exit.lastError))));
    onCrashed(exit);
}

void ServiceSupervisor::onCrashed(const ChildExit &exit)
{
    const std::optional<Millis> delay = m_policy.crashed(steadyNow());
    if (!m_endedByUs)
        m_problem = QStringLiteral("sessiond %1; it is started again.").arg(exit.words());
    enter(ServiceState::BackingOff);
    Q_EMIT crashed(exit);
    if (!delay)
        return fail(
            QStringLiteral("sessiond crashed %1 times in ten minutes and is not started again: it %2. Look at "
                           "its log, then restart it by hand.")
                .arg(RestartPolicy::mostCrashes)
                .arg(exit.words()));
    m_startTimer->start(*delay);
}

void ServiceSupervisor::stop(Millis drainDeadline, const AdminCaller &caller)
{
    m_startTimer->stop();
    m_restartAfterStop = false;
    // A restart's drain may have minutes left; whoever stops now does not wait for it.
    if (m_state == ServiceState::Draining && m_child.isRunning())
        return m_child.terminate(terminateGrace);
    if (m_child.isRunning())
        return drain(drainDeadline, caller);
    enter(ServiceState::Stopped);
    Q_EMIT stopped({});
}

void ServiceSupervisor::restart(Millis drainDeadline, const AdminCaller &caller)
{
    m_startTimer->stop();
    m_restartAfterStop = m_child.isRunning();
    if (m_restartAfterStop)
        drain(drainDeadline, caller);
    else
        start();
}

void ServiceSupervisor::setRelease(const Release &release)
{
    m_options.release = release.name;
    m_options.drillSwitches = release.switches;
}

void ServiceSupervisor::drain(Millis deadline, const AdminCaller &caller)
{
    if (m_state == ServiceState::Draining)
        return;
    enter(ServiceState::Draining);
    if (!m_verified || !m_admin)
        return m_child.terminate(terminateGrace);
    HttpRequest request;
    request.method = "POST";
    request.target = bytesOf(protocol::path::kAdminDrain);
    request.deadline = 2s;
    request.json = QJsonDocument(QJsonObject{{QStringLiteral("reason"), caller.reason},
                                             {QStringLiteral("deadline"),
                                              QString::fromStdString(protocol::formatDuration(deadline))}})
                       .toJson(QJsonDocument::Compact);
    request.headers = headersOf(caller);
    m_ladderTimer->start(deadline + 1s);
    m_admin->send(request, [this](const Result<HttpResponse> &response) {
        // Refused or not understood: SIGTERM drains as well.
        if (m_state == ServiceState::Draining && (!response || response->status >= 300))
            m_child.terminate(terminateGrace);
    });
}

void ServiceSupervisor::enter(ServiceState state)
{
    m_stateSince = steadyNow();
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void ServiceSupervisor::fail(const QString &problem)
{
    m_problem = problem;
    enter(ServiceState::Failed);
    Q_EMIT gaveUp();
}

} // namespace qd

#include "moc_service_supervisor.cpp"
