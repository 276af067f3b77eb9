// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/scenario_export.h"

#include "model/rules/go_text.h"
#include "model/rules/rule_engine.h"
#include "model/rules/scenario_text.h"

#include <algorithm>
#include <array>
#include <set>

namespace qd::rules {

namespace {

/// A series of the scenario; a cell a step.
struct GridSeries
{
    SeriesKey key;
    std::vector<std::optional<double>> cells;
};

MetricNames namesOf(const RuleFile &file)
{
    MetricNames read;
    std::set<std::string> written;
    for (const RuleGroup &group : file.groups) {
        for (const Rule &rule : group.rules) {
            read.add(RuleEvaluation(rule, 0).reads());
            const MetricNames own = namesWritten(rule);
            written.insert(own.names.begin(), own.names.end());
        }
    }
    for (const std::string &name : written) // what rules gave then they give anew
        read.names.erase(name);
    return read;
}

Millis smallestInterval(const RuleFile &file)
{
    Millis smallest = std::chrono::hours(24);
    for (const RuleGroup &group : file.groups)
        smallest = std::min(smallest, group.interval);
    return smallest;
}

bool asksForTheTime(const RuleFile &file)
{
    static constexpr std::array<std::string_view, 8> asking{"time()",        "minute(", "hour(", "day_of_",
                                                            "days_in_month", "month(",  "year(", "timestamp("};
    return std::ranges::any_of(file.groups, [](const RuleGroup &group) {
        return std::ranges::any_of(group.rules, [](const Rule &rule) {
            return std::ranges::any_of(
                asking, [&](std::string_view word) { return rule.expression.find(word) != std::string::npos; });
        });
    });
}

class ScenarioExport
{
public:
    ScenarioExport(const ScenarioOrder &order, const std::stop_token &stop)
        : m_order(order)
        , m_stop(stop)
        , m_interval(smallestInterval(order.file))
    {}

    Result<Scenario> run()
    {
        if (const auto taken = takeSeries(); !taken)
            return tl::unexpected(taken.error());
        if (const auto judged = judge(); !judged)
            return tl::unexpected(judged.error());
        m_made.series = int(m_series.size());
        if (asksForTheTime(m_order.file))
            m_made.notes << QStringLiteral("Its times begin at 1970: rules that ask for the time judge by that.");
        m_made.yaml = text();
        return std::move(m_made);
    }

private:
    Result<void> takeSeries()
    {
        const MetricNames wanted = namesOf(m_order.file);
        std::vector<SeriesView> views;
        for (const std::string &name : m_order.history.names()) {
            if (wanted.names.contains(name) || (wanted.any && !name.starts_with("ALERTS")))
                std::ranges::copy(m_order.history.select(name), std::back_inserter(views));
        }
        m_step = m_order.step.value_or(stepOf(views));
        m_count = std::size_t(m_order.span.length() / m_step) + 1;
        if (m_count * views.size() > mostScenarioSamples)
            return failure(
                ErrorCode::TooLarge,
                QStringLiteral("%1 series over this span make more than %2 samples; choose a shorter one.")
                    .arg(views.size())
                    .arg(mostScenarioSamples));
        for (const SeriesView &view : views)
            m_series.push_back(onGrid(view));
        std::erase_if(m_series, [](const GridSeries &one) {
            return std::ranges::none_of(one.cells, [](const auto &cell) { return cell.has_value(); });
        });
        if (m_series.empty())
            return failure(ErrorCode::NotFound,
                           QStringLiteral("No series that the rules read has a sample in it."));
        return {};
    }

    [[nodiscard]] Millis stepOf(const std::vector<SeriesView> &views) const
    {
        Millis step = m_interval;
        for (const SeriesView &view : views)
            step = std::min(step, view.interval());
        return std::max(step, Millis(1'000));
    }

    /// The newest sample of each step; what came between two instants of the grid is put on the later one.
    [[nodiscard]] GridSeries onGrid(const SeriesView &view) const
    {
        GridSeries made{view.key(), std::vector<std::optional<double>>(m_count)};
        const TimeRange range{m_order.span.begin - m_step + Millis(1), m_order.span.end};
        view.forEach(range, [&](const Sample &sample) {
            const Millis since = sample.at - m_order.span.begin;
            const auto index = std::size_t(std::max(since + m_step - Millis(1), Millis(0)) / m_step);
            if (index < m_count)
                made.cells[index] = sample.value;
            return true;
        });
        return made;
    }

    [[nodiscard]] SeriesSnapshot shifted(SeriesStore &store) const
    {
        for (const GridSeries &one : m_series) { // each a group of its own: what is missing is no end
            std::vector<std::int64_t> times;
            std::vector<double> cells;
            for (std::size_t i = 0; i < one.cells.size(); ++i) {
                if (one.cells[i]) {
                    times.push_back(std::int64_t(i) * m_step.count());
                    cells.push_back(*one.cells[i]);
                }
            }
            const RestoredColumn column{one.key, SeriesType::Unknown, cells};
            (void)store.restore(store.addGroup({GroupKind::Derived, {}}), times, {&column, 1});
        }
        return store.snapshot();
    }

    Result<void> judge()
    {
        SeriesStore given({1'000'000, std::chrono::hours(24 * 365)});
        SeriesStore scratch({1'000'000, std::chrono::hours(24 * 365)});
        SeriesRuleStore results(scratch, shifted(given));
        EngineSettings settings;
        settings.query.boundary = m_order.boundary;
        settings.query.subqueryStep = m_interval;
        RuleEngine engine({m_order.file}, results, settings);
        const Millis last = m_step * std::int64_t(m_count - 1);
        if (last / m_interval > mostScenarioSteps)
            return failure(ErrorCode::TooLarge,
                           QStringLiteral("With an interval of %1 ms its rules would be evaluated more than %2 "
                                          "times; choose a shorter span.")
                               .arg(m_interval.count())
                               .arg(mostScenarioSteps));
        for (Millis now{0}; now <= last; now += m_interval) {
            if (m_stop.stop_requested())
                return failure(ErrorCode::Refused, QStringLiteral("It was stopped."));
            (void)engine.evaluate(Timestamp(now));
            if (const auto noted = note(engine, now, now + m_interval > last); !noted)
                return noted;
        }
        return {};
    }

    Result<void> note(const RuleEngine &engine, Millis now, bool isLast)
    {
        std::map<std::string, std::vector<Alert>> firing;
        for (std::size_t i = 0; i < engine.rules().size(); ++i) {
            const RuleStatus &status = engine.rules()[i];
            if (status.health.condition == RuleCondition::Failed)
                return failure(ErrorCode::Refused,
                               QStringLiteral("Rule %1 fails in it: %2")
                                   .arg(QString::fromStdString(status.rule->name), status.health.words));
            if (status.rule->kind != RuleKind::Alerting)
                continue;
            auto &alerts = firing[status.rule->name];
            for (Alert &alert : engine.alertsOf(i).active()) {
                if (alert.phase == AlertPhase::Firing)
                    alerts.push_back(std::move(alert));
            }
        }
        for (auto &[name, alerts] : firing)
            expect(name, now, std::move(alerts), isLast);
        return {};
    }

    /// An expectation on either side of each change, and one at the end.
    void expect(const std::string &name, Millis now, std::vector<Alert> alerts, bool isLast)
    {
        Before &before = m_before[name];
        const bool changes = !std::ranges::equal(before.alerts, alerts, {}, &Alert::labels, &Alert::labels);
        if (changes && before.at && !before.isTold)
            tell(name, *before.at, before.alerts);
        before = {now, std::move(alerts), changes || isLast};
        if (before.isTold)
            tell(name, now, before.alerts);
    }

    void tell(const std::string &name, Millis at, const std::vector<Alert> &alerts)
    {
        m_expected.push_back({name, at, alerts});
        m_made.alerts += int(alerts.size());
    }

    [[nodiscard]] QByteArray text() const
    {
        ScenarioText made(m_order.ruleFileName, m_interval);
        for (const RuleGroup &group : m_order.file.groups)
            made.addGroup(group.name);
        made.beginTest(m_step);
        for (const GridSeries &one : m_series)
            made.addSeries(one.key, one.cells);
        made.beginExpectations();
        for (const Expected &one : m_expected)
            made.addExpectation(one.name, one.at, one.alerts);
        return made.text();
    }

    struct Before
    {
        std::optional<Millis> at;
        std::vector<Alert> alerts;
        bool isTold = false;
    };
    struct Expected
    {
        std::string name;
        Millis at;
        std::vector<Alert> alerts;
    };

    const ScenarioOrder &m_order;
    const std::stop_token &m_stop;
    Millis m_interval;
    Millis m_step{};
    std::size_t m_count = 0;
    std::vector<GridSeries> m_series;
    std::map<std::string, Before> m_before;
    std::vector<Expected> m_expected;
    Scenario m_made;
};

} // namespace

Result<Scenario> exportScenario(const ScenarioOrder &order, const std::stop_token &stop)
{
    return ScenarioExport(order, stop).run();
}

} // namespace qd::rules
