// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QtCore/QTimeZone>

#include <cstdint>
#include <limits>

namespace qd::exchange {

/// Turns clock times of one zone into UTC. Times of a file mostly rise, which tells the two hours apart that have
/// the same name when clocks go back.
class ZoneRule
{
public:
    /// "UTC", "local", or a name such as "Europe/Berlin"; Invalid otherwise.
    [[nodiscard]] static Result<ZoneRule> named(const QString &name);

    enum class Doubt {
        None,
        Twice, ///< it happened twice: the one that keeps times rising was taken, else the first
        Never, ///< no clock showed it: it was moved on by what the clocks were
    };
    struct Utc
    {
        std::int64_t ms = 0;
        Doubt doubt = Doubt::None;
    };
    /// `localMs` is the clock time as if it were UTC.
    [[nodiscard]] Utc toUtc(std::int64_t localMs);

private:
    explicit ZoneRule(QTimeZone zone);
    [[nodiscard]] std::int64_t offsetAt(std::int64_t utcMs) const;
    [[nodiscard]] Utc look(std::int64_t localMs) const;

    QTimeZone m_zone;
    std::int64_t m_cachedSlot = std::numeric_limits<std::int64_t>::min(); ///< a quarter of an hour of clock time
    std::int64_t m_cachedOffset = 0;
    std::int64_t m_last = std::numeric_limits<std::int64_t>::min(); ///< UTC of the time before
};

} // namespace qd::exchange
