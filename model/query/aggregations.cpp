// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/aggregations.h"

#include "model/query/compensated_sum.h"
#include "model/query/label_choice.h"

#include <cmath>
#include <limits>

namespace qd::query {

namespace {

// What becomes of the values of one group at one step. Each is made with the first value.

struct SumOfGroup
{
    CompensatedSum sum;
    explicit SumOfGroup(double first) { sum.sum = first; }
    void add(double value) { sum.add(value); }
    [[nodiscard]] double result() const { return sum.total(); }
};

struct MeanOfGroup
{
    CompensatedMean mean;
    explicit MeanOfGroup(double first) { mean.add(first); }
    void add(double value) { mean.add(value); }
    [[nodiscard]] double result() const { return mean.mean(); }
};

struct LeastOfGroup
{
    double least;
    explicit LeastOfGroup(double first)
        : least(first)
    {}
    void add(double value) { least = value < least || std::isnan(least) ? value : least; }
    [[nodiscard]] double result() const { return least; }
};

struct MostOfGroup
{
    double most;
    explicit MostOfGroup(double first)
        : most(first)
    {}
    void add(double value) { most = value > most || std::isnan(most) ? value : most; }
    [[nodiscard]] double result() const { return most; }
};

struct CountOfGroup
{
    double count = 1;
    explicit CountOfGroup(double /*first*/) {}
    void add(double /*value*/) { ++count; }
    [[nodiscard]] double result() const { return count; }
};

struct OneOfGroup
{
    explicit OneOfGroup(double /*first*/) {}
    void add(double /*value*/) {}
    [[nodiscard]] double result() const { return 1; }
};

/// Welford's recurrence.
struct VarianceOfGroup
{
    double count = 1;
    double mean;
    double squares;
    explicit VarianceOfGroup(double first)
        : mean(first)
        , squares(std::isfinite(first) ? 0 : std::numeric_limits<double>::quiet_NaN())
    {}
    void add(double value)
    {
        ++count;
        const double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
    }
    [[nodiscard]] double result() const { return squares / count; }
};

struct DeviationOfGroup : VarianceOfGroup
{
    using VarianceOfGroup::VarianceOfGroup;
    [[nodiscard]] double result() const { return std::sqrt(VarianceOfGroup::result()); }
};

/// One state a step, made with the first value that a step has.
template <typename State>
class StatesOfGroup
{
public:
    explicit StatesOfGroup(std::size_t steps)
        : m_states(steps, State(0))
        , m_seen(steps, 0)
    {}

    void add(const std::vector<double> &values)
    {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (isMissing(values[i]))
                continue;
            if (m_seen[i] != 0) {
                m_states[i].add(values[i]);
            } else {
                m_states[i] = State(values[i]);
                m_seen[i] = 1;
            }
        }
    }
    [[nodiscard]] std::vector<double> results() const
    {
        std::vector<double> values(m_states.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = m_seen[i] != 0 ? m_states[i].result() : missing();
        return values;
    }

private:
    std::vector<State> m_states;
    std::vector<char> m_seen;
};

template <typename State>
GridValue reduced(std::size_t steps, const LabelChoice &choice, const std::vector<GridSeries> &series)
{
    const SeriesGrouping groups = groupedBy(choice, series);
    std::vector<StatesOfGroup<State>> states(groups.firstOfGroup.size(), StatesOfGroup<State>(steps));
    for (std::size_t i = 0; i < series.size(); ++i)
        states[groups.groupOf[i]].add(series[i].values);
    GridValue answer;
    for (std::size_t g = 0; g < states.size(); ++g) {
        const GridSeries &first = series[groups.firstOfGroup[g]];
        answer.series.push_back({std::make_shared<const SeriesKey>(choice.chosen(*first.key)), states[g].results(),
                                 first.nameDropped});
    }
    return answer;
}

GridValue reduced(AggregateKind kind, std::size_t steps, const LabelChoice &choice,
                  const std::vector<GridSeries> &series)
{
    switch (kind) {
    case AggregateKind::Avg:
        return reduced<MeanOfGroup>(steps, choice, series);
    case AggregateKind::Min:
        return reduced<LeastOfGroup>(steps, choice, series);
    case AggregateKind::Max:
        return reduced<MostOfGroup>(steps, choice, series);
    case AggregateKind::Count:
        return reduced<CountOfGroup>(steps, choice, series);
    case AggregateKind::Group:
        return reduced<OneOfGroup>(steps, choice, series);
    case AggregateKind::Stddev:
        return reduced<DeviationOfGroup>(steps, choice, series);
    case AggregateKind::Stdvar:
        return reduced<VarianceOfGroup>(steps, choice, series);
    default:
        return reduced<SumOfGroup>(steps, choice, series);
    }
}

} // namespace

GridResult aggregated(Evaluation &evaluation, const Expression &where, const Aggregate &node)
{
    auto input = evaluation.value(*node.inner);
    if (!input)
        return input;
    switch (node.kind) {
    case AggregateKind::TopK:
    case AggregateKind::BottomK:
        return aggregatedByRank(evaluation, node, std::move(*input));
    case AggregateKind::Quantile:
        return aggregatedToQuantile(evaluation, where, node, *input);
    case AggregateKind::CountValues:
        return aggregatedByValue(evaluation, where, node, *input);
    default:
        break;
    }
    // Each group holds a state a step.
    if (const auto paid = evaluation.charge(evaluation.steps(), where); !paid)
        return tl::unexpected(paid.error());
    return reduced(node.kind, evaluation.steps(), LabelChoice(!node.without, node.grouping), input->series);
}

} // namespace qd::query
