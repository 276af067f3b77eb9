// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/http_client.h"
#include "backend/source/server_login.h"

#include <stop_token>

namespace qd {

/// Asks a Prometheus server one question at a time and waits for the answer in an event loop of its own. One
/// thread, and not that of a window.
class PrometheusQuery
{
public:
    PrometheusQuery(ServerAddress address, std::stop_token stop);

    /// The body of a GET of `/api/v1/NAME` with these parameters. Any answer of the API is one, also an error of
    /// the query: only what is none is a failure. TooLarge beyond 32 MiB, Timeout after a minute, Unauthorized;
    /// Refused when it was stopped.
    [[nodiscard]] Result<QByteArray> get(const QByteArray &name,
                                         const std::vector<std::pair<QByteArray, QByteArray>> &parameters);
    /// "host:port"
    [[nodiscard]] QString authority() const { return m_address.endpoint.authority(); }

private:
    [[nodiscard]] Result<HttpResponse> wait(HttpRequest request);

    ServerAddress m_address;
    std::stop_token m_stop;
    HttpClient m_client;
};

} // namespace qd
