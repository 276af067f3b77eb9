// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/response.h"

#include <array>
#include <charconv>
#include <ctime>

namespace sessiond::http {
namespace {

std::string_view reasonOf(unsigned status)
{
    switch (status) {
    case 200:
        return "200 OK";
    case 201:
        return "201 Created";
    case 202:
        return "202 Accepted";
    case 204:
        return "204 No Content";
    case 400:
        return "400 Bad Request";
    case 401:
        return "401 Unauthorized";
    case 403:
        return "403 Forbidden";
    case 404:
        return "404 Not Found";
    case 405:
        return "405 Method Not Allowed";
    case 408:
        return "408 Request Timeout";
    case 409:
        return "409 Conflict";
    case 410:
        return "410 Gone";
    case 411:
        return "411 Length Required";
    case 413:
        return "413 Content Too Large";
    case 415:
        return "415 Unsupported Media Type";
    case 417:
        return "417 Expectation Failed";
    case 421:
        return "421 Misdirected Request";
    case 429:
        return "429 Too Many Requests";
    case 431:
        return "431 Request Header Fields Too Large";
    case 503:
        return "503 Service Unavailable";
    case 505:
        return "505 HTTP Version Not Supported";
    default:
        return "500 Internal Server Error";
    }
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

void writeResponse(std::string &out, const Response &response, bool close)
{
    const bool empty = response.status == 204;
    writeHead(out, reasonOf(response.status), empty ? std::string_view() : response.contentType,
              response.body.size());
    out.append(response.fields).append(close ? "Connection: close\r\n\r\n" : "\r\n");
    if (!empty) {
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
