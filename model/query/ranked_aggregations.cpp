// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/aggregations.h"
#include "model/query/label_choice.h"
#include "model/query/statistics.h"

#include <algorithm>
#include <cmath>

namespace qd::query {

namespace {

LabelChoice choiceOf(const Aggregate &node)
{
    return {!node.without, node.grouping};
}

struct Ranked
{
    double value = 0;
    std::size_t series = 0;
};

/// The best `k` so far with the worst of them on top, moved as Go's container/heap moves them: which of equal
/// values stays is then the same as in Prometheus.
class BestOfGroup
{
public:
    explicit BestOfGroup(bool wantsLargest)
        : m_wantsLargest(wantsLargest)
    {}

    void take(Ranked one, std::size_t most)
    {
        if (m_heap.size() < most) {
            m_heap.push_back(one);
            up(m_heap.size() - 1);
        } else if (isWorse(m_heap.front(), one) && !std::isnan(one.value)) {
            m_heap.front() = one;
            down();
        }
    }
    /// Best first.
    [[nodiscard]] std::vector<Ranked> sorted()
    {
        std::ranges::stable_sort(m_heap, [this](const Ranked &a, const Ranked &b) {
            if (std::isnan(a.value) || std::isnan(b.value))
                return !std::isnan(a.value) && std::isnan(b.value);
            return m_wantsLargest ? a.value > b.value : a.value < b.value;
        });
        return std::move(m_heap);
    }

private:
    [[nodiscard]] bool isWorse(const Ranked &a, const Ranked &b) const
    {
        return std::isnan(a.value) || (m_wantsLargest ? a.value < b.value : a.value > b.value);
    }
    void up(std::size_t at)
    {
        while (at > 0) {
            const std::size_t parent = (at - 1) / 2;
            if (!isWorse(m_heap[at], m_heap[parent]))
                return;
            std::swap(m_heap[at], m_heap[parent]);
            at = parent;
        }
    }
    void down()
    {
        for (std::size_t at = 0;;) {
            std::size_t child = 2 * at + 1;
            if (child >= m_heap.size())
                return;
            if (child + 1 < m_heap.size() && isWorse(m_heap[child + 1], m_heap[child]))
                ++child;
            if (!isWorse(m_heap[child], m_heap[at]))
                return;
            std::swap(m_heap[at], m_heap[child]);
            at = child;
        }
    }

    bool m_wantsLargest;
    std::vector<Ranked> m_heap;
};

/// How many are wanted at each step.
QueryResult<std::vector<std::size_t>> wantedCounts(Evaluation &evaluation, const Aggregate &node)
{
    const auto given = evaluation.scalar(*node.parameter);
    if (!given)
        return tl::unexpected(given.error());
    constexpr double least = -9223372036854775808.0;
    constexpr double most = 9223372036854774784.0;
    std::vector<std::size_t> counts;
    for (const double k : *given) {
        if (std::isnan(k))
            return evaluation.fail(*node.parameter, QStringLiteral("Parameter value is NaN"));
        if (k <= least || k >= most)
            return evaluation.fail(*node.parameter, QStringLiteral("Scalar value %1 %2 int64")
                                                        .arg(shortNumber(k), k < 0 ? QStringLiteral("underflows")
                                                                                   : QStringLiteral("overflows")));
        counts.push_back(k < 1 ? 0 : static_cast<std::size_t>(k));
    }
    return counts;
}

/// Where in `counts` the value of a series is counted.
QueryResult<std::size_t> placeOfValue(const Evaluation &evaluation, const Expression &where, SeriesSet &counts,
                                      const LabelChoice &choice, const GridSeries &series,
                                      const std::string &label, double value)
{
    SeriesKey key = *series.key;
    setLabel(key, label, numberText(value));
    key = choice.chosen(key);
    const std::size_t known = counts.size();
    const bool nameDropped = series.nameDropped && !key.name.empty();
    const std::size_t place = counts.place(std::make_shared<const SeriesKey>(std::move(key)), nameDropped);
    if (counts.size() > known) {
        const auto paid = counts.size() > evaluation.options().mostSeries
                              ? evaluation.chargeSeries(counts.size(), where)
                              : evaluation.charge(evaluation.steps(), where);
        if (!paid)
            return tl::unexpected(paid.error());
    }
    return place;
}

} // namespace

GridResult aggregatedByRank(Evaluation &evaluation, const Aggregate &node, GridValue input)
{
    const auto counts = wantedCounts(evaluation, node);
    if (!counts)
        return tl::unexpected(counts.error());
    const SeriesGrouping groups = groupedBy(choiceOf(node), input.series);
    std::vector<std::vector<double>> kept(input.series.size(), std::vector<double>(evaluation.steps(), missing()));
    std::vector<std::size_t> order; // of an instant
    for (std::size_t i = 0; i < evaluation.steps(); ++i) {
        if (evaluation.isStopped())
            return evaluation.stopped(*node.inner);
        std::vector<BestOfGroup> best(groups.firstOfGroup.size(), BestOfGroup(node.kind == AggregateKind::TopK));
        for (std::size_t s = 0; s < input.series.size() && (*counts)[i] > 0; ++s) {
            if (const double value = input.series[s].values[i]; !isMissing(value))
                best[groups.groupOf[s]].take({value, s}, (*counts)[i]);
        }
        order.clear();
        for (BestOfGroup &group : best) {
            for (const Ranked &one : group.sorted()) {
                kept[one.series][i] = one.value;
                order.push_back(one.series);
            }
        }
    }
    if (evaluation.steps() > 1) {
        order.clear();
        for (std::size_t s = 0; s < input.series.size(); ++s)
            order.push_back(s);
    }
    GridValue answer;
    for (const std::size_t s : order)
        answer.series.push_back({input.series[s].key, std::move(kept[s]), input.series[s].nameDropped});
    std::erase_if(answer.series,
                  [](const GridSeries &series) { return std::ranges::all_of(series.values, isMissing); });
    return answer;
}

GridResult aggregatedToQuantile(Evaluation &evaluation, const Expression &where, const Aggregate &node,
                                const GridValue &input)
{
    const auto quantiles = evaluation.scalar(*node.parameter);
    if (!quantiles)
        return tl::unexpected(quantiles.error());
    evaluation.warnOfQuantiles(*node.parameter, *quantiles);
    const LabelChoice choice = choiceOf(node);
    const SeriesGrouping groups = groupedBy(choice, input.series);
    if (const auto paid = evaluation.chargeSeries(groups.firstOfGroup.size(), where); !paid)
        return tl::unexpected(paid.error());
    GridValue answer;
    for (const std::size_t first : groups.firstOfGroup) {
        const GridSeries &series = input.series[first];
        answer.series.push_back({std::make_shared<const SeriesKey>(choice.chosen(*series.key)),
                                 std::vector<double>(evaluation.steps(), missing()), series.nameDropped});
    }
    std::vector<std::vector<double>> values(groups.firstOfGroup.size());
    for (std::size_t i = 0; i < evaluation.steps(); ++i) {
        for (std::size_t s = 0; s < input.series.size(); ++s) {
            if (!isMissing(input.series[s].values[i]))
                values[groups.groupOf[s]].push_back(input.series[s].values[i]);
        }
        for (std::size_t g = 0; g < values.size(); ++g) {
            if (!values[g].empty())
                answer.series[g].values[i] = quantileOf((*quantiles)[i], values[g]);
            values[g].clear();
        }
    }
    return answer;
}

GridResult aggregatedByValue(Evaluation &evaluation, const Expression &where, const Aggregate &node,
                             const GridValue &input)
{
    const std::string &label = std::get<StringLiteral>(withoutParentheses(*node.parameter).node).value;
    if (!isLabelName(label))
        return evaluation.fail(where,
                               QStringLiteral("invalid label name %1").arg(QString::fromStdString(quoted(label))));
    std::vector<std::string> names = node.grouping;
    if (!node.without)
        names.push_back(label);
    const LabelChoice choice(!node.without, std::move(names));
    SeriesSet counts(evaluation.steps());
    for (const GridSeries &series : input.series) {
        double last = missing();
        std::size_t place = 0;
        for (std::size_t i = 0; i < evaluation.steps(); ++i) {
            const double value = series.values[i];
            if (isMissing(value))
                continue;
            if (std::bit_cast<std::uint64_t>(value) != std::bit_cast<std::uint64_t>(last)) {
                const auto found = placeOfValue(evaluation, where, counts, choice, series, label, value);
                if (!found)
                    return tl::unexpected(found.error());
                place = *found;
                last = value;
            }
            double &count = counts.values(place)[i];
            count = isMissing(count) ? 1 : count + 1;
        }
    }
    return GridValue{counts.take(), {}};
}

} // namespace qd::query
