// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/span_figures.h"

#include <optional>

namespace qd {

/// Two instants that somebody placed to measure between them; either may be the earlier one.
struct Cursors
{
    std::optional<Timestamp> a;
    std::optional<Timestamp> b;

    [[nodiscard]] bool isEmpty() const { return !a && !b; }
    /// From the earlier to the later; nothing while one of them is missing.
    [[nodiscard]] std::optional<TimeRange> span() const;
    /// The first click is A, the second B; later ones move the one that is nearer.
    void place(Timestamp at);
    friend bool operator==(const Cursors &, const Cursors &) = default;
};

/// One trace at the cursors.
struct CursorFigures
{
    std::optional<Sample> a; ///< as the legend would show it there
    std::optional<Sample> b;
    /// Of the samples from the one that the earlier cursor shows to the one that the later shows, so that their
    /// difference is the delta.
    std::optional<SpanFigures> between;
    double delta = 0; ///< from the earlier to the later, as the rate
};

[[nodiscard]] CursorFigures cursorFigures(const TraceSource &trace, const Cursors &cursors);

/// "p99: A 3.1 · B 21.4 · Δ +18.3 · +1.2/min · min 3.1 · mean 5.2 · max 21.4"; what matters first, since the end
/// is cut off where there is no room.
[[nodiscard]] QString cursorText(const QString &label, const CursorFigures &figures, const UnitScale &unit);

} // namespace qd
