// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/function_calls.h"
#include "model/query/label_choice.h"
#include "model/query/label_pattern.h"

namespace qd::query {

namespace {

/// A new value of the label that is written, or nothing to leave it as it is.
using Rewriting = std::function<std::optional<std::string>(const SeriesKey &)>;

QString shown(const std::string &text)
{
    return QString::fromStdString(quoted(text)).mid(1).chopped(1);
}

const std::string &textOfArgument(const Call &call, std::size_t index)
{
    return std::get<StringLiteral>(withoutParentheses(*call.arguments[index]).node).value;
}

/// Label sets that become equal are one series where their values are at different steps, an error where not.
GridResult rewritten(Evaluation &evaluation, const Expression &where, const Call &call,
                     const std::string &destination, const Rewriting &rewriting)
{
    auto found = evaluation.value(*call.arguments.front());
    if (!found)
        return found;
    SeriesSet all(evaluation.steps());
    for (GridSeries &series : found->series) {
        if (const auto value = rewriting(*series.key)) {
            if (value->size() > longestMadeValue)
                return evaluation.tooMuch(
                    where, QStringLiteral("a label would be longer than %1 bytes").arg(longestMadeValue));
            SeriesKey key = *series.key;
            setLabel(key, destination, *value);
            if (const auto paid = evaluation.chargeKey(key, where); !paid)
                return tl::unexpected(paid.error());
            series.key = std::make_shared<const SeriesKey>(std::move(key));
            series.nameDropped = series.nameDropped && destination != nameLabel;
        }
        if (!all.add(std::move(series)))
            return evaluation.duplicates(where);
    }
    return GridValue{all.take(), {}};
}

GridResult replaced(Evaluation &evaluation, const Expression &where, const Call &call)
{
    const std::string &destination = textOfArgument(call, 1);
    const std::string &replacement = textOfArgument(call, 2);
    const std::string &source = textOfArgument(call, 3);
    if (!call.pattern)
        return evaluation.fail(where, QStringLiteral("invalid regular expression in label_replace(): %1")
                                          .arg(shown(textOfArgument(call, 4))));
    if (!isLabelName(destination))
        return evaluation.fail(
            where,
            QStringLiteral("invalid destination label name in label_replace(): %1").arg(shown(destination)));
    return rewritten(evaluation, where, call, destination, [&](const SeriesKey &key) {
        return call.pattern->expand(labelOf(key, source), replacement);
    });
}

GridResult joined(Evaluation &evaluation, const Expression &where, const Call &call)
{
    const std::string &destination = textOfArgument(call, 1);
    const std::string &separator = textOfArgument(call, 2);
    std::vector<std::string> sources;
    for (std::size_t i = 3; i < call.arguments.size(); ++i) {
        sources.push_back(textOfArgument(call, i));
        if (!isLabelName(sources.back()))
            return evaluation.fail(
                where, QStringLiteral("invalid source label name in label_join(): %1").arg(shown(sources.back())));
    }
    if (!isLabelName(destination))
        return evaluation.fail(
            where, QStringLiteral("invalid destination label name in label_join(): %1").arg(shown(destination)));
    return rewritten(evaluation, where, call, destination, [&](const SeriesKey &key) {
        std::string all;
        for (std::size_t i = 0; i < sources.size() && all.size() <= longestMadeValue; ++i)
            (all += i > 0 ? separator : std::string()) += labelOf(key, sources[i]);
        return std::optional(all);
    });
}

} // namespace

GridResult calledOnLabels(Evaluation &evaluation, const Expression &where, const Call &call)
{
    return call.function->function == Function::LabelReplace ? replaced(evaluation, where, call)
                                                             : joined(evaluation, where, call);
}

} // namespace qd::query
