// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"
#include "widgets/chart/chart_spec.h"

#include <QtGui/QImage>

namespace qd {

/// A chart of a document: its picture, for paper, and the figures it was drawn from.
struct ChartSheet
{
    QString title;
    QString name;   ///< of its files, without ending: "memory"
    QImage picture; ///< light, with the events above the curves and a legend; 1160 x 384 at twice the resolution
    QByteArray figures; ///< CSV: time_utc, then min, max and last of each trace; a line a column with samples
};

/// Of the charts that have something to show in the span, which they show whole. Times are UTC. GUI thread; each
/// takes some tens of milliseconds.
[[nodiscard]] std::optional<ChartSheet> chartSheet(const HistoryPtr &history, const ChartSpec &chart,
                                                   TimeRange span);

} // namespace qd
