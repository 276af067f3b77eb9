// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/protocol/duration.h"

#include <array>
#include <charconv>

namespace qd::protocol {
namespace {

struct TimeUnit
{
    std::string_view name;
    std::int64_t millis;
};

// Largest first; the reader relies on the order.
constexpr std::array<TimeUnit, 5> kTimeUnits{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t kMostMillis = 3'650ll * 86'400'000;

tl::unexpected<Error> notADuration(std::string_view text)
{
    return failure("not a duration (write it like 30m, 12h or 1h30m): '" + std::string(text.substr(0, 32)) + "'");
}

} // namespace

Result<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    std::int64_t total = 0;
    std::size_t nextUnit = 0;
    std::string_view rest = text;
    while (!rest.empty()) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (error != std::errc{} || rest.front() == '-') {
            return notADuration(text);
        }
        rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
        const std::string_view name = rest.substr(0, rest.find_first_of("0123456789"));
        while (nextUnit < kTimeUnits.size() && kTimeUnits[nextUnit].name != name) {
            ++nextUnit;
        }
        if (nextUnit == kTimeUnits.size() || number > kMostMillis / kTimeUnits[nextUnit].millis) {
            return notADuration(text);
        }
        total += number * kTimeUnits[nextUnit++].millis;
        rest.remove_prefix(name.size());
    }
    if (text.empty() || total > kMostMillis) {
        return notADuration(text);
    }
    return std::chrono::milliseconds(total);
}

std::string formatDuration(std::chrono::milliseconds value)
{
    std::string text;
    std::int64_t rest = value.count();
    for (const TimeUnit &unit : kTimeUnits) {
        if (rest >= unit.millis) {
            text += std::to_string(rest / unit.millis);
            text += unit.name;
            rest %= unit.millis;
        }
    }
    return text.empty() ? "0s" : text;
}

} // namespace qd::protocol
