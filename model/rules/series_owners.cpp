// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/series_owners.h"

#include <string_view>

namespace qd::rules {

namespace {

constexpr std::size_t mostOwners = 100'000;

} // namespace

SeriesOwners::SeriesOwners(std::size_t rules)
    : m_newest(rules)
{}

void SeriesOwners::begin(std::size_t rule, Timestamp at)
{
    m_newest[rule] = at;
    if (m_owners.size() > mostOwners)
        m_owners.clear(); // series that come and go; who is there now takes its own again
}

std::optional<std::size_t> SeriesOwners::take(const SeriesKey &key, std::size_t rule)
{
    Owner &owner = m_owners.try_emplace(key, Owner{rule, m_newest[rule]}).first->second;
    if (owner.rule != rule && owner.at == m_newest[owner.rule])
        return owner.rule;
    owner = {rule, m_newest[rule]};
    return std::nullopt;
}

std::size_t SeriesOwners::Hash::operator()(const SeriesKey &key) const
{
    const std::hash<std::string_view> hash;
    std::size_t sum = hash(key.name);
    for (const auto &[name, value] : key.labels.pairs())
        sum = (sum ^ hash(name)) * 31 + hash(value);
    return sum;
}

} // namespace qd::rules
