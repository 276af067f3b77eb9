// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/expression.h"
#include "model/series/series_snapshot.h"

#include <bit>
#include <unordered_map>

/// Values over all steps of an evaluation at once. An instant is a grid of one step, so that rules, charts and
/// backtests share one evaluation, in which labels are matched once a node and not once a step.
namespace qd::query {

/// What a grid holds where a series has no sample: the bits of the stale marker, which no result can have.
inline constexpr std::uint64_t missingBits = 0x7ff0000000000002ULL;
[[nodiscard]] inline double missing()
{
    return std::bit_cast<double>(missingBits);
}
[[nodiscard]] inline bool isMissing(double value)
{
    return std::bit_cast<std::uint64_t>(value) == missingBits;
}

/// Instants of an evaluation.
struct StepGrid
{
    Timestamp start{};
    Millis step{1};
    std::size_t count = 1;

    [[nodiscard]] Timestamp at(std::size_t i) const { return start + step * static_cast<std::int64_t>(i); }
    [[nodiscard]] Timestamp last() const { return at(count - 1); }
};

/// Keys are shared: with the history, which outlives an evaluation, or with other nodes.
using KeyRef = std::shared_ptr<const SeriesKey>;

/// One series of a node: a value or missing() a step.
struct GridSeries
{
    KeyRef key;
    std::vector<double> values;
    bool nameDropped = false; ///< the key's name is not part of the answer
};

/// What a node gives. A scalar is one series without labels, a string is in `text`.
struct GridValue
{
    std::vector<GridSeries> series;
    std::string text;
};

/// The key without a name, as scalars and vector() have it.
[[nodiscard]] const KeyRef &noLabels();

/// Series that differ in nothing but a name that was dropped, and have no step in common, as one.
[[nodiscard]] std::vector<GridSeries> joinedWithoutNames(std::vector<GridSeries> series);

/// Series by their labels; what different series give at different steps for the same labels becomes one.
class SeriesSet
{
public:
    explicit SeriesSet(std::size_t steps)
        : m_steps(steps)
    {}

    /// The place of the series of these labels, made without any value when new.
    [[nodiscard]] std::size_t place(const KeyRef &key, bool nameDropped);
    /// False, and nothing more taken, when a series of the same labels has a value at the same step.
    [[nodiscard]] bool add(GridSeries series);
    [[nodiscard]] std::vector<double> &values(std::size_t place) { return m_series[place].values; }
    [[nodiscard]] std::size_t size() const { return m_series.size(); }
    /// In the order in which they came.
    [[nodiscard]] std::vector<GridSeries> take() { return std::move(m_series); }

private:
    struct Hash
    {
        std::size_t operator()(const std::pair<KeyRef, bool> &id) const;
    };
    struct Same
    {
        bool operator()(const std::pair<KeyRef, bool> &a, const std::pair<KeyRef, bool> &b) const
        {
            return a.second == b.second && *a.first == *b.first;
        }
    };

    std::size_t m_steps;
    std::vector<GridSeries> m_series;
    std::unordered_map<std::pair<KeyRef, bool>, std::size_t, Hash, Same> m_places;
};

} // namespace qd::query
