// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Before the standard's own headers: moc of Qt 6.4 fails on <concepts> when it meets that first.
#include <QtCore/QtGlobal>

#include <chrono>

namespace qd {

using Millis = std::chrono::milliseconds;

/// A point of the timeline: UTC, milliseconds since 1970-01-01, as Prometheus stores it.
using Timestamp = std::chrono::sys_time<Millis>;

/// Half-open span [begin, end).
struct TimeRange
{
    Timestamp begin{};
    Timestamp end{};

    [[nodiscard]] Millis length() const { return end - begin; }
    [[nodiscard]] bool isEmpty() const { return end <= begin; }
    [[nodiscard]] bool contains(Timestamp t) const { return t >= begin && t < end; }
    friend bool operator==(const TimeRange &, const TimeRange &) = default;
};

} // namespace qd
