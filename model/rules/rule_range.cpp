// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_range.h"

#include "model/rules/alert_lane.h"
#include "model/rules/firing_log.h"
#include "model/series/markers.h"

#include <algorithm>

namespace qd::rules {

namespace {

std::int64_t millisOf(Timestamp at)
{
    return at.time_since_epoch().count();
}

/// Takes what a rule gives instant by instant.
class RangeCollector
{
public:
    RangeCollector(RuleEvaluation &rule, const SeriesSnapshot &history, const RuleGrid &grid,
                   const RuleSettings &settings)
        : m_rule(rule)
        , m_history(history)
        , m_grid(grid)
        , m_settings(settings)
    {}

    RangeOutcome run()
    {
        const auto *query = m_rule.prepared();
        const Timestamp first = m_grid.first();
        const Timestamp last = first + m_grid.interval * (std::int64_t(m_grid.count()) - 1);
        if (m_grid.count() == 0)
            return {};
        auto answer = query ? query->over(m_history, first - m_grid.offset, last - m_grid.offset, m_grid.interval,
                                          m_settings.query)
                            : query::QueryResult<query::RangeAnswer>(
                                  tl::unexpected(query::QueryError{query::QueryFault::Syntax, 1, 1, {}}));
        if (answer) {
            m_made.unmatched = trulyUnmatched(std::move(answer->unmatched), m_history);
            const bool records = m_rule.rule().kind == RuleKind::Recording;
            if (records ? takeColumns(answer->series) : takeLanes(answer->series))
                return std::move(m_made);
            takeElements(answer->series);
        } else if (answer.error().fault == query::QueryFault::TooMuch) {
            fail(query::errorText(answer.error())); // what is too much at once is more, step by step
            m_made.evaluations = m_made.failures;
        } else {
            takeSteps();
        }
        m_made.firings = m_log.firings();
        return std::move(m_made);
    }

private:
    /// The series of a recording rule as they are. False where its labels make two of them one, or it may give
    /// fewer.
    bool takeColumns(const std::vector<query::ResultSeries> &series)
    {
        if (series.size() > m_settings.mostResults || m_rule.limit() > 0)
            return false;
        std::map<SeriesKey, std::vector<double>> columns;
        for (const query::ResultSeries &one : series) {
            const auto [column, isNew] = columns.try_emplace(m_rule.recordedKey(one.key));
            if (!isNew)
                return false;
            column->second.assign(m_grid.count(), absentMarker());
            for (const Sample &sample : one.samples)
                column->second[indexOf(sample.at)] = sample.value;
        }
        m_made.columns = std::move(columns);
        m_made.evaluations = int(m_grid.count());
        for (std::size_t i = 0; i < m_grid.count(); ++i)
            m_made.times.push_back(timeAt(i));
        return true;
    }

    /// Each series by itself, where its alert is one all the time and of no other series. False where that is not
    /// so, or more is wanted of an instant than whether the alert fires.
    bool takeLanes(const std::vector<query::ResultSeries> &series)
    {
        if (series.size() > m_settings.mostResults || m_rule.limit() > 0 || m_settings.alertSeries)
            return false;
        std::vector<std::pair<Labels, const query::ResultSeries *>> lanes;
        for (const query::ResultSeries &one : series) {
            auto labels = m_rule.alertLabels(one.key);
            if (!labels)
                return false;
            lanes.emplace_back(std::move(*labels), &one);
        }
        std::ranges::sort(lanes);
        if (std::ranges::adjacent_find(lanes, {}, &decltype(lanes)::value_type::first) != lanes.end())
            return false;
        const Rule &rule = m_rule.rule();
        for (auto &[labels, one] : lanes) {
            AlertLane lane(m_grid, {rule.holdFor, rule.keepFiringFor}, std::move(labels));
            lane.take(one->samples);
            std::ranges::move(lane.take(), std::back_inserter(m_made.firings));
        }
        std::ranges::stable_sort(m_made.firings, {}, &Firing::begin);
        m_made.evaluations = int(m_grid.count());
        return true;
    }

    void takeElements(const std::vector<query::ResultSeries> &series)
    {
        std::vector<std::size_t> next(series.size());
        for (std::size_t i = 0; i < m_grid.count() && !m_settings.query.stop.stop_requested(); ++i) {
            std::vector<query::VectorElement> elements;
            for (std::size_t s = 0; s < series.size(); ++s) {
                const auto &samples = series[s].samples;
                if (next[s] < samples.size() && indexOf(samples[next[s]].at) == i)
                    elements.push_back({series[s].key, samples[next[s]++]});
            }
            take(i, m_rule.judge(m_history, instantAt(i), std::move(elements), m_settings));
        }
    }

    void takeSteps()
    {
        for (std::size_t i = 0; i < m_grid.count() && !m_settings.query.stop.stop_requested(); ++i) {
            RuleOutcome outcome = m_rule.evaluate(m_history, instantAt(i), m_grid.offset, m_settings);
            m_made.unmatched = outcome.unmatched;
            take(i, std::move(outcome));
        }
    }

    void take(std::size_t index, RuleOutcome outcome)
    {
        ++m_made.evaluations;
        m_log.take(outcome.transitions);
        if (outcome.error) {
            fail(outcome.error->words);
            return;
        }
        if (outcome.samples.empty() && m_made.columns.empty())
            return;
        m_made.times.push_back(timeAt(index));
        for (KeyedValue &sample : outcome.samples) {
            auto &column = m_made.columns[std::move(sample.key)];
            column.resize(m_made.times.size(), absentMarker());
            column.back() = sample.value;
        }
        for (auto &[key, column] : m_made.columns)
            column.resize(m_made.times.size(), absentMarker());
    }

    void fail(const QString &words)
    {
        if (m_made.failures++ == 0)
            m_made.failure = words;
    }

    [[nodiscard]] Timestamp instantAt(std::size_t index) const
    {
        return m_grid.first() + m_grid.interval * std::int64_t(index);
    }
    /// Of samples that are of that instant.
    [[nodiscard]] std::int64_t timeAt(std::size_t index) const
    {
        return millisOf(instantAt(index) - m_grid.offset);
    }
    [[nodiscard]] std::size_t indexOf(Timestamp sample) const
    {
        return std::size_t((sample + m_grid.offset - m_grid.first()) / m_grid.interval);
    }

    RuleEvaluation &m_rule;
    const SeriesSnapshot &m_history;
    const RuleGrid m_grid;
    const RuleSettings &m_settings;
    RangeOutcome m_made;
    FiringLog m_log;
};

} // namespace

Timestamp RuleGrid::first() const
{
    const Millis past = span.begin.time_since_epoch() % interval;
    return past == Millis(0) ? span.begin : span.begin + (interval - past);
}

std::size_t RuleGrid::count() const
{
    return first() < span.end ? std::size_t((span.end - Millis(1) - first()) / interval) + 1 : 0;
}

RangeOutcome evaluateRange(RuleEvaluation &rule, const SeriesSnapshot &history, const RuleGrid &grid,
                           const RuleSettings &settings)
{
    return RangeCollector(rule, history, grid, settings).run();
}

void storeColumns(SeriesStore &store, Millis interval, const std::string &name, const RangeOutcome &outcome)
{
    const GroupId group = store.addGroup({GroupKind::Derived, {}, interval, name});
    std::vector<RestoredColumn> columns;
    for (const auto &[key, cells] : outcome.columns)
        columns.push_back({key, SeriesType::Gauge, cells});
    (void)store.restore(group, outcome.times, columns); // cannot fail: times rise, and the group is new
}

} // namespace qd::rules
