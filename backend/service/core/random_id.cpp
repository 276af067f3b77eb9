// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/random_id.h"

#include "backend/service/core/base62.h"

#include <sodium.h>

namespace sessiond {

std::string randomId()
{
    std::array<std::uint64_t, 2> random{};
    randombytes_buf(random.data(), sizeof random);
    std::array<char, 22> text{};
    const std::span<char, 22> all(text);
    writeBase62(random[0], all.first<11>());
    writeBase62(random[1], all.last<11>());
    return std::string(text.data(), text.size());
}

} // namespace sessiond
