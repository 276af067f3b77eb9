// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/segment_folder.h"

namespace qd::recording {

/// A span of a history whose segments must stay, however old they get: a bookmark, an open incident.
struct Pin
{
    TimeRange span; ///< one without length pins the instant it begins at
    QString why;    ///< "bookmark", "incident"; for people
    friend bool operator==(const Pin &, const Pin &) = default;
};

/// Name of the file beside the segments that holds the pins: [{"begin":ms,"end":ms,"why":"…"}], milliseconds since
/// 1970.
inline constexpr auto pinsFile = QLatin1String("pins.json");

/// The pins of a folder of segments; none where there is no such file. Io as of the file; Corrupt when it is no
/// list of pins, one bad entry included: what cannot be understood may not be deleted against.
[[nodiscard]] Result<std::vector<Pin>> readPins(const QString &folder);
/// Puts them in the place of those that are there, in one step and synced. Io with the system's words.
[[nodiscard]] Result<void> writePins(const QString &folder, const std::vector<Pin> &pins);
/// Puts `spans` in the place of those pins of the folder that are there for the same reason; others stay. Any
/// thread.
[[nodiscard]] Result<void> replacePins(const QString &folder, const QString &why,
                                       const std::vector<TimeRange> &spans);
/// Whether one of them needs the segment. One whose span cannot be read counts as needed while there are pins.
[[nodiscard]] bool isPinned(const Segment &segment, const std::vector<Pin> &pins);

} // namespace qd::recording
