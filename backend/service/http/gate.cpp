// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/gate.h"

#include <algorithm>

namespace sessiond::http {
namespace {

/// Unknown paths get this limit, so that a 404 does not depend on how much was sent with it.
constexpr std::size_t kDefaultBody = 20 * 1024;

bool isJson(std::string_view contentType)
{
    const auto semicolon = contentType.find(';');
    std::string_view type = contentType.substr(0, semicolon);
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) {
        type.remove_suffix(1);
    }
    return equalsIgnoringCase(type, "application/json");
}

/// RFC 7662 has its caller send a form.
bool isForm(std::string_view contentType)
{
    return equalsIgnoringCase(contentType.substr(0, contentType.find(';')), "application/x-www-form-urlencoded");
}

bool isValidate(const RouteMatch &match)
{
    return match.route && match.route->id == Route::Validate;
}

bool lacksMediaType(const RequestHead &head, const RouteMatch &match)
{
    const bool changes = head.method == Method::Post || head.method == Method::Put || head.method == Method::Patch;
    if ((!changes && head.contentLength == 0) || isJson(head.contentType)) {
        return false;
    }
    return !(match.route && match.route->id == Route::Introspect && isForm(head.contentType));
}

Response closing(Response response)
{
    response.close = true;
    return response;
}

Response methodRefusal(const RouteMatch &match)
{
    Response response = problemResponse(Problem::MethodNotAllowed);
    constexpr unsigned everyMethod = 0b11111;
    response.addField("Allow", match.methods != 0 ? allowValue(match.methods) : allowValue(everyMethod));
    return response;
}

std::optional<Response> refuseBody(const RequestHead &head, const RouteMatch &match)
{
    if (!head.expect.empty() && !equalsIgnoringCase(head.expect, "100-continue")) {
        return closing(problemResponse(Problem::Expectation));
    }
    if (head.method == Method::Get && head.contentLength > 0) {
        return closing(problemResponse(Problem::Malformed, "a GET carries no body here"));
    }
    if (lacksMediaType(head, match)) {
        return problemResponse(Problem::MediaType);
    }
    const std::size_t limit = match.route && match.route->bodyLimit > 0 ? match.route->bodyLimit : kDefaultBody;
    if (head.contentLength > limit) {
        return closing(problemResponse(Problem::BodyTooLarge));
    }
    return std::nullopt;
}

std::optional<Response> refuse(const RequestHead &head, const RouteMatch &match, const HostPolicy &hosts)
{
    if (head.target.empty() || head.target.front() != '/' || head.target.find('#') != std::string_view::npos) {
        return closing(problemResponse(Problem::BadTarget));
    }
    if (!match.route && (match.methods != 0 || head.method == Method::Other)) {
        return methodRefusal(match);
    }
    if (head.version != 11 && !isValidate(match)) {
        return closing(problemResponse(Problem::Version));
    }
    if (head.hostCount != 1) {
        return closing(problemResponse(Problem::Malformed, "exactly one Host is needed"));
    }
    if (!hosts.accepts(head.host)) {
        return problemResponse(Problem::Misdirected);
    }
    if (head.hasTransferEncoding) {
        return closing(problemResponse(Problem::TransferEncoding));
    }
    if ((head.hasOrigin || head.fetchedBySite) && !isValidate(match)) {
        return problemResponse(Problem::CrossSite);
    }
    return refuseBody(head, match);
}

} // namespace

HostPolicy::HostPolicy(std::uint16_t port, const std::string &listenAddress, std::vector<std::string> serverNames)
    : m_serverNames(std::move(serverNames))
{
    std::vector<std::string> names{"127.0.0.1", "localhost", "[::1]"};
    if (listenAddress.starts_with("127.") && listenAddress != names.front()) {
        names.push_back(listenAddress);
    }
    for (const std::string &name : names) {
        m_loopback.push_back(name + ":" + std::to_string(port));
        if (port == 80) {
            m_loopback.push_back(name);
        }
    }
}

bool HostPolicy::accepts(std::string_view host) const
{
    const auto same = [host](const std::string &name) { return equalsIgnoringCase(host, name); };
    if (std::any_of(m_loopback.begin(), m_loopback.end(), same)) {
        return true;
    }
    const auto colon = host.rfind(':');
    const bool hasPort = colon != std::string_view::npos && colon + 1 < host.size() &&
                         host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
    const std::string_view bare = hasPort ? host.substr(0, colon) : host;
    return std::any_of(m_serverNames.begin(), m_serverNames.end(),
                       [bare](const std::string &name) { return equalsIgnoringCase(bare, name); });
}

std::optional<Response> refuseAtGate(const RequestHead &head, const RouteMatch &match, const HostPolicy &hosts)
{
    std::optional<Response> response = refuse(head, match, hosts);
    if (response && (head.contentLength > 0 || head.hasTransferEncoding)) {
        response->close = true; // what follows is a body nobody reads
    }
    return response;
}

} // namespace sessiond::http
