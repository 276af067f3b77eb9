// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sessiond::http {

enum class Method : std::uint8_t { Get, Post, Put, Patch, Delete, Other };

/// The bytes a header block may have, request line included.
inline constexpr std::size_t kHeaderLimit = 16 * 1024;

/// What a request says before its body. All views point into the buffer the block was parsed from and live as long
/// as that buffer is neither moved nor consumed. Fields this service never reads are not kept.
struct RequestHead
{
    Method method = Method::Other;
    int version = 11; ///< 10 or 11
    std::string_view target;
    std::string_view path;  ///< target up to the first '?'
    std::string_view query; ///< what follows it
    std::string_view host;
    std::string_view authorization;
    std::string_view contentType;
    std::string_view expect;
    std::string_view accept;
    std::string_view forwardedFor; ///< the last X-Forwarded-For
    std::string_view operatorName; ///< X-Operator
    std::string_view requestId;    ///< X-Request-Id
    std::uint64_t contentLength = 0;
    unsigned hostCount = 0;
    unsigned contentLengthCount = 0;
    unsigned authorizationCount = 0;
    unsigned contentTypeCount = 0;
    bool hasTransferEncoding = false;
    bool hasOrigin = false;
    bool fetchedBySite = false; ///< some Sec-Fetch-Site is not "none"
    bool connectionClose = false;
};

enum class HeadError : std::uint8_t { None, Malformed, BadVersion, TransferEncoding };

/// Looks for the end of a header block in [0, size) of `data`, whose first `seen` bytes were looked at before.
/// A bare CR, a bare LF and a folded line (RFC 9112, 2.2 and 5.2) are `bad` as soon as they are seen, because an
/// intermediary might read them as something else than we do.
struct HeadScan
{
    std::size_t length = 0; ///< of the block with its empty line; 0 while it is incomplete
    std::size_t seen = 0;   ///< pass this to the next call
    bool bad = false;
};
[[nodiscard]] HeadScan scanHead(const char *data, std::size_t size, std::size_t seen);

/// Parses one complete header block (RFC 9112, 3 and 5) as found by scanHead().
[[nodiscard]] HeadError parseHead(std::string_view block, RequestHead &head);

/// ASCII only, as field values are compared.
[[nodiscard]] bool equalsIgnoringCase(std::string_view a, std::string_view b);

} // namespace sessiond::http
