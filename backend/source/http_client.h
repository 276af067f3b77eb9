// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/endpoint.h"
#include "backend/source/http_response_parser.h"
#include "model/base/time.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

class QTcpSocket;
class QTimer;

namespace qd {

/// The protocol's constants as Qt has bytes.
[[nodiscard]] inline QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

struct HttpRequest
{
    QByteArray method = "GET";
    QByteArray target; ///< origin-form, already percent-encoded
    QByteArray accept = "application/json";
    std::optional<QByteArray> json; ///< the body
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    Millis deadline{5'000}; ///< from send() to the last byte of the answer
    qint64 maxBody = 16 * 1024 * 1024;
};

/// One kept-alive HTTP/1.1 connection to one origin; requests go one after the other in order. No redirects, no
/// proxy, identity encoding, a total deadline and a byte cap for each request. Not QNetworkAccessManager, which
/// collects heads without bound, repeats requests on its own account and runs a thread of its own. Lives on one
/// thread; replies come on it, never from within send() and never after the client is destroyed. A reply may
/// destroy the client that calls it.
class HttpClient : public QObject
{
    Q_OBJECT

public:
    using Reply = std::function<void(Result<HttpResponse>)>;

    explicit HttpClient(Endpoint endpoint, QObject *parent = nullptr);
    ~HttpClient() override;

    /// Any status is a response. Unavailable: not reached or cut off; Timeout; TooLarge; Invalid: not HTTP. The
    /// words are the reason alone, without the address.
    void send(HttpRequest request, Reply reply);
    /// Answers every open request with this error, now. For when it is known that nobody is there any more.
    void failAll(const Error &error);
    [[nodiscard]] const Endpoint &endpoint() const { return m_endpoint; }

private:
    struct Job
    {
        HttpRequest request;
        Reply reply;
        Millis deadlineAt{0}; ///< by steadyNow(); also of one that waits behind another
        bool retried = false;
    };
    void startNext();
    void openConnection();
    void write();
    void onReadable();
    void onDisconnected();
    void onError();
    void onDeadline();
    void armDeadline();
    void expireWaiting();
    void call(Job &job, Result<HttpResponse> result);
    void finish(Result<HttpResponse> result);
    void dropConnection();
    [[nodiscard]] bool retryOnFreshConnection();
    [[nodiscard]] QByteArray requestBytes(const HttpRequest &request) const;

    const Endpoint m_endpoint;
    std::deque<Job> m_jobs; ///< the front one is running when m_running
    bool m_running = false;
    bool m_calling = false; ///< a reply is running, maybe from within a signal of the socket
    bool m_reused = false;  ///< the running request went out on a connection that had served another
    Millis m_idleSince{0};
    QTcpSocket *m_socket = nullptr;
    std::unique_ptr<HttpResponseParser> m_parser;
    QTimer *m_deadline = nullptr;
};

} // namespace qd
