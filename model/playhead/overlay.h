// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

#include <optional>

namespace qd {

/// What the picture is compared with: another time of the same history, or another history, drawn under the
/// present one.
struct Overlay
{
    HistoryPtr history; ///< null: the history on screen itself, as it grows
    Millis shift{};     ///< what happened at t is drawn at t + shift; positive = it was earlier
    QString label;      ///< "1 day earlier", or the name of the recording

    [[nodiscard]] Timestamp there(Timestamp here) const { return here - shift; }
    [[nodiscard]] TimeRange there(TimeRange here) const { return {here.begin - shift, here.end - shift}; }
};

/// The shift that draws `there` at `here`.
[[nodiscard]] constexpr Millis shiftBetween(Timestamp here, Timestamp there)
{
    return here - there;
}

/// Why nothing would be seen under `shown`, in words for people; nothing when something would be.
[[nodiscard]] std::optional<QString> emptyBecause(const Overlay &overlay, const HistorySnapshot &present,
                                                  TimeRange shown);

} // namespace qd
