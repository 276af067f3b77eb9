// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "widgets/chart/timeline_coordinates.h"
#include "widgets/shared/theme.h"

#include <QtCore/QString>

#include <functional>
#include <optional>
#include <vector>

namespace qd {

/// The shape of an event in the lane: never told by colour alone.
enum class Glyph { Restart, Purge, Deploy, Note, Crash, Warning, Critical, Resolved, Info };

enum class MarkTone { Text, Accent, Ok, Warning, Critical, Muted };

/// How one event is shown; nothing for those that only matter to the log.
struct EventFace
{
    Glyph glyph = Glyph::Info;
    MarkTone tone = MarkTone::Muted;
    int weight = 0; ///< the heaviest of several that share a place is the one drawn
    QString label;
};
[[nodiscard]] std::optional<EventFace> faceOf(const Event &event);
[[nodiscard]] QColor toneColor(MarkTone tone, const Theme &theme);

/// One place in the lane: an event, or several that lie too close to be told apart.
struct EventMark
{
    std::uint64_t seq = 0; ///< of the heaviest
    Timestamp at{};
    double x = 0; ///< device-independent pixels from the left edge of the plots
    EventFace face;
    int more = 0;       ///< further events in the same place
    QString shownLabel; ///< elided to the room before the next mark; may be empty
};

/// Marks of the visible range, from left to right. Intent and outcome of one action (same correlation) are one
/// mark. `widthOf` measures a label; `elide` shortens it to a width. `pixelRatio` converts columns to x.
struct LabelMetrics
{
    std::function<double(const QString &)> widthOf;
    std::function<QString(const QString &, double)> elide;
};
[[nodiscard]] std::vector<EventMark> eventMarks(const EventSnapshot &events, const TimeAxis &axis,
                                                double pixelRatio, const LabelMetrics &metrics);

} // namespace qd
