// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/prometheus_query.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

namespace qd {

namespace {

constexpr qint64 largestAnswer = 32 << 20;
constexpr Millis longestWait{60'000};
constexpr Millis stopLook{100};

Error withPlace(const Error &error, const QString &authority)
{
    return {error.code, QStringLiteral("%1: %2.").arg(authority, error.words)};
}

} // namespace

PrometheusQuery::PrometheusQuery(ServerAddress address, std::stop_token stop)
    : m_address(std::move(address))
    , m_stop(std::move(stop))
    , m_client(m_address.endpoint)
{}

Result<QByteArray> PrometheusQuery::get(const QByteArray &name,
                                        const std::vector<std::pair<QByteArray, QByteArray>> &parameters)
{
    HttpRequest request;
    request.target = m_address.path + "/api/v1/" + name;
    char separator = '?';
    for (const auto &[key, value] : parameters) {
        request.target += separator + key + '=' + value.toPercentEncoding();
        separator = '&';
    }
    request.deadline = longestWait;
    request.maxBody = largestAnswer;
    auto response = wait(std::move(request));
    if (!response)
        return tl::unexpected(withPlace(response.error(), authority()));
    if (response->status == 401 || response->status == 403)
        return failure(
            ErrorCode::Unauthorized,
            QStringLiteral("%1 asks for a log-in (status %2). Name it with --bearer-file, --basic-file or "
                           "--cert-file and --key-file.")
                .arg(authority())
                .arg(response->status));
    // The API answers questions it does not take with an error of its own shape; anything else is not the API.
    const bool isApi = response->body.trimmed().startsWith('{');
    if (response->status != 200 && !isApi)
        return failure(ErrorCode::Unavailable,
                       QStringLiteral("%1 answered with status %2: no Prometheus API is there.")
                           .arg(authority())
                           .arg(response->status));
    return std::move(response->body);
}

Result<HttpResponse> PrometheusQuery::wait(HttpRequest request)
{
    QEventLoop loop;
    Result<HttpResponse> answer;
    m_client.send(std::move(request), [&](Result<HttpResponse> response) {
        answer = std::move(response);
        loop.quit();
    });
    QTimer stopTimer;
    QObject::connect(&stopTimer, &QTimer::timeout, &loop, [&] {
        if (m_stop.stop_requested())
            m_client.failAll({ErrorCode::Refused, QStringLiteral("the import was stopped; nothing was written")});
    });
    stopTimer.start(stopLook);
    loop.exec();
    return answer;
}

} // namespace qd
