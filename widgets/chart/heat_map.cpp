// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/heat_map.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

namespace qd {

namespace {

/// Growth is spread over at most so many cells back; a longer silence is not one even stretch of traffic.
constexpr std::int64_t longestReach = 60;
constexpr double densest = 150; ///< of 255
constexpr double faintest = 14; ///< one request among thousands

double boundOf(const SeriesKey &key)
{
    const std::string le(key.labels.value("le"));
    if (le == "+Inf") {
        return std::numeric_limits<double>::infinity();
    }
    try {
        return std::stod(le);
    } catch (const std::exception &) {
        return std::numeric_limits<double>::quiet_NaN(); // a foreign exporter may write anything
    }
}

bool crosses(std::span<const TimeRange> breaks, const TimeAxis &axis, std::int64_t from, std::int64_t to)
{
    return std::any_of(breaks.begin(), breaks.end(), [&](const TimeRange &b) {
        return columnOf(axis, b.begin) < to && columnOf(axis, b.end) > from;
    });
}

} // namespace

void HeatMap::reset()
{
    m_buckets.clear();
    m_bounds.clear();
}

void HeatMap::collect(const SeriesSnapshot &series, const HeatSpec &spec)
{
    std::vector<SeriesView> found = series.select(spec.bucketMetric, spec.labels);
    std::vector<Bucket> buckets;
    for (SeriesView &view : found) {
        const double bound = boundOf(view.key());
        if (!std::isnan(bound)) {
            buckets.push_back({bound, std::move(view), {}});
        }
    }
    std::stable_sort(buckets.begin(), buckets.end(),
                     [](const Bucket &a, const Bucket &b) { return a.bound < b.bound; });
    const auto sameBound = [](const Bucket &a, const Bucket &b) { return a.bound == b.bound; };
    buckets.erase(std::unique(buckets.begin(), buckets.end(), sameBound), buckets.end());
    if (buckets.size() == m_buckets.size()) {
        for (std::size_t i = 0; i < buckets.size(); ++i) {
            buckets[i].cache = std::move(m_buckets[i].cache);
        }
    }
    m_buckets = std::move(buckets);
    m_bounds.clear();
    for (const Bucket &b : m_buckets) {
        m_bounds.push_back(b.bound);
    }
}

bool HeatMap::update(const SeriesSnapshot &series, const HeatSpec &spec, const TimeAxis &axis, int cellColumns)
{
    collect(series, spec);
    TimeAxis cells = coarser(axis, cellColumns);
    // One cell more on the left: growth of the first visible one is measured against it.
    --cells.first;
    ++cells.columns;
    bool changed = !(cells == m_axis) || cellColumns != m_cellColumns;
    m_axis = cells;
    m_cellColumns = cellColumns;
    const Timestamp knownUntil = series.extent().end;
    for (Bucket &b : m_buckets) {
        changed = b.cache.update(b.series, cells, knownUntil) || changed;
    }
    return changed;
}

std::vector<HeatMap::Slice> HeatMap::slices(std::span<const TimeRange> breaks) const
{
    std::vector<Slice> out;
    if (m_buckets.empty()) {
        return out;
    }
    const auto last = m_buckets.back().cache.columns(); // holds a sample wherever any bucket does
    std::int64_t previous = -1;
    for (std::size_t cell = 0; cell < last.size(); ++cell) {
        if (last[cell].count == 0) {
            continue;
        }
        const auto here = static_cast<std::int64_t>(cell);
        const bool apart = previous < 0 || here - previous > longestReach ||
                           crosses(breaks, m_axis, m_axis.first + previous, m_axis.first + here);
        Slice s;
        s.counts.resize(m_buckets.size());
        double below = 0;
        for (std::size_t b = 0; b < m_buckets.size(); ++b) {
            const auto columns = m_buckets[b].cache.columns();
            const double now = columns[cell].last;
            const double before = apart ? columns[cell].first : columns[static_cast<std::size_t>(previous)].last;
            const double grown =
                std::isnan(now) ? below : (std::isnan(before) || now < before ? now : now - before);
            s.counts[b] = std::max(0.0, grown - below);
            s.total += s.counts[b];
            below = std::max(below, grown);
        }
        const std::int64_t from = apart ? here : previous + 1;
        s.firstColumn = (m_axis.first + from) * m_cellColumns;
        s.endColumn = (m_axis.first + here + 1) * m_cellColumns;
        previous = here;
        out.push_back(std::move(s));
    }
    return out;
}

ValueRange heatRange(const HeatMap &map, std::span<const TimeRange> breaks)
{
    constexpr double below = 0.01;
    constexpr double above = 0.999;
    const auto &bounds = map.bounds();
    std::vector<double> counts(bounds.size(), 0);
    double total = 0;
    for (const HeatMap::Slice &s : map.slices(breaks)) {
        std::transform(counts.begin(), counts.end(), s.counts.begin(), counts.begin(), std::plus<>());
        total += s.total;
    }
    ValueRange range;
    double seen = 0;
    for (std::size_t b = 0; b < bounds.size() && seen < above * total; ++b) {
        seen += counts[b];
        if (seen > below * total) {
            const double lower = b == 0 ? bounds[b] : bounds[b - 1];
            range.include(lower);
            range.include(std::isinf(bounds[b]) ? lower : bounds[b]);
        }
    }
    return range;
}

std::vector<HeatCell> heatCells(const HeatMap &map, std::span<const TimeRange> breaks, const TimeAxis &axis,
                                const ValueScale &scale, float top, float height)
{
    std::vector<HeatCell> out;
    const auto &bounds = map.bounds();
    std::vector<int> edges(bounds.size());
    for (std::size_t b = 0; b < bounds.size(); ++b) {
        const double share = std::isinf(bounds[b]) ? 1.02 : std::clamp(scale.share(bounds[b]), 0.0, 1.0);
        edges[b] = static_cast<int>(std::lround(top + height * static_cast<float>(1 - share)));
    }
    const int bottomEdge = static_cast<int>(std::lround(top + height));
    for (const HeatMap::Slice &s : map.slices(breaks)) {
        if (s.total <= 0) {
            continue;
        }
        for (std::size_t b = 0; b < bounds.size(); ++b) {
            if (s.counts[b] <= 0) {
                continue;
            }
            // Neighbouring bounds may round to one row; a request is worth at least one.
            const int lower = b == 0 ? std::min(bottomEdge, edges[b] + 3) : edges[b - 1];
            const int upper = std::max(static_cast<int>(top), std::min(edges[b], lower - 1));
            const double opacity =
                std::max(faintest, densest * std::sqrt(std::min(1.0, 2 * s.counts[b] / s.total)));
            out.push_back({static_cast<int>(s.firstColumn - axis.first),
                           static_cast<int>(s.endColumn - axis.first), upper, lower,
                           static_cast<std::uint8_t>(opacity)});
        }
    }
    return out;
}

} // namespace qd
