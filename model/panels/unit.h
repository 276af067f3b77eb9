// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qd {

/// What the stored numbers of a chart are; decides how they are written.
enum class Unit {
    Number,         ///< plain, no scaling ("3.2")
    Count,          ///< whole things ("14,612", on an axis "thousands")
    PerSecond,      ///< rates per second
    Bytes,          ///< powers of 1024
    BytesPerSecond, ///< the same, each second
    Seconds,        ///< shown as µs, ms, s
    Milliseconds,   ///< stored as such
    Ratio,          ///< 0..1, shown in per cent
    Percent,        ///< stored as such
    Celsius,
    Degrees, ///< a temperature that does not say its scale
};

} // namespace qd
