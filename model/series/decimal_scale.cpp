// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/decimal_scale.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>

namespace qd {

namespace {

constexpr std::array<double, 10> powersOfTen{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
constexpr double exactLimit = 9007199254740992.0; // 2^53

bool survives(double value, int scale)
{
    const double scaled = std::nearbyint(value * powersOfTen[static_cast<std::size_t>(scale)]);
    return std::abs(scaled) < exactLimit && scaled / powersOfTen[static_cast<std::size_t>(scale)] == value;
}

bool allSurvive(std::span<const double> values, int scale)
{
    for (const double value : values) {
        if (isOrdinary(value) && !survives(value, scale))
            return false;
    }
    return true;
}

} // namespace

bool isOrdinary(double value)
{
    return std::isfinite(value) && std::bit_cast<std::uint64_t>(value) != std::bit_cast<std::uint64_t>(-0.0);
}

std::optional<int> decimalScale(std::span<const double> values)
{
    constexpr int largest = static_cast<int>(powersOfTen.size()) - 1;
    int scale = 0;
    for (const double value : values) {
        while (isOrdinary(value) && !survives(value, scale)) {
            if (++scale > largest)
                return std::nullopt;
        }
    }
    // A value that survived a smaller power may be too large for the one that another value asked for.
    return allSurvive(values, scale) ? std::optional(scale) : std::nullopt;
}

std::int64_t toScaled(double value, int scale)
{
    return static_cast<std::int64_t>(std::nearbyint(value * powersOfTen[static_cast<std::size_t>(scale)]));
}

double fromScaled(std::int64_t value, int scale)
{
    return static_cast<double>(value) / powersOfTen[static_cast<std::size_t>(scale)];
}

} // namespace qd
