// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_store.h"

namespace qd::rules {

namespace {

constexpr std::string_view groupPrefix = "rule ";

} // namespace

bool isRuleGroup(const GroupConfig &group)
{
    return group.kind == GroupKind::Derived && group.name.starts_with(groupPrefix);
}

SeriesRuleStore::SeriesRuleStore(SeriesStore &store, SeriesSnapshot beside)
    : m_store(store)
    , m_beside(std::move(beside))
{}

SeriesSnapshot SeriesRuleStore::snapshot()
{
    return SeriesSnapshot::joined(m_beside, m_store.snapshot());
}

Result<AppendReport> SeriesRuleStore::append(const std::string &name, Millis interval, Timestamp at,
                                             std::span<const KeyedValue> values)
{
    auto found = m_groups.find(name);
    if (found == m_groups.end()) {
        GroupConfig config{GroupKind::Derived, {}, interval, std::string(groupPrefix) + name};
        const auto known = m_store.findGroup(config);
        found = m_groups.emplace(name, known ? *known : m_store.addGroup(std::move(config))).first;
    }
    return m_store.appendKeyed(found->second, at, values);
}

} // namespace qd::rules
