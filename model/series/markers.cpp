// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/markers.h"

#include "model/series/series_snapshot.h"

#include <bit>
#include <cmath>
#include <limits>

namespace qd {

namespace {

// Prometheus: model/value/value.go, StaleNaN. Frozen: recordings and imports carry this bit pattern.
constexpr std::uint64_t staleBits = 0x7ff0000000000002ULL;
constexpr std::uint64_t absentBits = 0x7ff0000000000a85ULL;

} // namespace

double staleMarker()
{
    return std::bit_cast<double>(staleBits);
}

bool isStaleMarker(double value)
{
    return std::bit_cast<std::uint64_t>(value) == staleBits;
}

double absentMarker()
{
    return std::bit_cast<double>(absentBits);
}

bool isAbsent(double value)
{
    return std::bit_cast<std::uint64_t>(value) == absentBits;
}

double storable(double value)
{
    return std::isnan(value) && !isStaleMarker(value) ? std::numeric_limits<double>::quiet_NaN() : value;
}

} // namespace qd
