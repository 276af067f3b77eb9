// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluator.h"
#include "model/query/grid.h"

namespace qd::query {

using GridResult = QueryResult<GridValue>;

/// What all parts of one evaluation have in common.
struct EvaluationState
{
    std::string_view text; ///< of the whole expression
    const SeriesSnapshot &history;
    const QueryOptions &options;
    std::size_t spent = 0; ///< samples read and values made
    Remarks remarks;
};

/// One expression over one grid; a subquery in it has a grid and an Evaluation of its own. Each family of nodes
/// has a file with functions that take the Evaluation they belong to.
class Evaluation
{
public:
    Evaluation(EvaluationState &state, StepGrid grid)
        : m_state(state)
        , m_grid(grid)
    {}

    /// A scalar, an instant vector or a string; ranges are for the functions that take them.
    [[nodiscard]] GridResult value(const Expression &expression);

    [[nodiscard]] EvaluationState &state() const { return m_state; }
    [[nodiscard]] const StepGrid &grid() const { return m_grid; }
    [[nodiscard]] std::size_t steps() const { return m_grid.count; }
    [[nodiscard]] const QueryOptions &options() const { return m_state.options; }

    /// Counts samples read or values made; TooMuch beyond the bound, or when it is time to stop.
    [[nodiscard]] QueryResult<void> charge(std::size_t samples, const Expression &where) const;
    /// Counts `series` whole series of this grid, and how many they are.
    [[nodiscard]] QueryResult<void> chargeSeries(std::size_t series, const Expression &where) const;
    /// Counts a key that was made as the samples that would take as much memory.
    [[nodiscard]] QueryResult<void> chargeKey(const SeriesKey &key, const Expression &where) const;
    [[nodiscard]] tl::unexpected<QueryError> tooMuch(const Expression &where, const QString &words) const;
    [[nodiscard]] bool isStopped() const { return m_state.options.stop.stop_requested(); }
    [[nodiscard]] tl::unexpected<QueryError> stopped(const Expression &where) const;
    /// Execution, in Prometheus' words.
    [[nodiscard]] tl::unexpected<QueryError> fail(const Expression &where, QString words) const;
    [[nodiscard]] tl::unexpected<QueryError> duplicates(const Expression &where) const;

    /// "PromQL warning: WORDS (line:column of `where`)", once.
    void warn(const Expression &where, const QString &words) const;
    void inform(const Expression &where, const QString &words) const;

    /// Warns of those that are not within [0, 1].
    void warnOfQuantiles(const Expression &where, const std::vector<double> &quantiles) const;

    /// A scalar's values.
    [[nodiscard]] QueryResult<std::vector<double>> scalar(const Expression &expression);
    /// One scalar for all series.
    [[nodiscard]] static GridValue ofScalar(std::vector<double> values);

private:
    [[nodiscard]] GridResult operatorChain(const Expression &top);
    [[nodiscard]] GridResult negation(const Expression &inner);
    [[nodiscard]] QString placed(const Expression &where, const QString &words) const;

    EvaluationState &m_state;
    StepGrid m_grid;
};

/// Prometheus' words for numbers in warnings: %g of Go.
[[nodiscard]] QString shortNumber(double value);

} // namespace qd::query
