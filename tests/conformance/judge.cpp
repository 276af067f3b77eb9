// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/judge.h"

#include "model/query/label_choice.h"
#include "model/query/selector_walk.h"
#include "tests/conformance/comparison.h"
#include "tests/support/sample_history.h"

#include <algorithm>
#include <array>

namespace qd::conformance {

namespace {

Judgement passed()
{
    return {};
}

Judgement refused(const QString &reason)
{
    return {0, Verdict::Refused, reason};
}

Judgement wrong(const QString &words)
{
    return {0, Verdict::Wrong, words};
}

Judgement wrongWhere(const QString &words)
{
    return words.isEmpty() ? passed() : wrong(words);
}

/// The native histogram that load_with_nhcb makes of a series of a classic one.
std::optional<SeriesKey> histogramOf(const SeriesKey &classic)
{
    for (const std::string_view ending : {"_bucket", "_count", "_sum"}) {
        if (classic.name.ends_with(ending))
            return SeriesKey{classic.name.substr(0, classic.name.size() - ending.size()),
                             classic.labels.with("le", {})};
    }
    return std::nullopt;
}

} // namespace

std::vector<Judgement> Judge::run(const std::vector<Command> &commands)
{
    std::vector<Judgement> judgements;
    for (const Command &command : commands) {
        if (std::holds_alternative<Clear>(command.what)) {
            clear();
        } else if (const auto *loaded = std::get_if<Load>(&command.what)) {
            load(*loaded);
        } else {
            const auto *evaluation = std::get_if<Evaluation>(&command.what);
            judgements.push_back(evaluation ? judge(*evaluation) : wrong(std::get<Nonsense>(command.what).words));
            judgements.back().line = command.line;
        }
    }
    return judgements;
}

void Judge::clear()
{
    m_samples.clear();
    m_histograms.clear();
    m_history.reset();
}

void Judge::load(const Load &command)
{
    std::map<SeriesKey, const SeriesLine *> last; // of one series in one command the last line counts
    for (const SeriesLine &line : command.series)
        last[line.key] = &line;
    for (const auto &[key, line] : last) {
        for (const Sample &sample : samplesOf(*line, command.step))
            m_samples[key].insert_or_assign(sample.at, sample.value);
        if (line->hasHistogram())
            m_histograms.insert(key);
        if (const auto made = histogramOf(key); made && command.makesHistograms)
            m_histograms.insert(*made);
    }
    m_history.reset();
}

const SeriesSnapshot &Judge::history()
{
    if (!m_history) {
        std::map<SeriesKey, std::vector<Sample>> all;
        for (const auto &[key, samples] : m_samples) {
            for (const auto &[at, value] : samples)
                all[key].push_back({at, value});
        }
        m_history = test::historyOf(all);
    }
    return *m_history;
}

bool Judge::readsHistograms(const query::Expression &expression) const
{
    bool found = false;
    query::forEachSelector(expression, [&](const query::VectorSelector &selector) {
        found = found || std::ranges::any_of(m_histograms, [&](const SeriesKey &key) {
                    return std::ranges::all_of(selector.matchers, [&](const query::Matcher &m) {
                        return m.matches(query::labelOf(key, m.label));
                    });
                });
    });
    return found;
}

Judgement Judge::judge(const Evaluation &evaluation)
{
    const auto query = query::Query::prepare(evaluation.expression);
    if (!query && query.error().fault != query::QueryFault::Syntax)
        return refused(query::errorText(query.error()));
    if (!query)
        return evaluation.expects(Remark::Fail) ? passed() : wrong(query::errorText(query.error()));
    const bool expectsHistograms = std::ranges::any_of(evaluation.series, &SeriesLine::hasHistogram);
    if (expectsHistograms || readsHistograms(query->expression()))
        return refused(QStringLiteral("native histograms are not supported"));
    return evaluation.isRange ? judgeRange(evaluation, *query) : judgeInstant(evaluation, *query);
}

Judgement Judge::judgeRange(const Evaluation &evaluation, const query::Query &query)
{
    const Steps &steps = evaluation.steps;
    const auto answer = query.over(history(), steps.start, steps.end, steps.step);
    if (!answer || evaluation.expects(Remark::Fail))
        return wrongWhere(failureDifference(evaluation, answer ? nullptr : &answer.error()));
    if (const QString words = remarkDifference(evaluation, *answer); !words.isEmpty())
        return wrong(words);
    return wrongWhere(rangeDifference(evaluation.series, steps, answer->series));
}

Judgement Judge::judgeInstant(const Evaluation &evaluation, const query::Query &query)
{
    const Timestamp at = evaluation.steps.start;
    const auto answer = query.at(history(), at);
    if (!answer || evaluation.expects(Remark::Fail))
        return wrongWhere(failureDifference(evaluation, answer ? nullptr : &answer.error()));
    if (const QString words = remarkDifference(evaluation, *answer); !words.isEmpty())
        return wrong(words);
    if (const QString words = instantDifference(evaluation, *answer); !words.isEmpty())
        return wrong(words);
    const bool hasRange = query.type() == query::ValueType::Scalar || query.type() == query::ValueType::Vector;
    if (!hasRange || evaluation.ordered)
        return passed();
    constexpr Millis around = std::chrono::minutes(1);
    const auto ranged = query.over(history(), at - around, at + around, around);
    // What lies around the instant may be an error of its own.
    if (!ranged)
        return passed();
    const QString words = stepDifference(*answer, *ranged, at);
    return words.isEmpty() ? passed() : wrong(QStringLiteral("as a step of a range: %1").arg(words));
}

} // namespace qd::conformance
