// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/steps.h"

#include "model/series/group_view.h"

namespace qd {

namespace {

Timestamp timeOf(const GroupView &group, std::int64_t row)
{
    return Timestamp(Millis(group.times(row, row + 1).front()));
}

std::optional<Timestamp> stepIn(const GroupView &group, Timestamp from, Direction direction)
{
    if (direction == Direction::On) {
        const std::int64_t row = group.lowerBound(from + Millis(1));
        return row < group.endRow() ? std::optional(timeOf(group, row)) : std::nullopt;
    }
    const std::int64_t row = group.lowerBound(from) - 1;
    return row >= group.firstRow() ? std::optional(timeOf(group, row)) : std::nullopt;
}

} // namespace

std::optional<Timestamp> nextSampleAt(const SeriesSnapshot &series, Timestamp from, Direction direction)
{
    std::optional<Timestamp> nearest;
    for (const GroupView &group : GroupView::of(series)) {
        const auto at = stepIn(group, from, direction);
        if (at && (!nearest || (direction == Direction::On ? *at < *nearest : *at > *nearest))) {
            nearest = at;
        }
    }
    return nearest;
}

const Event *nextEvent(const EventSnapshot &events, Timestamp from, Direction direction,
                       const std::function<bool(const Event &)> &counts)
{
    if (direction == Direction::On) {
        for (std::size_t i = events.lowerBound(from + Millis(1)); i < events.size(); ++i) {
            if (counts(events.at(i))) {
                return &events.at(i);
            }
        }
        return nullptr;
    }
    for (std::size_t i = events.lowerBound(from); i > 0; --i) {
        if (counts(events.at(i - 1))) {
            return &events.at(i - 1);
        }
    }
    return nullptr;
}

bool isAlertEvent(const Event &event)
{
    return event.kind == EventKind::AlertFiring;
}

} // namespace qd
