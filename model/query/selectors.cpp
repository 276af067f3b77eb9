// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/selectors.h"

#include "model/query/label_choice.h"

#include <algorithm>

namespace qd::query {

namespace {

/// All of one series: a history of several sources may hold it more than once.
struct SelectedSeries
{
    KeyRef key;
    std::vector<SeriesView> parts;
};

bool matchesAll(const std::vector<Matcher> &matchers, const SeriesKey &key)
{
    return std::ranges::all_of(matchers, [&](const Matcher &m) { return m.matches(labelOf(key, m.label)); });
}

std::vector<std::string> namesOf(const SeriesSnapshot &history, const std::vector<Matcher> &matchers)
{
    for (const Matcher &m : matchers) {
        if (m.label == nameLabel && m.kind == MatchKind::Equal)
            return {m.value};
    }
    std::vector<std::string> names = history.names();
    std::erase_if(names, [&](const std::string &name) {
        return !std::ranges::all_of(matchers,
                                    [&](const Matcher &m) { return m.label != nameLabel || m.matches(name); });
    });
    return names;
}

std::vector<SelectedSeries> seriesOf(const SeriesSnapshot &history, const std::vector<Matcher> &matchers)
{
    std::vector<Labels::Pair> wanted;
    for (const Matcher &m : matchers) {
        if (m.label != nameLabel && m.kind == MatchKind::Equal)
            wanted.emplace_back(m.label, m.value);
    }
    const Labels contained(std::move(wanted));
    std::vector<Matcher> rest = matchers; // what select() does not see to
    std::erase_if(rest, [&](const Matcher &m) {
        return m.kind == MatchKind::Equal && !m.value.empty() && contained.value(m.label) == m.value;
    });
    std::vector<SelectedSeries> found;
    for (const std::string &name : namesOf(history, matchers)) {
        for (SeriesView &view : history.select(name, contained)) {
            if (!found.empty() && *found.back().key == view.key())
                found.back().parts.push_back(std::move(view));
            else if (matchesAll(rest, view.key()))
                // Not owned: the history outlives the evaluation.
                found.push_back({KeyRef(KeyRef(), &view.key()), {std::move(view)}});
        }
    }
    return found;
}

QueryResult<std::vector<SelectedSeries>> seriesOf(const Evaluation &evaluation, const Expression &where,
                                                  const VectorSelector &selector)
{
    auto found = seriesOf(evaluation.state().history, selector.matchers);
    if (found.empty()) {
        std::vector<std::string> &unmatched = evaluation.state().remarks.unmatched;
        const std::string text = textOf(selector);
        if (std::ranges::find(unmatched, text) == unmatched.end())
            unmatched.push_back(text);
    }
    if (const auto paid = evaluation.chargeSeries(found.size(), where); !paid)
        return tl::unexpected(paid.error());
    return found;
}

enum class Markers { Keep, LeaveOut };

/// Replaces `out` by the samples of a series in [range.begin, range.end). False when they are more than `most`.
bool collect(const SelectedSeries &series, TimeRange range, Markers markers, std::size_t most,
             std::vector<Sample> &out)
{
    out.clear();
    for (const SeriesView &part : series.parts)
        part.append(range, out, most);
    if (markers == Markers::LeaveOut)
        std::erase_if(out, [](const Sample &sample) { return isMissing(sample.value); });
    if (series.parts.size() > 1) {
        std::ranges::stable_sort(out, {}, &Sample::at);
        const auto twice = std::ranges::unique(out, {}, &Sample::at);
        out.erase(twice.begin(), twice.end());
    }
    return out.size() <= most;
}

double figureOf(const Sample &sample, SelectedFigure figure)
{
    return figure == SelectedFigure::Value ? sample.value
                                           : std::chrono::duration<double>(sample.at.time_since_epoch()).count();
}

class InstantSelection
{
public:
    InstantSelection(const Evaluation &evaluation, Millis offset, SelectedFigure figure)
        : m_evaluation(evaluation)
        , m_grid(evaluation.grid())
        , m_offset(offset)
        , m_figure(figure)
        , m_oldest(evaluation.options().lookBack -
                   Millis(evaluation.options().boundary == RangeBoundary::LeftOpen ? 1 : 0))
    {}

    QueryResult<std::vector<double>> valuesOf(const SelectedSeries &series, const Expression &where)
    {
        std::vector<double> values(m_grid.count, missing());
        const bool isSparse = m_grid.count == 1 || m_grid.step > m_oldest;
        if (isSparse && series.parts.size() == 1) {
            lookUp(series.parts.front(), values);
            return values;
        }
        const TimeRange range{m_grid.start - m_offset - m_oldest, m_grid.last() - m_offset + Millis(1)};
        const std::size_t most = m_evaluation.options().mostSamples;
        collect(series, range, Markers::Keep, most, m_samples);
        if (const auto paid = m_evaluation.charge(m_samples.size(), where); !paid)
            return tl::unexpected(paid.error());
        walk(values);
        return values;
    }

private:
    void lookUp(const SeriesView &view, std::vector<double> &values) const
    {
        for (std::size_t i = 0; i < m_grid.count; ++i) {
            if (const auto sample = view.at(m_grid.at(i) - m_offset, m_oldest))
                values[i] = figureOf(*sample, m_figure);
        }
    }

    void walk(std::vector<double> &values) const
    {
        std::size_t next = 0;
        for (std::size_t i = 0; i < m_grid.count; ++i) {
            const Timestamp at = m_grid.at(i) - m_offset;
            while (next < m_samples.size() && m_samples[next].at <= at)
                ++next;
            if (next == 0)
                continue;
            const Sample &newest = m_samples[next - 1];
            if (newest.at >= at - m_oldest && !isMissing(newest.value))
                values[i] = figureOf(newest, m_figure);
        }
    }

    const Evaluation &m_evaluation;
    const StepGrid &m_grid;
    Millis m_offset;
    SelectedFigure m_figure;
    Millis m_oldest; ///< a sample may be
    std::vector<Sample> m_samples;
};

bool hasValue(const std::vector<double> &values)
{
    return !std::ranges::all_of(values, isMissing);
}

/// The instants of a subquery: multiples of its step within the ranges of a grid.
QueryResult<StepGrid> gridOf(const Evaluation &outer, const Expression &where, const Subquery &subquery)
{
    const Millis step = subquery.step.value_or(outer.options().subqueryStep);
    const Timestamp from = outer.grid().start - subquery.offset - subquery.range;
    const Timestamp to = outer.grid().last() - subquery.offset;
    const std::int64_t ms = from.time_since_epoch().count();
    Timestamp start{Millis(ms / step.count() * step.count())};
    const bool isLeftOpen = outer.options().boundary == RangeBoundary::LeftOpen;
    if (start < from || (start == from && isLeftOpen))
        start += step;
    const std::int64_t count = start > to ? 0 : (to - start) / step + 1;
    if (const auto paid = outer.charge(static_cast<std::size_t>(count), where); !paid)
        return tl::unexpected(paid.error());
    return StepGrid{start, step, static_cast<std::size_t>(count)};
}

QueryResult<void> forEachInner(Evaluation &outer, const Expression &where, const Subquery &subquery,
                               const std::function<QueryResult<void>(const RangedSeries &)> &visit)
{
    const auto grid = gridOf(outer, where, subquery);
    if (!grid)
        return tl::unexpected(grid.error());
    if (grid->count == 0)
        return {};
    Evaluation inner(outer.state(), *grid);
    auto found = inner.value(*subquery.inner);
    if (!found)
        return tl::unexpected(found.error());
    std::vector<Sample> samples;
    for (const GridSeries &series : joinedWithoutNames(std::move(found->series))) {
        samples.clear();
        for (std::size_t i = 0; i < grid->count; ++i) {
            if (!isMissing(series.values[i]))
                samples.push_back({grid->at(i), series.values[i]});
        }
        if (const auto visited = visit({series.key, series.nameDropped, samples}); !visited)
            return visited;
    }
    return {};
}

QueryResult<void> forEachSelected(Evaluation &evaluation, const Expression &where, const MatrixSelector &matrix,
                                  const std::function<QueryResult<void>(const RangedSeries &)> &visit)
{
    const auto all = seriesOf(evaluation, where, matrix.selector);
    if (!all)
        return tl::unexpected(all.error());
    const Millis offset = matrix.selector.offset;
    const RangeWindow first{evaluation.grid().start - offset, matrix.range, evaluation.options().boundary};
    const TimeRange range{first.range().begin, evaluation.grid().last() - offset + Millis(1)};
    std::vector<Sample> samples;
    for (const SelectedSeries &series : *all) {
        collect(series, range, Markers::LeaveOut, evaluation.options().mostSamples, samples);
        if (const auto paid = evaluation.charge(samples.size(), where); !paid)
            return paid;
        if (samples.empty())
            continue;
        if (const auto visited = visit({series.key, false, samples}); !visited)
            return visited;
    }
    return {};
}

} // namespace

GridResult selected(Evaluation &evaluation, const Expression &where, const VectorSelector &selector,
                    SelectedFigure figure)
{
    const auto all = seriesOf(evaluation, where, selector);
    if (!all)
        return tl::unexpected(all.error());
    GridValue found;
    InstantSelection selection(evaluation, selector.offset, figure);
    for (const SelectedSeries &series : *all) {
        auto values = selection.valuesOf(series, where);
        if (!values)
            return tl::unexpected(values.error());
        if (hasValue(*values))
            found.series.push_back({series.key, std::move(*values), false});
    }
    return found;
}

RangeShape shapeOfRange(const Expression &range)
{
    const Expression &inner = withoutParentheses(range);
    if (const auto *matrix = std::get_if<MatrixSelector>(&inner.node))
        return {matrix->range, matrix->selector.offset};
    const auto &subquery = std::get<Subquery>(inner.node);
    return {subquery.range, subquery.offset};
}

QueryResult<void> forEachRanged(Evaluation &evaluation, const Expression &range,
                                const std::function<QueryResult<void>(const RangedSeries &)> &visit)
{
    const Expression &inner = withoutParentheses(range);
    if (const auto *matrix = std::get_if<MatrixSelector>(&inner.node))
        return forEachSelected(evaluation, inner, *matrix, visit);
    return forEachInner(evaluation, inner, std::get<Subquery>(inner.node), visit);
}

SlidingWindow::SlidingWindow(const Evaluation &evaluation, RangeShape shape, std::span<const Sample> samples)
    : m_grid(evaluation.grid())
    , m_offset(shape.offset)
    , m_window{{}, shape.length, evaluation.options().boundary}
    , m_samples(samples)
{}

std::size_t SlidingWindow::indexOf(Timestamp at) const
{
    return std::size_t(std::ranges::lower_bound(m_samples, at, {}, &Sample::at) - m_samples.begin());
}

std::span<const Sample> SlidingWindow::at(std::size_t step)
{
    m_window.end = m_grid.at(step) - m_offset;
    const TimeRange range = m_window.range();
    if (m_grid.count == 1) { // there is no next one to slide to
        m_from = indexOf(range.begin);
        m_to = indexOf(range.end);
        return m_samples.subspan(m_from, m_to - m_from);
    }
    while (m_from < m_samples.size() && m_samples[m_from].at < range.begin)
        ++m_from;
    m_to = std::max(m_to, m_from);
    while (m_to < m_samples.size() && m_samples[m_to].at < range.end)
        ++m_to;
    return m_samples.subspan(m_from, m_to - m_from);
}

} // namespace qd::query
