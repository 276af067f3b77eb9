// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/trusted_proxies.h"

#include "backend/service/http/query_string.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>

namespace sessiond::http {

bool TrustedProxies::read(std::string_view text, Bytes &bytes)
{
    const std::string copy(text);
    bytes = Bytes{};
    if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) {
        return true;
    }
    bytes = Bytes{};
    bytes[10] = bytes[11] = 0xFF;
    return inet_pton(AF_INET, copy.c_str(), bytes.data() + 12) == 1;
}

tl::expected<TrustedProxies, std::string> TrustedProxies::parse(const std::vector<std::string> &networks)
{
    TrustedProxies proxies;
    for (const std::string &text : networks) {
        const auto slash = std::min(text.find('/'), text.size());
        Network network{};
        const bool four = text.find(':') == std::string::npos;
        const auto bits = slash == text.size() ? std::optional<std::uint64_t>(four ? 32 : 128)
                                               : parseNumber(std::string_view(text).substr(slash + 1));
        if (!read(std::string_view(text).substr(0, slash), network.address) || !bits ||
            *bits > (four ? 32U : 128U)) {
            return tl::unexpected("--trusted-proxy: '" + text + "' is not a network such as 10.0.0.0/8");
        }
        network.bits = static_cast<unsigned>(*bits) + (four ? 96U : 0U);
        proxies.m_networks.push_back(network);
    }
    return proxies;
}

bool TrustedProxies::trusts(const Bytes &address) const
{
    return std::any_of(m_networks.begin(), m_networks.end(), [&](const Network &network) {
        const unsigned whole = network.bits / 8;
        const unsigned rest = network.bits % 8;
        if (!std::equal(address.begin(), address.begin() + whole, network.address.begin())) {
            return false;
        }
        const auto mask = static_cast<unsigned char>(0xFF00U >> rest);
        return rest == 0 || (address[whole] & mask) == (network.address[whole] & mask);
    });
}

std::string TrustedProxies::clientAddress(std::string_view peer, std::string_view forwardedFor) const
{
    Bytes hop;
    if (m_networks.empty() || !read(peer, hop) || !trusts(hop)) {
        return std::string(peer);
    }
    while (!forwardedFor.empty()) {
        const auto comma = forwardedFor.rfind(',');
        std::string_view text = comma == std::string_view::npos ? forwardedFor : forwardedFor.substr(comma + 1);
        forwardedFor = comma == std::string_view::npos ? std::string_view() : forwardedFor.substr(0, comma);
        const auto first = std::min(text.find_first_not_of(" \t"), text.size());
        text.remove_prefix(first);
        text = text.substr(0, text.find_last_not_of(" \t") + 1);
        if (!read(text, hop)) {
            return {};
        }
        if (!trusts(hop)) {
            return std::string(text);
        }
    }
    return {};
}

} // namespace sessiond::http
