// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/request_head.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace sessiond::http {
namespace {

namespace beast = boost::beast;
using BeastField = beast::http::field;

std::string_view view(beast::string_view text)
{
    return {text.data(), text.size()};
}

Method methodOf(beast::http::verb verb)
{
    switch (verb) {
    case beast::http::verb::get:
        return Method::Get;
    case beast::http::verb::post:
        return Method::Post;
    case beast::http::verb::put:
        return Method::Put;
    case beast::http::verb::patch:
        return Method::Patch;
    case beast::http::verb::delete_:
        return Method::Delete;
    default:
        return Method::Other;
    }
}

/// Beast's grammar without its containers: fields we read land in the head, all others cost nothing.
class HeadParser final : public beast::http::basic_parser<true>
{
public:
    explicit HeadParser(RequestHead &head)
        : m_head(head)
    {
        header_limit(static_cast<std::uint32_t>(kHeaderLimit) + 1);
        body_limit(boost::none);
    }

private:
    using Error = beast::error_code;

    void on_request_impl(beast::http::verb verb, beast::string_view, beast::string_view target, int version,
                         Error &) override
    {
        m_head.method = methodOf(verb);
        m_head.version = version;
        m_head.target = view(target);
        const auto mark = m_head.target.find('?');
        m_head.path = m_head.target.substr(0, mark);
        m_head.query = mark == std::string_view::npos ? std::string_view() : m_head.target.substr(mark + 1);
    }

    void on_field_impl(BeastField name, beast::string_view text, beast::string_view value, Error &ec) override;
    void keepUnknown(std::string_view name, std::string_view value);
    void contentLength(std::string_view value, Error &ec);

    void on_response_impl(int, beast::string_view, int, Error &) override {}
    void on_header_impl(Error &) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t> &, Error &) override {}
    std::size_t on_body_impl(beast::string_view body, Error &) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, Error &) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, Error &) override
    {
        return body.size();
    }
    void on_finish_impl(Error &) override {}

    RequestHead &m_head;
};

void HeadParser::on_field_impl(BeastField name, beast::string_view text, beast::string_view value, Error &ec)
{
    switch (name) {
    case BeastField::host:
        ++m_head.hostCount;
        m_head.host = view(value);
        break;
    case BeastField::authorization:
        ++m_head.authorizationCount;
        m_head.authorization = view(value);
        break;
    case BeastField::content_type:
        ++m_head.contentTypeCount;
        m_head.contentType = view(value);
        break;
    case BeastField::content_length:
        contentLength(view(value), ec);
        break;
    case BeastField::transfer_encoding:
        m_head.hasTransferEncoding = true;
        break;
    case BeastField::origin:
        m_head.hasOrigin = true;
        break;
    case BeastField::sec_fetch_site:
        m_head.fetchedBySite = m_head.fetchedBySite || value != "none";
        break;
    case BeastField::expect:
        m_head.expect = view(value);
        break;
    case BeastField::accept:
        m_head.accept = view(value);
        break;
    case BeastField::unknown:
        keepUnknown(view(text), view(value));
        break;
    default:
        break;
    }
}

void HeadParser::keepUnknown(std::string_view name, std::string_view value)
{
    if (equalsIgnoringCase(name, "x-operator")) {
        m_head.operatorName = value;
    } else if (equalsIgnoringCase(name, "x-forwarded-for")) {
        m_head.forwardedFor = value;
    } else if (equalsIgnoringCase(name, "x-request-id")) {
        m_head.requestId = value;
    }
}

/// Stricter than Beast, which takes a list of equal lengths: digits only, and once.
void HeadParser::contentLength(std::string_view value, Error &ec)
{
    const char *end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, m_head.contentLength);
    if (++m_head.contentLengthCount > 1 || value.empty() || stop != end || error != std::errc()) {
        ec = beast::http::error::bad_content_length;
    }
}

} // namespace

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

HeadScan scanHead(const char *data, std::size_t size, std::size_t seen)
{
    // `line` is where the line under the eye begins; a line is looked at only once it has its LF, except for a CR
    // that something other than LF follows.
    std::size_t line = seen;
    while (line < size) {
        const char *start = data + line;
        const std::size_t rest = size - line;
        const auto *lf = static_cast<const char *>(std::memchr(start, '\n', rest));
        const std::size_t length = lf ? static_cast<std::size_t>(lf - start) : rest;
        const auto *cr = static_cast<const char *>(std::memchr(start, '\r', length));
        if (line > 0 && (*start == ' ' || *start == '\t')) {
            return {0, line, true};
        }
        if (!lf) {
            return {0, line, cr && cr + 1 < start + length};
        }
        if (!cr || cr + 1 != lf) {
            return {0, line, true};
        }
        line += length + 1;
        if (length == 1) {
            return {line, line, false};
        }
    }
    return {0, line, false};
}

/// True when the request line ends in HTTP/digit.digit: another version, and not a malformed line.
static bool namesVersion(std::string_view block)
{
    const std::string_view line = block.substr(0, block.find('\r'));
    const std::string_view version = line.substr(line.size() - std::min<std::size_t>(9, line.size()));
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return version.size() == 9 && version.starts_with(" HTTP/") && digit(version[6]) && version[7] == '.' &&
           digit(version[8]);
}

HeadError parseHead(std::string_view block, RequestHead &head)
{
    HeadParser parser(head);
    beast::error_code ec;
    const std::size_t used = parser.put(boost::asio::const_buffer(block.data(), block.size()), ec);
    // Beast stops at a length beside a coding, in either order; a coding alone is left for the gate to refuse.
    if (ec == beast::http::error::bad_transfer_encoding || (ec && head.hasTransferEncoding)) {
        return HeadError::TransferEncoding;
    }
    if (ec == beast::http::error::bad_version && namesVersion(block)) {
        return HeadError::BadVersion;
    }
    if (ec || used != block.size() || !parser.is_header_done()) {
        return HeadError::Malformed;
    }
    if (head.authorizationCount > 1 || head.contentTypeCount > 1) {
        return HeadError::Malformed;
    }
    head.connectionClose = !parser.keep_alive() || head.version < 11;
    return HeadError::None;
}

} // namespace sessiond::http
