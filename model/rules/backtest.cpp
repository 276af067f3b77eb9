// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/backtest.h"

#include "model/base/deadline.h"
#include "model/rules/firing_log.h"
#include "model/rules/go_text.h"
#include "model/rules/rule_engine.h"
#include "model/rules/rule_range.h"
#include "model/rules/side_by_side.h"
#include "model/series/series_store.h"

#include <algorithm>
#include <set>

namespace qd::rules {

namespace {

/// A rule of the order, and where it stands.
struct Placed
{
    const RuleFile *file;
    const RuleGroup *group;
    RuleEvaluation evaluation;
};

std::vector<Placed> placedRules(const std::vector<RuleFile> &files)
{
    std::vector<Placed> all;
    for (const RuleFile &file : files) {
        for (const RuleGroup &group : file.groups) {
            for (const Rule &rule : group.rules)
                all.push_back({&file, &group, RuleEvaluation(rule, group.limit)});
        }
    }
    return all;
}

/// Whether a rule reads what it or a later one writes: then one instant needs the one before, and nothing can be
/// evaluated for all instants at once. So does a metric that several rules record.
bool needsSteps(const std::vector<Placed> &rules)
{
    MetricNames written;
    std::set<std::string> recorded;
    for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule) {
        written.add(rule->evaluation.writes());
        if (rule->evaluation.reads().touches(written))
            return true;
        if (rule->evaluation.rule().kind == RuleKind::Recording &&
            !recorded.insert(rule->evaluation.rule().name).second)
            return true;
    }
    return false;
}

bool areAlertsRead(const std::vector<Placed> &rules)
{
    const MetricNames alerts{false, {std::string(alertsMetric), std::string(alertsForStateMetric)}};
    return std::ranges::any_of(rules, [&](const Placed &p) { return p.evaluation.reads().touches(alerts); });
}

/// What rules gave when it was recorded they give anew, or other ones now.
SeriesSnapshot withoutResults(const SeriesSnapshot &history, const std::vector<Placed> &rules)
{
    std::set<std::string, std::less<>> given{std::string(alertsMetric), std::string(alertsForStateMetric)};
    for (const Placed &placed : rules)
        if (placed.evaluation.rule().kind == RuleKind::Recording)
            given.insert(placed.evaluation.rule().name);
    return history.without(given);
}

tl::unexpected<Error> stopped()
{
    return failure(ErrorCode::Refused, QStringLiteral("Stopped."));
}

/// Where the results of rules go that later rules read.
SeriesStore scratchStore(TimeRange span)
{
    constexpr int enough = 1'000'000;
    return SeriesStore({enough, span.length() + std::chrono::hours(24 * 365), std::size_t(1) << 30U});
}

class Backtest
{
public:
    explicit Backtest(const BacktestOrder &order)
        : m_order(order)
        , m_settings(order.settings)
        , m_rules(placedRules(order.files))
        , m_history(withoutResults(order.history, m_rules))
        , m_store(scratchStore(order.span))
    {
        m_settings.annotations = false;
        m_settings.alertSeries = areAlertsRead(m_rules);
    }

    Result<BacktestReport> run()
    {
        m_report.span = m_order.span;
        if (const auto bounded = checkInstants(); !bounded)
            return tl::unexpected(bounded.error());
        const auto done = needsSteps(m_rules) ? runSteps() : runRanges();
        if (!done)
            return tl::unexpected(done.error());
        return std::move(m_report);
    }

private:
    [[nodiscard]] Result<void> checkInstants() const
    {
        for (const Placed &placed : m_rules) {
            if (RuleGrid{m_order.span, placed.group->interval, {}}.count() > mostInstants)
                return failure(ErrorCode::TooLarge,
                               QStringLiteral("Rule %1 would be evaluated at more than %2 instants (interval %3); "
                                              "choose a shorter span.")
                                   .arg(QString::fromStdString(placed.evaluation.rule().name))
                                   .arg(mostInstants)
                                   .arg(QString::fromStdString(durationText(placed.group->interval))));
        }
        return {};
    }

    Result<void> runRanges()
    {
        SeriesSnapshot history = m_history;
        for (std::size_t begin = 0; begin < m_rules.size();) {
            const std::size_t end = endOfIndependent(begin);
            std::vector<RangeOutcome> outcomes = evaluated(begin, end, history);
            if (m_settings.query.stop.stop_requested())
                return stopped();
            bool recorded = false;
            for (std::size_t i = begin; i < end; ++i) {
                RangeOutcome &outcome = outcomes[i - begin];
                recorded = recorded || !outcome.columns.empty();
                if (!outcome.columns.empty())
                    storeColumns(m_store, m_rules[i].group->interval, std::to_string(i), outcome);
                note(m_rules[i], std::move(outcome));
            }
            if (recorded)
                history = SeriesSnapshot::joined(m_history, m_store.snapshot());
            begin = end;
        }
        return {};
    }

    /// Behind the rules from `begin` on of which none reads what one before it gives.
    [[nodiscard]] std::size_t endOfIndependent(std::size_t begin) const
    {
        MetricNames written;
        std::size_t end = begin;
        for (; end < m_rules.size() && !m_rules[end].evaluation.reads().touches(written); ++end)
            written.add(m_rules[end].evaluation.writes());
        return end;
    }

    std::vector<RangeOutcome> evaluated(std::size_t begin, std::size_t end, const SeriesSnapshot &history)
    {
        std::vector<RangeOutcome> outcomes(end - begin);
        doSideBySide(
            end - begin,
            [&](std::size_t i) {
                Placed &placed = m_rules[begin + i];
                const RuleGrid grid{m_order.span, placed.group->interval,
                                    placed.group->queryOffset.value_or(Millis(0))};
                if (!m_settings.query.stop.stop_requested())
                    outcomes[i] = inTime(placed.evaluation, history, grid);
            },
            [&](std::size_t done) {
                if (m_order.progress)
                    m_order.progress(double(begin + done) / double(m_rules.size()));
            });
        return outcomes;
    }

    RangeOutcome inTime(RuleEvaluation &rule, const SeriesSnapshot &history, const RuleGrid &grid) const
    {
        Deadline deadline;
        RuleSettings settings = m_settings;
        settings.query.stop = deadline.begin(m_order.patience, m_settings.query.stop);
        RangeOutcome outcome = evaluateRange(rule, history, grid, settings);
        if (settings.query.stop.stop_requested() && !m_settings.query.stop.stop_requested()) {
            outcome.failures = std::max(outcome.evaluations, 1);
            outcome.evaluations = outcome.failures;
            outcome.failure = QStringLiteral("given up: over this span it takes longer than %1 s")
                                  .arg(double(m_order.patience.count()) / 1000);
        }
        return outcome;
    }

    void note(const Placed &placed, RangeOutcome outcome)
    {
        const Rule &rule = placed.evaluation.rule();
        if (rule.kind == RuleKind::Alerting)
            m_report.rules.push_back({placed.file->path, placed.group->name, rule, std::move(outcome.firings),
                                      outcome.evaluations, outcome.failures, outcome.failure,
                                      std::move(outcome.unmatched)});
        else if (outcome.failures > 0)
            noteFailure(placed, outcome.failure);
    }

    void noteFailure(const Placed &placed, const QString &words)
    {
        const Rule &rule = placed.evaluation.rule();
        m_report.recordingFailures.push_back(
            {ErrorCode::Invalid, placed.file->path, rule.line, 1, QString::fromStdString(rule.name), words});
    }

    /// One instant after the other, as live.
    Result<void> runSteps()
    {
        SeriesRuleStore results(m_store, m_history);
        EngineSettings settings;
        static_cast<RuleSettings &>(settings) = m_settings;
        settings.times.each = std::chrono::seconds(5);
        settings.times.together = std::chrono::hours(1);
        RuleEngine engine(m_order.files, results, settings);
        std::vector<FiringLog> logs(m_rules.size());
        std::vector<RuleRecord> records(m_rules.size());
        const std::vector<Timestamp> all = instants();
        for (std::size_t at = 0; at < all.size(); ++at) {
            if (m_settings.query.stop.stop_requested())
                return stopped();
            for (const RuleTransition &change : engine.evaluateDue(all[at]))
                logs[change.rule].take({change.transition});
            for (std::size_t i = 0; i < records.size(); ++i)
                noteHealth(engine.rules()[i].health, all[at], records[i]);
            if (m_order.progress)
                m_order.progress(double(at + 1) / double(all.size()));
        }
        for (std::size_t i = 0; i < records.size(); ++i) {
            RangeOutcome outcome;
            outcome.firings = logs[i].firings();
            outcome.evaluations = records[i].evaluations;
            outcome.failures = records[i].failures;
            outcome.failure = records[i].failure;
            outcome.unmatched = std::move(records[i].unmatched);
            note(m_rules[i], std::move(outcome));
        }
        return {};
    }

    static void noteHealth(const RuleHealth &health, Timestamp at, RuleRecord &into)
    {
        if (health.at != at)
            return; // its group was not due
        ++into.evaluations;
        into.unmatched = health.unmatched;
        if (health.condition != RuleCondition::Failed)
            return;
        into.failure = into.failures++ == 0 ? health.words : into.failure;
    }

    [[nodiscard]] std::vector<Timestamp> instants() const
    {
        std::set<Timestamp> all;
        for (const Placed &placed : m_rules) {
            const RuleGrid grid{m_order.span, placed.group->interval, {}};
            for (Timestamp at = grid.first(); at < m_order.span.end; at += grid.interval)
                all.insert(at);
        }
        return {all.begin(), all.end()};
    }

    const BacktestOrder &m_order;
    RuleSettings m_settings;
    std::vector<Placed> m_rules;
    SeriesSnapshot m_history; ///< of the order, without what rules gave
    SeriesStore m_store;
    BacktestReport m_report;
};

} // namespace

Result<BacktestReport> backtest(const BacktestOrder &order)
{
    return Backtest(order).run();
}

} // namespace qd::rules
