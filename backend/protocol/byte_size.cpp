// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/protocol/byte_size.h"

#include <array>
#include <charconv>
#include <limits>

namespace qd::protocol {
namespace {

struct ByteUnit
{
    std::string_view name;
    std::uint64_t bytes;
};

// Binary units first and largest first; the writer uses only those four.
constexpr std::array<ByteUnit, 10> kByteUnits{{{"TiB", 1ull << 40},
                                               {"GiB", 1ull << 30},
                                               {"MiB", 1ull << 20},
                                               {"KiB", 1ull << 10},
                                               {"TB", 1'000'000'000'000},
                                               {"GB", 1'000'000'000},
                                               {"MB", 1'000'000},
                                               {"kB", 1'000},
                                               {"B", 1},
                                               {"", 1}}};
constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();

} // namespace

Result<std::uint64_t> parseByteSize(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{}) {
        const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
        for (const ByteUnit &unit : kByteUnits) {
            if (unit.name == name && number <= kMost / unit.bytes) {
                return number * unit.bytes;
            }
        }
    }
    return failure("not a size (write it like 256MiB or 4096): '" + std::string(text.substr(0, 32)) + "'");
}

std::string formatByteSize(std::uint64_t bytes)
{
    for (std::size_t i = 0; i < 4; ++i) {
        if (bytes != 0 && bytes % kByteUnits[i].bytes == 0) {
            return std::to_string(bytes / kByteUnits[i].bytes) + std::string(kByteUnits[i].name);
        }
    }
    return std::to_string(bytes);
}

} // namespace qd::protocol
