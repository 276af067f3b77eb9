// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident.h"

#include <algorithm>

namespace qd::incident {

namespace {

/// The newest mark that stands; an incident has its first from the beginning.
const StatusMark *standingMark(const std::vector<StatusMark> &marks)
{
    const auto newest = std::find_if(marks.rbegin(), marks.rend(), [](const auto &m) { return !m.isCorrected; });
    return newest == marks.rend() ? nullptr : &*newest;
}

} // namespace

Status Incident::status() const
{
    const StatusMark *mark = standingMark(statuses);
    return mark ? mark->status : Status::Detected;
}

std::optional<Timestamp> Incident::resolvedAt() const
{
    const StatusMark *mark = standingMark(statuses);
    return mark && mark->status == Status::Resolved ? std::optional(mark->at) : std::nullopt;
}

std::optional<Timestamp> Incident::reached(Status status) const
{
    const auto mark = std::ranges::find_if(
        statuses, [status](const StatusMark &one) { return one.status == status && !one.isCorrected; });
    return mark == statuses.end() ? std::nullopt : std::optional(mark->at);
}

const Entry *Incident::entry(std::uint64_t seq) const
{
    const auto found = std::ranges::find(entries, seq, &Entry::seq);
    return found == entries.end() ? nullptr : &*found;
}

} // namespace qd::incident
