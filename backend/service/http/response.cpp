// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/response.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <utility>

namespace sessiond::http {
namespace {

constexpr std::array<std::pair<unsigned, std::string_view>, 21> kStatusLines{{
    {200, "200 OK"},
    {201, "201 Created"},
    {202, "202 Accepted"},
    {204, "204 No Content"},
    {400, "400 Bad Request"},
    {401, "401 Unauthorized"},
    {403, "403 Forbidden"},
    {404, "404 Not Found"},
    {405, "405 Method Not Allowed"},
    {408, "408 Request Timeout"},
    {409, "409 Conflict"},
    {410, "410 Gone"},
    {411, "411 Length Required"},
    {413, "413 Content Too Large"},
    {415, "415 Unsupported Media Type"},
    {417, "417 Expectation Failed"},
    {421, "421 Misdirected Request"},
    {429, "429 Too Many Requests"},
    {431, "431 Request Header Fields Too Large"},
    {503, "503 Service Unavailable"},
    {505, "505 HTTP Version Not Supported"},
}};

std::string_view reasonOf(unsigned status)
{
    const auto same = [status](const auto &line) { return line.first == status; };
    const auto found = std::find_if(kStatusLines.begin(), kStatusLines.end(), same);
    return found == kStatusLines.end() ? "500 Internal Server Error" : found->second;
}

void appendNumber(std::string &out, std::size_t number)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void writeHead(std::string &out, std::string_view status, std::string_view contentType, std::size_t length)
{
    out.append("HTTP/1.1 ").append(status).append("\r\nDate: ").append(httpDate());
    out.append("\r\nCache-Control: no-store\r\n");
    if (!contentType.empty()) {
        out.append("Content-Type: ").append(contentType).append("\r\nContent-Length: ");
        appendNumber(out, length);
        out.append("\r\n");
    }
}

} // namespace

void Response::addField(std::string_view name, std::string_view value)
{
    fields.append(name).append(": ").append(value).append("\r\n");
}

void writeResponse(std::string &out, const Response &response, bool close, WithBody withBody)
{
    const bool empty = response.status == 204;
    writeHead(out, reasonOf(response.status), empty ? std::string_view() : response.contentType,
              response.body.size());
    out.append(response.fields).append(close ? "Connection: close\r\n\r\n" : "\r\n");
    if (!empty && withBody == WithBody::Yes) {
        out.append(response.body);
    }
}

void writeJson(std::string &out, std::string_view fields, std::string_view body, bool close)
{
    writeHead(out, "200 OK", kJson, body.size());
    out.append(fields).append(close ? "Connection: close\r\n\r\n" : "\r\n").append(body);
}

std::string_view httpDate()
{
    thread_local std::array<char, 32> text;
    thread_local std::time_t at = -1;
    thread_local std::size_t length = 0;
    timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec != at) {
        at = now.tv_sec;
        std::tm utc;
        gmtime_r(&at, &utc);
        length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    }
    return {text.data(), length};
}

} // namespace sessiond::http
