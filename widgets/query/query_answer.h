// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/panels/unit.h"
#include "model/playhead/history.h"
#include "model/query/evaluator.h"
#include "widgets/chart/chart_spec.h"

#include <optional>

namespace qd {

/// An expression, and what of a history it is asked about.
struct QueryOrder
{
    QString text;
    HistoryPtr history;                                            ///< never null
    TimeRange range;                                               ///< of the graph
    Timestamp at{};                                                ///< of the table
    int columns = 400;                                             ///< about as many steps has the graph
    std::chrono::milliseconds patience = std::chrono::seconds(10); ///< beyond it is stopped
    friend bool operator==(const QueryOrder &, const QueryOrder &) = default;
};

/// One line of the table.
struct QueryRow
{
    QString labels;
    double value = 0;
    QString text;   ///< the value with its unit
    int color = -1; ///< index of the graph's trace; -1 where it is not drawn
    friend bool operator==(const QueryRow &, const QueryRow &) = default;
};

/// What the query box shows.
struct QueryAnswer
{
    QueryOrder order;
    std::optional<query::QueryError> error; ///< then there is nothing else
    std::vector<QueryRow> rows;             ///< at the instant, at most mostRows
    std::size_t allRows = 0;
    HistoryPtr graph; ///< the history with the answer's series in it; null where there is none to draw
    ChartSpec chart;
    std::size_t allSeries = 0;
    QStringList remarks; ///< warnings, and selectors that match nothing
    Millis step{};
};

inline constexpr std::size_t mostRows = 1'000;
inline constexpr std::size_t mostTraces = 20;

/// Steps are round, at least a second, and lie on their multiples, so that those of the next second are the same.
[[nodiscard]] Millis stepFor(TimeRange range, int columns);

/// Evaluates over the range for a graph and at the instant for a table. Bounded in samples, series and time; any
/// thread.
[[nodiscard]] QueryAnswer answerTo(const QueryOrder &order, const std::stop_token &stop);

} // namespace qd
