// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/evaluator.h"
#include "model/rules/alert_state.h"
#include "model/rules/metric_names.h"
#include "model/rules/rule_file.h"
#include "model/series/keyed_value.h"

#include <optional>
#include <vector>

namespace qd::rules {

/// What holds for all rules of an engine.
struct RuleSettings
{
    query::QueryOptions query = {.mostSamples = 5'000'000}; ///< of one rule at one instant
    std::size_t mostResults = 5'000;                        ///< series or alerts that one rule may give
    StringMap externalLabels;                               ///< for templates
    std::string externalUrl;
    bool annotations = true; ///< false: alerts have none, where only their times are asked for
    bool alertSeries = true; ///< false: alert rules give no samples, where nobody reads them
};

/// What one evaluation of a rule gave.
struct RuleOutcome
{
    std::vector<KeyedValue> samples; ///< what it records; ALERTS and ALERTS_FOR_STATE of an alert rule
    std::vector<AlertTransition> transitions;
    std::optional<Error> error; ///< then there are no samples, and nothing is marked stale
    std::vector<QString> warnings;
    std::vector<std::string> unmatched; ///< selectors that matched no series in the whole history
};

/// One rule that can be evaluated again and again, with the state of its alerts.
class RuleEvaluation
{
public:
    RuleEvaluation(Rule rule, int limit);

    /// At `at`, over what the history says of `at` less `offset`. Samples are of the latter instant.
    [[nodiscard]] RuleOutcome evaluate(const SeriesSnapshot &history, Timestamp at, Millis offset,
                                       const RuleSettings &settings);
    /// The same where the expression's answer is known: a backtest asks for all instants at once.
    [[nodiscard]] RuleOutcome judge(const SeriesSnapshot &history, Timestamp at,
                                    std::vector<query::VectorElement> elements, const RuleSettings &settings);

    /// What a recording rule makes of the key of an element.
    [[nodiscard]] SeriesKey recordedKey(const SeriesKey &key) const;
    /// The labels of an alert rule's alert for the series, where they do not hang on its value; nothing where they
    /// may.
    [[nodiscard]] std::optional<Labels> alertLabels(const SeriesKey &key) const;

    /// AlertState::restore() from the series ALERTS_FOR_STATE of the history.
    void restore(const SeriesSnapshot &history, Timestamp now);

    [[nodiscard]] const Rule &rule() const { return m_rule; }
    [[nodiscard]] const AlertState &state() const { return m_state; }
    [[nodiscard]] AlertState &state() { return m_state; }
    [[nodiscard]] const MetricNames &reads() const { return m_reads; }
    [[nodiscard]] const MetricNames &writes() const { return m_writes; }
    /// Of its group.
    [[nodiscard]] int limit() const { return m_limit; }
    /// Null where the expression cannot be prepared, which evaluate() says.
    [[nodiscard]] const query::Query *prepared() const { return m_query ? &*m_query : nullptr; }

private:
    [[nodiscard]] RuleOutcome record(std::vector<query::VectorElement> elements) const;
    [[nodiscard]] AlertElement alertOf(const query::VectorElement &element, const RuleSettings &settings,
                                       const TemplateQuery &ask) const;
    void takeSamples(RuleOutcome &into) const;

    Rule m_rule;
    int m_limit;
    query::QueryResult<query::Query> m_query;
    MetricNames m_reads;
    MetricNames m_writes;
    AlertState m_state;
};

/// An instant answer as a vector, where it can be one: a scalar is one element without labels.
[[nodiscard]] Result<std::vector<query::VectorElement>> asVector(query::Answer answer, Timestamp at);

} // namespace qd::rules
