// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/request_head.h"
#include "backend/service/http/response.h"
#include "backend/service/http/routes.h"

#include <memory>
#include <string>
#include <string_view>

namespace sessiond::http {

/// Where an answer goes. Implemented by the connection; may be called from any thread, once for each request.
class ReplySink
{
public:
    virtual ~ReplySink() = default;
    virtual void reply(Response &&response) = 0;
};

/// The right to answer one request. Copies share it; the first answer counts, later ones are ignored. If all
/// copies go without an answer, e.g. because a callback was dropped, the client gets a 500 and is not left
/// waiting.
class Reply
{
public:
    explicit Reply(std::shared_ptr<ReplySink> sink);
    void operator()(Response response) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

/// One request that passed the gate, its body complete. The views live until the reply was given: the connection
/// reads nothing more before that.
struct Exchange
{
    const RequestHead &head;
    const RouteInfo &route;
    std::string_view parameter; ///< of the path, percent-encoded
    std::string_view body;
    std::string_view peer; ///< address of the other end of the connection
    Reply reply;
};

/// What the two planes do with requests. All calls come from io threads, several at a time.
class Application
{
public:
    virtual ~Application() = default;

    /// The hot path, GET /v1/session: appends the whole answer to `out` at once. Returns its status.
    virtual unsigned validate(const RequestHead &head, std::string_view peer, bool close, std::string &out) = 0;

    /// Everything else. Must not block: what waits answers later through the reply.
    virtual void handle(Exchange exchange) = 0;
};

} // namespace sessiond::http
