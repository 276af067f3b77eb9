// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_evaluation.h"

#include <algorithm>
#include <memory>

namespace qd::rules {

namespace {

using Elements = std::vector<query::VectorElement>;

Error asError(const query::QueryError &error)
{
    return {error.fault == query::QueryFault::TooMuch ? ErrorCode::TooLarge : ErrorCode::Invalid,
            query::errorText(error)};
}

StringMap allLabels(const SeriesKey &key)
{
    StringMap labels(key.labels.pairs().begin(), key.labels.pairs().end());
    if (!key.name.empty())
        labels.emplace("__name__", key.name);
    return labels;
}

Labels withLabels(const Labels &base, const StringMap &more)
{
    std::vector<Labels::Pair> pairs = base.pairs();
    pairs.insert(pairs.end(), more.begin(), more.end()); // the last of two equal names wins, an empty one removes
    return Labels(std::move(pairs));
}

/// All queries of a rule's templates at one instant share what its expression has left to spend.
TemplateQuery queryAt(const SeriesSnapshot &history, Timestamp at, const query::QueryOptions &options)
{
    auto taken = std::make_shared<std::size_t>(options.spent ? *options.spent : 0);
    return [&history, at, &options, taken](const std::string &text) -> Result<std::vector<TemplateSample>> {
        const auto prepared = query::Query::prepare(text);
        if (!prepared)
            return tl::unexpected(asError(prepared.error()));
        std::size_t spent = 0;
        query::QueryOptions own = options;
        own.mostSamples -= std::min(*taken, own.mostSamples);
        own.spent = &spent;
        auto answer = prepared->at(history, at, own);
        *taken += spent;
        if (options.spent)
            *options.spent = *taken;
        if (!answer)
            return tl::unexpected(asError(answer.error()));
        return asVector(std::move(*answer), at).map([](const Elements &elements) {
            std::vector<TemplateSample> samples;
            for (const auto &element : elements)
                samples.push_back({allLabels(element.key), element.sample.value});
            return samples;
        });
    };
}

/// What stands in the place of a template that cannot be expanded, as in Prometheus: better than no alert.
std::string expandedOr(const Template &text, const TemplateData &data, const TemplateQuery &ask)
{
    const auto made = text.expand(data, ask);
    return made ? *made : "<error expanding template: " + made.error().words.toStdString() + ">";
}

RuleOutcome failed(Error error)
{
    RuleOutcome outcome;
    outcome.error = std::move(error);
    return outcome;
}

} // namespace

Result<std::vector<query::VectorElement>> asVector(query::Answer answer, Timestamp at)
{
    if (auto *vector = std::get_if<Elements>(&answer.value))
        return std::move(*vector);
    if (const auto *scalar = std::get_if<double>(&answer.value))
        return Elements{{{}, {at, *scalar}}};
    return failure(ErrorCode::Invalid, QStringLiteral("rule result is not a vector or scalar"));
}

RuleEvaluation::RuleEvaluation(Rule rule, int limit)
    : m_rule(std::move(rule))
    , m_limit(limit)
    , m_query(query::Query::prepare(m_rule.expression))
    , m_writes(namesWritten(m_rule))
    , m_state(m_rule.holdFor, m_rule.keepFiringFor, limit)
{
    if (m_query)
        m_reads = namesRead(m_rule, m_query->expression());
}

RuleOutcome RuleEvaluation::evaluate(const SeriesSnapshot &history, Timestamp at, Millis offset,
                                     const RuleSettings &settings)
{
    if (!m_query)
        return failed(asError(m_query.error()));
    auto answer = m_query->at(history, at - offset, settings.query);
    if (!answer)
        return failed(asError(answer.error()));
    std::vector<QString> warnings = std::move(answer->warnings);
    std::vector<std::string> unmatched = trulyUnmatched(std::move(answer->unmatched), history);
    auto elements = asVector(std::move(*answer), at - offset);
    RuleOutcome outcome = elements ? judge(history, at, std::move(*elements), settings) : failed(elements.error());
    outcome.warnings = std::move(warnings);
    outcome.unmatched = std::move(unmatched);
    return outcome;
}

RuleOutcome RuleEvaluation::judge(const SeriesSnapshot &history, Timestamp at, Elements elements,
                                  const RuleSettings &settings)
{
    if (elements.size() > settings.mostResults)
        return failed(
            {ErrorCode::TooLarge, QStringLiteral("gives %1 series, and a rule may give %2; aggregate them")
                                      .arg(elements.size())
                                      .arg(settings.mostResults)});
    if (m_rule.kind == RuleKind::Recording)
        return record(std::move(elements));
    const TemplateQuery ask = queryAt(history, at, settings.query);
    std::vector<AlertElement> given;
    for (const query::VectorElement &element : elements) {
        if (settings.query.stop.stop_requested()) // templates take time, too
            return failed({ErrorCode::TooLarge, QStringLiteral("the evaluation took too long and was stopped")});
        given.push_back(alertOf(element, settings, ask));
    }
    AlertStep step = m_state.evaluate(at, std::move(given));
    RuleOutcome outcome;
    outcome.transitions = std::move(step.transitions);
    outcome.error = std::move(step.error);
    if (!outcome.error && settings.alertSeries)
        takeSamples(outcome);
    return outcome;
}

RuleOutcome RuleEvaluation::record(Elements elements) const
{
    RuleOutcome outcome;
    for (const query::VectorElement &element : elements)
        outcome.samples.push_back({recordedKey(element.key), element.sample.value});
    std::ranges::sort(outcome.samples, {}, &KeyedValue::key);
    const auto twice = std::ranges::adjacent_find(outcome.samples, {}, &KeyedValue::key);
    if (twice != outcome.samples.end())
        return failed({ErrorCode::Invalid,
                       QStringLiteral("vector contains metrics with the same labelset after applying rule labels; "
                                      "let a label tell them apart")});
    if (m_limit > 0 && std::ssize(outcome.samples) > m_limit)
        return failed(
            {ErrorCode::TooLarge,
             QStringLiteral("exceeded limit of %1 with %2 series").arg(m_limit).arg(outcome.samples.size())});
    return outcome;
}

SeriesKey RuleEvaluation::recordedKey(const SeriesKey &key) const
{
    StringMap labels;
    for (const auto &[name, text] : m_rule.labels)
        labels.emplace(name, text.text());
    return {m_rule.name, withLabels(key.labels, labels)};
}

std::optional<Labels> RuleEvaluation::alertLabels(const SeriesKey &key) const
{
    StringMap labels;
    for (const auto &[name, text] : m_rule.labels) {
        if (!text.isPlain())
            return std::nullopt;
        labels.emplace(name, text.text());
    }
    labels.insert_or_assign("alertname", m_rule.name);
    return withLabels(key.labels, labels);
}

AlertElement RuleEvaluation::alertOf(const query::VectorElement &element, const RuleSettings &settings,
                                     const TemplateQuery &ask) const
{
    const TemplateData data{allLabels(element.key), element.sample.value, settings.externalLabels,
                            settings.externalUrl};
    StringMap labels;
    for (const auto &[name, text] : m_rule.labels)
        labels.emplace(name, expandedOr(text, data, ask));
    labels.insert_or_assign("alertname", m_rule.name);
    AlertElement made{withLabels(element.key.labels, labels), {}, element.sample.value};
    if (!settings.annotations)
        return made;
    for (const auto &[name, text] : m_rule.annotations)
        made.annotations.emplace_back(name, expandedOr(text, data, ask));
    return made;
}

/// The labels of the rule stand in these series as they were written where the alert has none of that name: as in
/// Prometheus.
void RuleEvaluation::takeSamples(RuleOutcome &into) const
{
    StringMap written;
    for (const auto &[name, text] : m_rule.labels)
        written.emplace(name, text.text());
    for (const Alert &alert : m_state.active()) {
        StringMap labels = written;
        for (const auto &[name, value] : alert.labels.pairs())
            labels.insert_or_assign(name, value);
        labels.insert_or_assign("alertname", m_rule.name);
        const Labels own = withLabels({}, labels);
        const auto since = std::chrono::floor<std::chrono::seconds>(alert.activeAt).time_since_epoch();
        into.samples.push_back({{std::string(alertsForStateMetric), own}, double(since.count())});
        into.samples.push_back({{std::string(alertsMetric), own.with("alertstate", nameOf(alert.phase))}, 1});
    }
}

void RuleEvaluation::restore(const SeriesSnapshot &history, Timestamp now)
{
    if (m_rule.kind != RuleKind::Alerting)
        return;
    const TimeRange recent{now - AlertState::outageTolerance, now + Millis(1)};
    m_state.restore(now, [&](const Labels &labels) -> std::optional<ForStateSample> {
        const auto samples = history.find(alertsForStateMetric, labels).samples(recent);
        if (samples.empty() || isStaleMarker(samples.back().value))
            return std::nullopt;
        const auto seconds = std::chrono::seconds(std::int64_t(samples.back().value));
        return ForStateSample{samples.back().at, Timestamp(seconds)};
    });
}

} // namespace qd::rules
