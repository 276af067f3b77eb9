// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/problem.h"

#include "backend/service/http/json_text.h"

#include <array>

namespace sessiond::http {
namespace {

struct Entry
{
    unsigned status;
    std::string_view slug;
    std::string_view title;
};

constexpr std::array<Entry, static_cast<std::size_t>(Problem::Count)> kEntries{{
    {400, "malformed-request", "The request is not well-formed HTTP"},
    {400, "bad-target", "The request target must be a path"},
    {400, "bad-body", "The body is not what this call takes"},
    {400, "bad-parameter", "A parameter is not what this call takes"},
    {401, "credentials-missing", "A bearer token is needed"},
    {401, "credentials-wrong", "User name or password is wrong"},
    {401, "token-invalid", "The token is unknown or has ended"},
    {403, "scope-too-small", "The token does not allow this"},
    {403, "password-wrong", "The password is wrong"},
    {403, "cross-site", "Requests from web pages are refused"},
    {404, "not-found", "There is no such thing"},
    {405, "method-not-allowed", "The method is not offered here"},
    {408, "timeout", "The request did not arrive in time"},
    {409, "conflict", "The request contradicts the present state"},
    {410, "gone", "It existed and is gone"},
    {411, "transfer-encoding", "Bodies need a Content-Length and no Transfer-Encoding"},
    {413, "body-too-large", "The body is too large"},
    {415, "media-type", "The body must be application/json"},
    {400, "confirmation-missing", "This touches every session and needs to be confirmed"},
    {417, "expectation", "Only 100-continue can be expected"},
    {421, "misdirected", "This service does not answer for that Host"},
    {429, "throttled", "Too many attempts"},
    {431, "head-too-large", "The header is too large"},
    {500, "internal", "The service failed"},
    {503, "saturated", "The service has no room for this now"},
    {503, "unavailable", "The service cannot make this durable now"},
    {503, "not-ready", "The service is loading or draining"},
    {505, "version", "HTTP/1.1 is needed"},
}};

} // namespace

unsigned statusOf(Problem problem)
{
    return kEntries[static_cast<std::size_t>(problem)].status;
}

Response problemResponse(Problem problem, std::string_view detail)
{
    const Entry &entry = kEntries[static_cast<std::size_t>(problem)];
    Response response;
    response.status = entry.status;
    response.contentType = kProblemJson;
    response.body.append(R"({"type":"urn:sessiond:problem:)").append(entry.slug);
    response.body.append(R"(","title":")").append(entry.title).append(R"(","status":)");
    response.body.append(std::to_string(entry.status));
    if (!detail.empty()) {
        response.body.append(R"(,"detail":)");
        appendQuoted(response.body, detail);
    }
    response.body.append("}");
    if (entry.status == 401) {
        response.addField("WWW-Authenticate",
                          problem == Problem::TokenInvalid ? R"(Bearer error="invalid_token")" : "Bearer");
    }
    return response;
}

} // namespace sessiond::http
