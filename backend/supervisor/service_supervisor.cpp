// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/supervisor/service_supervisor.h"

#include "backend/protocol/duration.h"
#include "backend/protocol/names.h"
#include "backend/source/http_client.h"
#include "backend/supervisor/find_program.h"

#include <QtCore/QDeadlineTimer>
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
// Loading a large journal takes its time; a process that says nothing for this long never will.
constexpr Millis startDeadline = 2min;
constexpr Millis terminateGrace = 2s;

/// Words that end in a full stop, as some of the system do, would end in two within a sentence.
QString withoutStop(QString words)
{
    while (words.endsWith(u'.') || words.endsWith(u' '))
        words.chop(1);
    return words;
}

/// CLOCK_MONOTONIC: stands still while the machine is suspended.
Millis monotonicNow()
{
    return Millis(QDeadlineTimer::current(Qt::PreciseTimer).deadline());
}

QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
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
    if (m_options.drill)
        out << QStringLiteral("--drill");
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
    m_endedForHang = false;
    m_token = freshToken();
    m_hang.answered(monotonicNow());
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
        m_child.kill();
        return;
    }
    m_line = *parsed;
    m_admin = std::make_unique<HttpClient>(adminEndpoint());
    m_data = std::make_unique<HttpClient>(dataEndpoint());
    verify();
}

void ServiceSupervisor::verify()
{
    HttpRequest request;
    request.target = bytesOf(protocol::path::kAdminStatus);
    m_admin->send(request, [this](const Result<HttpResponse> &response) {
        const QString instance = response && response->status == 200
                                     ? QJsonDocument::fromJson(response->body)[u"instance"].toString()
                                     : QString();
        if (instance != QString::fromStdString(m_line.instance)) {
            m_problem = QStringLiteral("sessiond did not start: port %1 is answered by something else.")
                            .arg(m_line.adminPort);
            m_child.kill();
            return;
        }
        m_verified = true;
        m_hang.answered(monotonicNow());
        Q_EMIT launched();
        pollReady();
    });
}

void ServiceSupervisor::pollReady()
{
    if (m_state != ServiceState::Starting || !m_data)
        return;
    HttpRequest request;
    request.target = bytesOf(protocol::path::kReady);
    request.deadline = healthDeadline;
    m_data->send(request, [this](const Result<HttpResponse> &response) {
        if (m_state != ServiceState::Starting)
            return;
        if (response)
            m_hang.answered(monotonicNow());
        if (!response || response->status != 200)
            return m_readyTimer->start(readyPoll);
        m_problem.clear();
        m_policy.becameReady(monotonicNow());
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
            m_hang.answered(monotonicNow());
    });
}

void ServiceSupervisor::onTick()
{
    const Millis now = monotonicNow();
    const bool isHung = m_hang.tick(now);
    if (m_state == ServiceState::Ready)
        pollHealth();
    // Before it listens it cannot answer; then only the long deadline counts.
    const bool tooLong = m_state == ServiceState::Starting && !m_verified && now - m_stateSince >= startDeadline;
    const bool watched = m_state == ServiceState::Ready || (m_state == ServiceState::Starting && m_verified);
    if (m_endedForHang || !(tooLong || (watched && isHung)))
        return;
    m_endedForHang = true;
    m_problem = QStringLiteral("sessiond runs and has not answered for %1 s; it is ended and started again.")
                    .arg(std::chrono::duration_cast<std::chrono::seconds>(HangDetector::limit).count());
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
                        .arg(withoutStop(exit.lastError.isEmpty() ? exit.words() : exit.lastError)));
    onCrashed(exit);
}

void ServiceSupervisor::onCrashed(const ChildExit &exit)
{
    const std::optional<Millis> delay = m_policy.crashed(monotonicNow());
    if (!m_endedForHang && m_problem.isEmpty())
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

void ServiceSupervisor::stop(Millis drainDeadline, const QString &reason)
{
    m_startTimer->stop();
    m_restartAfterStop = false;
    // A restart's drain may have minutes left; whoever stops now does not wait for it.
    if (m_state == ServiceState::Draining && m_child.isRunning())
        return m_child.terminate(terminateGrace);
    if (m_child.isRunning())
        return drain(drainDeadline, reason);
    enter(ServiceState::Stopped);
    Q_EMIT stopped({});
}

void ServiceSupervisor::restart(Millis drainDeadline, const QString &reason)
{
    m_startTimer->stop();
    m_restartAfterStop = m_child.isRunning();
    if (m_restartAfterStop)
        drain(drainDeadline, reason);
    else
        start();
}

void ServiceSupervisor::drain(Millis deadline, const QString &reason)
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
    request.json = QJsonDocument(QJsonObject{{QStringLiteral("reason"), reason},
                                             {QStringLiteral("deadline"),
                                              QString::fromStdString(protocol::formatDuration(deadline))}})
                       .toJson(QJsonDocument::Compact);
    m_ladderTimer->start(deadline + 1s);
    m_admin->send(request, [this](const Result<HttpResponse> &response) {
        // Refused or not understood: SIGTERM drains as well.
        if (m_state == ServiceState::Draining && (!response || response->status >= 300))
            m_child.terminate(terminateGrace);
    });
}

void ServiceSupervisor::enter(ServiceState state)
{
    m_stateSince = monotonicNow();
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
