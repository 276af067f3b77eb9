// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/overlay.h"

#include "model/base/units.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace qd {

std::optional<QString> emptyBecause(const Overlay &overlay, const HistorySnapshot &present, TimeRange shown)
{
    const SeriesSnapshot &series = overlay.history ? overlay.history->series : present.series;
    const TimeRange known = series.extent();
    const TimeRange wanted = overlay.there(shown);
    if (std::max(known.begin, wanted.begin) < std::min(known.end, wanted.end)) {
        return std::nullopt;
    }
    const auto tr = [](const char *text) { return QCoreApplication::translate("overlay", text); };
    if (known.isEmpty()) {
        return tr("There is no history yet.");
    }
    if (overlay.history) {
        return tr("The recording holds nothing of that time.");
    }
    if (wanted.begin >= known.end) {
        return tr("That time has not come yet.");
    }
    return tr("History reaches back %1.").arg(units::duration(present.now - known.begin));
}

} // namespace qd
