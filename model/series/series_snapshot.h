// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "model/series/labels.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace qd {

struct GroupSnapshot;
struct SeriesData;
struct SnapshotData;

/// One scraped or derived value. A stale marker (Prometheus' special NaN) says that the series ended here.
struct Sample
{
    Timestamp at{};
    double value = 0;
};

[[nodiscard]] double staleMarker();
[[nodiscard]] bool isStaleMarker(double value);

/// What a pixel column shows: the samples whose time lies in it. NaN samples are left out of the figures.
struct ColumnSummary
{
    double min = std::numeric_limits<double>::quiet_NaN();
    double max = std::numeric_limits<double>::quiet_NaN();
    double first = std::numeric_limits<double>::quiet_NaN();
    double last = std::numeric_limits<double>::quiet_NaN();
    std::uint32_t count = 0; ///< samples that are not NaN
    bool stale = false;      ///< a stale marker lies in the column: never join across it
    /// The figures are those of a wider stretch around the column, because its samples have not been loaded.
    bool coarse = false;
};

/// Columns of equal width anchored to absolute time: column i covers [begin + i*width, begin + (i+1)*width).
struct TimeGrid
{
    Timestamp begin{};
    std::chrono::nanoseconds width{};
    int columns = 0;
    /// Inner edges may move by up to a quarter of a column, to where figures that are kept end: far less is read.
    bool isRough = false;
};

enum class SeriesType { Unknown, Counter, Gauge, Histogram, Summary };

/// One immutable series of a snapshot, which it keeps alive. Cheap to copy; any thread.
class SeriesView
{
public:
    SeriesView() = default;
    [[nodiscard]] bool isNull() const { return !m_series; }
    [[nodiscard]] const SeriesKey &key() const;
    [[nodiscard]] SeriesType type() const;
    /// Between two rows of its group, as its source says; zero for a null view.
    [[nodiscard]] Millis interval() const;
    /// Newest sample at or before `at`, not older than `lookBack`, and not stale. 5 min is Prometheus' look-back.
    [[nodiscard]] std::optional<Sample> at(Timestamp at, Millis lookBack = std::chrono::minutes(5)) const;
    [[nodiscard]] std::optional<Sample> newest() const;
    /// Fills out[0..grid.columns) from the pyramid: O(1) a column at any zoom. out is overwritten.
    void columns(const TimeGrid &grid, std::span<ColumnSummary> out) const;
    /// When the last row of the series' group in each column was, Timestamp{} where a column has none; a column's
    /// `last` was scraped then, unless the series ended before. out is overwritten.
    void lastTimes(const TimeGrid &grid, std::span<Timestamp> out) const;
    /// Every raw sample of the range in order, stale markers included; stops when `visit` returns false.
    void forEach(TimeRange range, const std::function<bool(const Sample &)> &visit) const;
    [[nodiscard]] std::vector<Sample> samples(TimeRange range) const;
    /// Appends the same to `out`, which ends up with not many more than `most`.
    void append(TimeRange range, std::vector<Sample> &out, std::size_t most) const;

private:
    friend class SeriesSnapshot;
    SeriesView(std::shared_ptr<const SnapshotData> snapshot, const GroupSnapshot *group, const SeriesData *series);

    std::shared_ptr<const SnapshotData> m_snapshot; ///< keeps alive what the other two point into
    const GroupSnapshot *m_group = nullptr;
    const SeriesData *m_series = nullptr;
};

/// The whole store as it was at one moment. Shares its blocks with the store and with other snapshots.
class SeriesSnapshot
{
public:
    SeriesSnapshot() = default;
    /// For whoever keeps series: the store, a recording. Null is an empty snapshot.
    explicit SeriesSnapshot(std::shared_ptr<const SnapshotData> data);

    /// All groups of both, side by side; a series that both have is there twice.
    [[nodiscard]] static SeriesSnapshot joined(const SeriesSnapshot &a, const SeriesSnapshot &b);

    /// The same but for all series of these names.
    [[nodiscard]] SeriesSnapshot without(const std::set<std::string, std::less<>> &names) const;

    [[nodiscard]] bool isEmpty() const;
    /// First to last sample time of any series, end exclusive; empty when there is nothing.
    [[nodiscard]] TimeRange extent() const;
    [[nodiscard]] SeriesView find(std::string_view name, const Labels &labels) const;
    /// The first series of that name whose labels contain all of `contains`; null when there is none.
    [[nodiscard]] SeriesView first(std::string_view name, const Labels &contains = {}) const;
    /// All series of that name whose labels contain all of `contains`, sorted by labels.
    [[nodiscard]] std::vector<SeriesView> select(std::string_view name, const Labels &contains = {}) const;
    /// Every metric name, sorted, each once.
    [[nodiscard]] std::vector<std::string> names() const;
    /// Spans within `range` in which nothing was scraped or every scrape failed (up == 0), in order. A silence
    /// counts when it is longer than 2.5 scrape intervals; it begins one interval after the last success, or with
    /// the first failure if that is sooner, and ends with the next success. While the newest scrape is a failure
    /// the gap is open: it reaches to range.end. What lies before the first scrape is no gap: see extent().
    [[nodiscard]] std::vector<TimeRange> gaps(TimeRange range) const;

private:
    friend class GroupView;
    std::shared_ptr<const SnapshotData> m_data;
};

} // namespace qd
