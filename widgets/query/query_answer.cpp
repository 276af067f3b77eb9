// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/query/query_answer.h"

#include "model/base/deadline.h"
#include "model/base/units.h"
#include "model/panels/expression_unit.h"
#include "model/query/functions.h"
#include "model/query/label_choice.h"
#include "model/series/markers.h"
#include "model/series/series_store.h"
#include "widgets/chart/panel_charts.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace qd {

namespace {

/// What a window asks again each second has narrower bounds than a command.
constexpr std::size_t mostSamples = 25'000'000;
constexpr std::size_t mostSeries = 20'000;
constexpr auto answerMetric = "query:answer"; // no service has it

QString answerWords(const char *words)
{
    return QCoreApplication::translate("QueryAnswer", words);
}

QString labelsOf(const SeriesKey &key)
{
    if (key.labels.isEmpty())
        return key.name.empty() ? QStringLiteral("{}") : QString::fromStdString(key.name);
    QStringList pairs;
    for (const auto &[name, value] : key.labels.pairs())
        pairs << QString::fromStdString(name) + u'=' + QString::fromStdString(query::quoted(value));
    return QStringLiteral("%1{%2}").arg(QString::fromStdString(key.name), pairs.join(QStringLiteral(", ")));
}

/// In the unit of the graph, but for what would be nothing there. Counts in full: in a table there is room for
/// them.
QString valueWords(double value, Unit unit, const UnitScale &ofGraph)
{
    if (std::isfinite(value) && (unit == Unit::Number || unit == Unit::Count))
        return value == std::floor(value) && std::abs(value) < 1e15 ? units::count(value) : units::number(value);
    constexpr double leastShare = 0.01;
    const bool isTiny = std::isfinite(value) && std::abs(value) < leastShare * ofGraph.divisor;
    const UnitScale scale = isTiny ? unitScaleFor(unit, std::abs(value)) : ofGraph;
    const QString words = valueText(value, scale);
    if (!std::isfinite(value))
        return words;
    return scale.name.isEmpty() ? words : words + u' ' + scale.name;
}

/// Without what all of them have in common: in a legend what tells them apart has to do.
std::vector<QString> shortLabels(const std::vector<SeriesKey> &keys)
{
    std::vector<QString> labels;
    for (const SeriesKey &key : keys) {
        const bool sameName = std::ranges::all_of(keys, [&](const SeriesKey &k) { return k.name == key.name; });
        SeriesKey own{sameName ? std::string() : key.name, {}};
        for (const auto &[name, value] : key.labels.pairs()) {
            const bool same = std::ranges::all_of(
                keys, [&, &n = name, &v = value](const SeriesKey &k) { return k.labels.value(n) == v; });
            if (!same)
                own.labels = own.labels.with(name, value);
        }
        labels.push_back(own == SeriesKey() ? labelsOf(key) : labelsOf(own));
    }
    return labels;
}

double lastOf(const query::ResultSeries &series)
{
    return series.samples.empty() ? -std::numeric_limits<double>::infinity() : series.samples.back().value;
}

/// What is no number comes behind all that are.
double rankOf(double value)
{
    return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
}

/// The series with the highest last values, highest first; numbers before what is none.
std::vector<std::size_t> chosen(const std::vector<query::ResultSeries> &series)
{
    std::vector<std::size_t> order(series.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return rankOf(lastOf(series[i])); });
    order.resize(std::min(order.size(), mostTraces));
    return order;
}

/// In numbers, as the axis of the graph has it.
UnitScale scaleOf(const std::vector<query::ResultSeries> &series, Unit unit)
{
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -lowest;
    for (const query::ResultSeries &one : series) {
        for (const Sample &sample : one.samples) {
            if (std::isfinite(sample.value)) {
                lowest = std::min(lowest, sample.value);
                highest = std::max(highest, sample.value);
            }
        }
    }
    ValueScale scale(unit, ScaleKind::Close);
    if (lowest <= highest)
        scale.fit(lowest, highest);
    return scale.unit();
}

/// sort(), topk() and the like give their answer an order.
bool isOrdered(const query::Expression &expression)
{
    const auto &node = query::withoutParentheses(expression).node;
    if (const auto *aggregate = std::get_if<query::Aggregate>(&node))
        return aggregate->kind == query::AggregateKind::TopK || aggregate->kind == query::AggregateKind::BottomK;
    const auto *call = std::get_if<query::Call>(&node);
    return call && call->function && call->function->name.starts_with("sort");
}

/// One question at a time: parse, range, instant.
class Asking
{
public:
    Asking(const QueryOrder &order, const std::stop_token &stop)
        : m_order(order)
    {
        m_answer.order = order;
        m_options.mostSamples = mostSamples;
        m_options.mostSeries = mostSeries;
        m_options.stop = m_deadline.begin(order.patience, stop);
    }

    QueryAnswer take()
    {
        auto query = query::Query::prepare(m_order.text.toStdString());
        if (!query) {
            m_answer.error = query.error();
            return std::move(m_answer);
        }
        m_unit = unitOf(query->expression(), m_order.history->series);
        if (query->type() == query::ValueType::Scalar || query->type() == query::ValueType::Vector)
            ask(*query);
        else
            refuse(*query);
        return std::move(m_answer);
    }

private:
    void refuse(const query::Query &query)
    {
        const bool isString = query.type() == query::ValueType::String;
        m_answer.error = query::QueryError{
            query::QueryFault::Execution, 1, 1,
            isString
                ? answerWords("this is a text and has no graph; ask for a series or a number")
                : answerWords("this is a range of samples and has no graph; put a function around it, such as "
                              "rate(…) or max_over_time(…)")};
    }

    void ask(const query::Query &query)
    {
        const SeriesSnapshot &series = m_order.history->series;
        m_answer.step = stepFor(m_order.range, m_order.columns);
        const auto step = m_answer.step.count();
        const auto first = m_order.range.begin.time_since_epoch().count() / step * step;
        const Timestamp end = std::min(m_order.range.end, m_order.history->now);
        const Timestamp start{Millis(first)};
        const auto over = query.over(series, start, std::max(start, end), m_answer.step, m_options);
        if (!over) {
            fail(over.error());
            return;
        }
        const auto at = query.at(series, m_order.at, m_options);
        if (!at) {
            fail(at.error());
            return;
        }
        m_scale = scaleOf(over->series, m_unit);
        draw(over->series, start, end);
        list(*at, isOrdered(query.expression()));
        remark(*over);
    }

    void fail(const query::QueryError &error)
    {
        m_answer.error = error;
        if (m_options.stop.stop_requested())
            m_answer.error->words =
                answerWords("the evaluation took longer than %1 and was stopped; ask for fewer series or "
                            "a shorter time")
                    .arg(units::duration(m_order.patience));
    }

    void draw(const std::vector<query::ResultSeries> &series, Timestamp start, Timestamp end)
    {
        m_answer.allSeries = series.size();
        m_answer.chart.title = answerWords("Answer");
        m_answer.chart.unit = m_unit;
        m_answer.chart.scale = ScaleKind::Close;
        m_answer.chart.waitingFor = answerWords("samples in this range");
        const auto steps = static_cast<std::size_t>((std::max(start, end) - start) / m_answer.step) + 1;
        std::vector<std::int64_t> times(steps);
        for (std::size_t i = 0; i < steps; ++i)
            times[i] = (start + m_answer.step * static_cast<std::int64_t>(i)).time_since_epoch().count();
        std::vector<SeriesKey> keys;
        std::vector<std::vector<double>> cells;
        for (const std::size_t i : chosen(series)) {
            keys.push_back({answerMetric, Labels{{"trace", std::to_string(keys.size())}}});
            cells.push_back(cellsOf(series[i], times));
            m_drawn.push_back(series[i].key);
        }
        const std::vector<QString> labels = shortLabels(m_drawn);
        for (std::size_t i = 0; i < keys.size(); ++i)
            addTrace(labels[i], keys[i]);
        store(times, keys, cells);
    }

    /// A value a step; where a series ends it says so, or the line would go on.
    [[nodiscard]] static std::vector<double> cellsOf(const query::ResultSeries &series,
                                                     const std::vector<std::int64_t> &times)
    {
        std::vector<double> cells(times.size(), absentMarker());
        auto sample = series.samples.begin();
        bool wasThere = false;
        for (std::size_t i = 0; i < times.size(); ++i) {
            const bool isThere =
                sample != series.samples.end() && sample->at.time_since_epoch().count() == times[i];
            if (isThere)
                cells[i] = (sample++)->value;
            else if (wasThere)
                cells[i] = staleMarker();
            wasThere = isThere;
        }
        return cells;
    }

    void addTrace(const QString &label, const SeriesKey &stored)
    {
        TraceSpec trace;
        trace.label = label;
        trace.metric = stored.name;
        trace.labels = stored.labels;
        trace.exact = true;
        const auto &colors = lineColors();
        trace.color = colors[m_answer.chart.traces.size() % colors.size()];
        trace.primary = m_answer.chart.traces.empty();
        trace.importance = -static_cast<int>(m_answer.chart.traces.size());
        m_answer.chart.traces.push_back(std::move(trace));
    }

    void store(const std::vector<std::int64_t> &times, const std::vector<SeriesKey> &keys,
               const std::vector<std::vector<double>> &cells)
    {
        if (keys.empty())
            return;
        StoreLimits limits;
        limits.retention = m_order.range.length() * 2 + std::chrono::hours(24);
        SeriesStore store(limits);
        const GroupId group = store.addGroup({GroupKind::Derived, {}, m_answer.step, "query"});
        std::vector<RestoredColumn> columns;
        for (std::size_t i = 0; i < keys.size(); ++i)
            columns.push_back({keys[i], SeriesType::Gauge, cells[i]});
        if (!store.restore(group, times, columns))
            return;
        auto graph = std::make_shared<HistorySnapshot>(*m_order.history);
        graph->series = SeriesSnapshot::joined(m_order.history->series, store.snapshot());
        m_answer.graph = std::move(graph);
    }

    [[nodiscard]] int colorOf(const SeriesKey &key) const
    {
        const auto found = std::ranges::find(m_drawn, key);
        return found == m_drawn.end() ? -1 : static_cast<int>(found - m_drawn.begin());
    }

    void addRow(const SeriesKey &key, double value)
    {
        m_answer.rows.push_back({labelsOf(key), value, valueWords(value, m_unit, m_scale), colorOf(key)});
    }

    /// Without an order of their own the highest values come first, as in the legend.
    void list(const query::Answer &at, bool isOrdered)
    {
        if (const auto *scalar = std::get_if<double>(&at.value)) {
            m_answer.allRows = 1;
            addRow({}, *scalar);
            return;
        }
        auto vector = std::get<std::vector<query::VectorElement>>(at.value);
        if (!isOrdered)
            std::ranges::stable_sort(vector, std::greater<>(), [](const query::VectorElement &element) {
                return rankOf(element.sample.value);
            });
        m_answer.allRows = vector.size();
        for (const query::VectorElement &element : vector) {
            if (m_answer.rows.size() == mostRows)
                break;
            addRow(element.key, element.sample.value);
        }
    }

    void remark(const query::RangeAnswer &answer)
    {
        for (const std::string &selector : answer.unmatched)
            m_answer.remarks
                << answerWords("No series of this history matches %1.").arg(QString::fromStdString(selector));
        for (const QString &warning : answer.warnings)
            m_answer.remarks << warning;
        for (const QString &info : answer.infos)
            m_answer.remarks << info;
    }

    const QueryOrder &m_order;
    Deadline m_deadline;
    query::QueryOptions m_options;
    QueryAnswer m_answer;
    Unit m_unit = Unit::Number;
    UnitScale m_scale;
    std::vector<SeriesKey> m_drawn;
};

} // namespace

Millis stepFor(TimeRange range, int columns)
{
    using namespace std::chrono;
    static constexpr std::array<seconds, 17> round{1s,   2s,   5s,    10s,   15s,   30s,    60s,    120s,  300s,
                                                   600s, 900s, 1800s, 3600s, 7200s, 21600s, 43200s, 86400s};
    const Millis least = range.length() / std::max(1, columns);
    const auto step = std::ranges::find_if(round, [&](seconds s) { return s >= least; });
    const Millis day = round.back();
    return step == round.end() ? day * ((least + day - Millis(1)) / day) : Millis(*step);
}

QueryAnswer answerTo(const QueryOrder &order, const std::stop_token &stop)
{
    return Asking(order, stop).take();
}

} // namespace qd
