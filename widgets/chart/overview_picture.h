// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"
#include "widgets/chart/column_cache.h"
#include "widgets/shared/theme.h"

#include <QtGui/QImage>

#include <optional>
#include <string>
#include <vector>

namespace qd {

/// A span in which an alert fired, or the moment of a crash.
struct SeveritySpan
{
    TimeRange range;
    Severity severity = Severity::Warning;
};

/// Alerts and crashes of a range, the worst last, which is painted above the others; then in order of their
/// beginning. An alert that never resolved lasts to the end.
[[nodiscard]] std::vector<SeveritySpan> severitySpans(const EventSnapshot &events, TimeRange range);

/// The whole history the overview shows: ends at `now`, as long as the shortest of 15 min, 1, 6, 24 h, 7, 14, 31,
/// 92, 366 d that holds what is known.
[[nodiscard]] TimeRange overviewRange(TimeRange known, Timestamp now);

/// The still part of the overview: one series as an area, gaps and severities. Rendered when one of them changed.
class OverviewPicture
{
public:
    explicit OverviewPicture(std::string metric)
        : m_metric(std::move(metric))
    {}

    /// A complete history is shown from its first to its last sample; one that grows, in a span it grows into.
    void setComplete(bool isComplete) { m_isComplete = isComplete; }
    /// Another series is drawn; without labels the first of that name.
    void setSeries(std::string metric, Labels labels);
    /// What comes next is another history.
    void forgetHistory();
    /// Returns whether the picture was drawn anew. `size` in device-independent pixels.
    bool update(const HistorySnapshot &history, QSize size, double pixelRatio);
    void markDirty() { m_dirty = true; }

    [[nodiscard]] const QImage &image() const { return m_image; }
    [[nodiscard]] const TimeAxis &axis() const { return m_axis; }
    [[nodiscard]] TimeRange range() const { return m_range; }
    [[nodiscard]] const std::vector<TimeRange> &gaps() const { return m_gaps; }

private:
    void render(QSize size, double pixelRatio);

    std::string m_metric;
    Labels m_labels;
    ColumnCache m_cache;
    std::uint64_t m_generation = 0;
    std::uint64_t m_detail = 0;
    std::uint64_t m_newestSeq = 0;
    TimeAxis m_axis;
    TimeRange m_range;
    std::vector<TimeRange> m_gaps;
    std::vector<SeveritySpan> m_severities;
    QImage m_image;
    bool m_dirty = true;
    bool m_isComplete = false;
};

} // namespace qd
