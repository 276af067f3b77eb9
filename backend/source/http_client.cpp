// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/http_client.h"

#include "model/base/clock.h"

#include <QtCore/QTimer>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslSocket>

#include <algorithm>

namespace qd {

namespace {

// Read in pieces, so that a fast endless answer cannot fill memory between two turns of the event loop.
constexpr qint64 readBuffer = 256 * 1024;
// A server may close an idle connection at any moment; what must not be sent twice goes out on a fresh one.
constexpr Millis trustedIdle{4'000};

} // namespace

HttpClient::HttpClient(Endpoint endpoint, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_deadline(new QTimer(this))
{
    m_deadline->setSingleShot(true);
    m_deadline->setTimerType(Qt::PreciseTimer);
    connect(m_deadline, &QTimer::timeout, this, &HttpClient::onDeadline);
}

HttpClient::~HttpClient()
{
    dropConnection();
    if (!m_calling)
        return;
    // A socket up the stack is still in its signal: it must not go down with us.
    for (QTcpSocket *socket : findChildren<QTcpSocket *>(QString(), Qt::FindDirectChildrenOnly))
        socket->setParent(nullptr);
}

void HttpClient::send(HttpRequest request, Reply reply)
{
    Job job;
    job.deadlineAt = steadyNow() + request.deadline;
    job.request = std::move(request);
    job.reply = std::move(reply);
    m_jobs.push_back(std::move(job));
    armDeadline();
    if (m_jobs.size() == 1)
        QMetaObject::invokeMethod(this, &HttpClient::startNext, Qt::QueuedConnection);
}

void HttpClient::startNext()
{
    if (m_running || m_jobs.empty())
        return;
    m_running = true;
    const Job &job = m_jobs.front();
    if (steadyNow() >= job.deadlineAt)
        return finish(failure(ErrorCode::Timeout, QStringLiteral("no answer in time; it was not sent")));
    m_parser = std::make_unique<HttpResponseParser>(job.request.maxBody);
    const bool mayRepeat = job.request.method == "GET";
    if (m_socket && !mayRepeat && steadyNow() - m_idleSince > trustedIdle)
        dropConnection();
    m_reused = m_socket != nullptr;
    if (m_reused)
        write();
    else
        openConnection();
}

void HttpClient::openConnection()
{
    auto *tls = m_endpoint.tls ? new QSslSocket(this) : nullptr;
    m_socket = tls ? tls : new QTcpSocket(this);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setReadBufferSize(readBuffer);
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpClient::onReadable);
    connect(m_socket, &QTcpSocket::disconnected, this, &HttpClient::onDisconnected);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &HttpClient::onError);
    if (tls) {
        if (m_endpoint.tlsSettings)
            tls->setSslConfiguration(*m_endpoint.tlsSettings);
        connect(tls, &QSslSocket::encrypted, this, &HttpClient::write);
        tls->connectToHostEncrypted(m_endpoint.host, m_endpoint.port);
        return;
    }
    connect(m_socket, &QTcpSocket::connected, this, &HttpClient::write);
    const QString host = m_endpoint.host == u"localhost" ? QStringLiteral("127.0.0.1") : m_endpoint.host;
    m_socket->connectToHost(host, m_endpoint.port);
}

QByteArray HttpClient::requestBytes(const HttpRequest &request) const
{
    QByteArray bytes =
        request.method + ' ' + request.target + " HTTP/1.1\r\nHost: " + m_endpoint.authority().toLatin1() +
        "\r\nAccept: " + request.accept + "\r\nAccept-Encoding: identity\r\nUser-Agent: quarterdeck\r\n";
    if (!m_endpoint.token.isEmpty())
        bytes += "Authorization: Bearer " + m_endpoint.token + "\r\n";
    else if (!m_endpoint.basic.isEmpty())
        bytes += "Authorization: Basic " + m_endpoint.basic.toBase64() + "\r\n";
    for (const auto &[name, value] : request.headers)
        bytes += name + ": " + value + "\r\n";
    if (request.json)
        bytes += "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(request.json->size()) +
                 "\r\n";
    return bytes + "\r\n" + request.json.value_or(QByteArray());
}

void HttpClient::write()
{
    if (m_running && m_socket) {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket->write(requestBytes(m_jobs.front().request));
    }
}

void HttpClient::onReadable()
{
    if (!m_running) // bytes nobody asked for
        return dropConnection();
    while (m_running && m_socket && m_socket->bytesAvailable() > 0) {
        const auto state = m_parser->feed(m_socket->read(readBuffer));
        if (!state) {
            dropConnection();
            return finish(tl::unexpected(state.error()));
        }
        if (*state == HttpResponseParser::State::Done) {
            if (!m_parser->keepsAlive())
                dropConnection();
            return finish(m_parser->take());
        }
    }
}

void HttpClient::onDisconnected()
{
    const QPointer<HttpClient> self(this);
    if (m_running && m_socket && m_socket->bytesAvailable() > 0)
        onReadable();
    if (!self || !m_socket) // the answer was complete, and its reply may have destroyed this client
        return;
    dropConnection();
    if (!m_running || retryOnFreshConnection())
        return;
    const auto state = m_parser->finish();
    finish(state ? Result<HttpResponse>(m_parser->take()) : Result<HttpResponse>(tl::unexpected(state.error())));
}

void HttpClient::onError()
{
    if (!m_socket || m_socket->error() == QAbstractSocket::RemoteHostClosedError)
        return; // disconnected() follows
    const QString words = m_socket->errorString();
    dropConnection();
    if (m_running && !retryOnFreshConnection())
        finish(failure(ErrorCode::Unavailable, words));
}

bool HttpClient::retryOnFreshConnection()
{
    Job &job = m_jobs.front();
    if (!m_reused || job.retried || m_parser->sawAnything() || job.request.method != "GET")
        return false;
    job.retried = true;
    m_reused = false;
    openConnection();
    return true;
}

void HttpClient::armDeadline()
{
    if (m_jobs.empty())
        return m_deadline->stop();
    const auto first = std::ranges::min_element(m_jobs, {}, &Job::deadlineAt);
    m_deadline->start(std::max(Millis(0), first->deadlineAt - steadyNow()));
}

void HttpClient::onDeadline()
{
    const QPointer<HttpClient> self(this);
    expireWaiting();
    if (!self)
        return;
    if (!m_running || m_jobs.front().deadlineAt > steadyNow())
        return armDeadline();
    const bool began = m_parser->sawAnything();
    dropConnection();
    const double seconds = double(m_jobs.front().request.deadline.count()) / 1000;
    finish(failure(ErrorCode::Timeout, began
                                           ? QStringLiteral("the answer was not complete within %1 s").arg(seconds)
                                           : QStringLiteral("no answer within %1 s").arg(seconds)));
}

/// Those whose turn has not come: their deadline holds all the same.
void HttpClient::expireWaiting()
{
    const Millis now = steadyNow();
    std::vector<Job> late;
    const auto begin = m_jobs.begin() + (m_running ? 1 : 0);
    const auto end =
        std::stable_partition(begin, m_jobs.end(), [&](const Job &job) { return job.deadlineAt > now; });
    std::move(end, m_jobs.end(), std::back_inserter(late));
    m_jobs.erase(end, m_jobs.end());
    const QPointer<HttpClient> self(this);
    for (Job &job : late) {
        call(job, failure(ErrorCode::Timeout, QStringLiteral("no answer in time; it was not sent")));
        if (!self)
            return;
    }
}

void HttpClient::call(Job &job, Result<HttpResponse> result)
{
    const QPointer<HttpClient> self(this);
    const bool within = std::exchange(m_calling, true);
    job.reply(std::move(result));
    if (self)
        m_calling = within;
}

void HttpClient::finish(Result<HttpResponse> result)
{
    Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    m_running = false;
    m_idleSince = steadyNow();
    armDeadline();
    if (!m_jobs.empty())
        QMetaObject::invokeMethod(this, &HttpClient::startNext, Qt::QueuedConnection);
    // Last: the reply may destroy this client.
    call(job, std::move(result));
}

void HttpClient::failAll(const Error &error)
{
    dropConnection();
    m_deadline->stop();
    m_running = false;
    const QPointer<HttpClient> self(this);
    for (Job &job : std::exchange(m_jobs, {})) {
        call(job, tl::unexpected(error));
        if (!self)
            return;
    }
}

void HttpClient::dropConnection()
{
    if (!m_socket)
        return;
    QTcpSocket *socket = std::exchange(m_socket, nullptr);
    socket->disconnect(this);
    socket->abort();
    socket->deleteLater();
}

} // namespace qd

#include "moc_http_client.cpp"
