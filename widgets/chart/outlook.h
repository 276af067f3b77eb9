// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"
#include "widgets/chart/chart_spec.h"

#include <QtCore/QLineF>
#include <QtCore/QRectF>
#include <QtGui/QPolygonF>

#include <optional>

namespace qd {

/// When what a chart shows reaches its limit, as was known at an instant. Durations count from there.
struct Outlook
{
    double value = 0; ///< the last one known, in stored units
    double limit = 0;
    std::chrono::duration<double> soonest{};
    std::chrono::duration<double> likely{};
    std::chrono::duration<double> latest{};
    friend bool operator==(const Outlook &, const Outlook &) = default;
};

/// The nearest of what leaks and has a limit; nothing while nothing does, or it is more than two weeks away. What
/// was told within the last three rows, or 15 seconds, still holds: one scrape that failed changes no layout.
[[nodiscard]] std::optional<Outlook> outlookAt(const SeriesSnapshot &series, const ChartSpec &spec, Timestamp at);

/// What the room right of the plots spans: a round time in which the likely end has its place, and the latest one
/// too unless it is far behind.
[[nodiscard]] std::chrono::seconds spanOf(const Outlook &outlook);

/// Lines from what is known to the limit, in the coordinates of `room`, and what lies between the outer two.
struct Cone
{
    QLineF soonest, likely, latest; ///< cut where they leave the room
    QPolygonF area;
    double limit = 0;      ///< y of the limit
    bool isBroken = false; ///< the limit is above the scale, and drawn below the top of the room all the same
};

/// `room` begins at the instant and is spanOf() wide; its bottom and top are these values, on a linear scale.
/// No lines where the limit is reached already.
[[nodiscard]] Cone coneOf(const Outlook &outlook, const QRectF &room, double bottom, double top);

/// "3.2 h": the likely time in one unit.
[[nodiscard]] QString roughText(const Outlook &outlook);
/// "2.7–4.1 h": from the soonest to the latest, in one unit. Empty where both are the same.
[[nodiscard]] QString bandText(const Outlook &outlook);

} // namespace qd
