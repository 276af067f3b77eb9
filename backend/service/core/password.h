// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/service_config.h"
#include "backend/service/core/service_error.h"
#include "backend/service/core/unit.h"

#include <string>
#include <string_view>

namespace sessiond {

/// Hashes and checks passwords as the service is configured: Argon2id in the PHC text form, or with
/// insecureHashing a salted BLAKE2b that costs microseconds. Checks either form, whichever is configured. Safe
/// from any thread.
class PasswordHasher
{
public:
    explicit PasswordHasher(const ServiceConfig &config);

    /// Busy when there is no memory for it.
    [[nodiscard]] Outcome<std::string> hash(std::string_view password) const;
    [[nodiscard]] bool matches(std::string_view password, const std::string &hash) const;
    /// A hash no password matches, which takes as long to check as a real one.
    [[nodiscard]] const std::string &dummy() const { return m_dummy; }
    /// Memory of one hash under way.
    [[nodiscard]] std::uint64_t bytesEach() const { return m_insecure ? 0 : m_memory; }

private:
    bool m_insecure;
    std::uint64_t m_memory;
    unsigned m_passes;
    std::string m_dummy;
};

/// 8 to 256 characters of UTF-8, not one of the commonest, nothing else asked (NIST SP 800-63B, which counts code
/// points too).
[[nodiscard]] Outcome<Unit> checkNewPassword(std::string_view password);

/// `[A-Za-z0-9._@-]{1,64}`
[[nodiscard]] bool isUserName(std::string_view name);

/// Overwrites a secret before its memory is given back.
void wipe(std::string &secret);

} // namespace sessiond
