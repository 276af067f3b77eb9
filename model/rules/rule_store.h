// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_store.h"

#include <map>
#include <span>

namespace qd::rules {

/// What rules see and where their results go.
class RuleStore
{
public:
    virtual ~RuleStore() = default;

    [[nodiscard]] virtual SeriesSnapshot snapshot() = 0;
    /// One evaluation of the rule called `name` (file, group and place; each once): series it gave before
    /// and does not give now get a stale marker. Conflict when `at` is not later than the evaluation before.
    [[nodiscard]] virtual Result<AppendReport> append(const std::string &name, Millis interval, Timestamp at,
                                                      std::span<const KeyedValue> values) = 0;
};

/// Whether such a group holds what a rule gave.
[[nodiscard]] bool isRuleGroup(const GroupConfig &group);

/// Results in groups of a series store, one a rule, which the rule finds again after a restart.
class SeriesRuleStore : public RuleStore
{
public:
    /// `beside` is what rules see besides: a recording whose store is a scratch one.
    explicit SeriesRuleStore(SeriesStore &store, SeriesSnapshot beside = {});

    [[nodiscard]] SeriesSnapshot snapshot() override;
    [[nodiscard]] Result<AppendReport> append(const std::string &name, Millis interval, Timestamp at,
                                              std::span<const KeyedValue> values) override;

private:
    SeriesStore &m_store;
    SeriesSnapshot m_beside;
    std::map<std::string, GroupId> m_groups;
};

} // namespace qd::rules
