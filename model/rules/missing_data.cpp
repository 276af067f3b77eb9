// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/missing_data.h"

#include "model/query/evaluator.h"
#include "model/query/label_choice.h"
#include "model/query/selector_walk.h"

#include <algorithm>

namespace qd::rules {

namespace {

/// What has another job or instance is of another target; what has none may be of any.
bool mayBeOfTarget(const Labels &labels, const Labels &alert)
{
    return std::ranges::all_of(std::array{"job", "instance"}, [&](const char *name) {
        const std::string_view mine = labels.value(name);
        const std::string_view wanted = alert.value(name);
        return mine.empty() || wanted.empty() || mine == wanted;
    });
}

enum class Presence { There, Gone, NeverThere };

Presence presenceOf(const query::VectorSelector &selector, const Labels &alert, const SeriesSnapshot &history,
                    Timestamp at)
{
    const auto query = query::Query::prepare(query::textOf(selector));
    const auto answer = query ? query->at(history, at) : tl::unexpected(query.error());
    const auto *found = answer ? std::get_if<std::vector<query::VectorElement>>(&answer->value) : nullptr;
    if (!found) // too much of it, at most
        return Presence::There;
    if (std::ranges::any_of(*found, [&](const auto &one) { return mayBeOfTarget(one.key.labels, alert); }))
        return Presence::There;
    return answer->unmatched.empty() ? Presence::Gone : Presence::NeverThere;
}

} // namespace

bool isTargetDown(const Labels &alert, const SeriesSnapshot &history, Timestamp at)
{
    return std::ranges::any_of(history.select("up"), [&](const SeriesView &up) {
        const auto newest = mayBeOfTarget(up.key().labels, alert) ? up.at(at) : std::nullopt;
        return newest && newest->value == 0;
    });
}

bool lacksData(const std::string &expression, const Labels &alert, const SeriesSnapshot &history, Timestamp at)
{
    if (!isTargetDown(alert, history, at))
        return false;
    const auto parsed = query::Query::prepare(expression);
    if (!parsed)
        return false;
    bool isSomethingGone = false;
    bool isAnythingThere = false;
    query::forEachSelector(parsed->expression(), [&](const query::VectorSelector &selector) {
        const Presence presence = presenceOf(selector, alert, history, at);
        isSomethingGone = isSomethingGone || presence == Presence::Gone;
        isAnythingThere = isAnythingThere || presence == Presence::There;
    });
    return isSomethingGone || !isAnythingThere;
}

} // namespace qd::rules
