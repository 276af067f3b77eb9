// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace sessiond::http {

/// The networks whose X-Forwarded-For is believed.
class TrustedProxies
{
public:
    /// `networks` as in 10.0.0.0/8, ::1/128 or a bare address. Errors name the bad one.
    [[nodiscard]] static tl::expected<TrustedProxies, std::string> parse(const std::vector<std::string> &networks);

    /// The address a request counts as coming from: the peer, or behind a trusted proxy the nearest hop that is
    /// not one. Empty (unknown) when a trusted proxy did not say, or said something that is no address.
    [[nodiscard]] std::string clientAddress(std::string_view peer, std::string_view forwardedFor) const;

private:
    using Bytes = std::array<unsigned char, 16>; ///< IPv4 as ::ffff:a.b.c.d
    struct Network
    {
        Bytes address;
        unsigned bits;
    };
    static bool read(std::string_view text, Bytes &bytes);
    [[nodiscard]] bool trusts(const Bytes &address) const;

    std::vector<Network> m_networks;
};

} // namespace sessiond::http
