// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/grid.h"

#include <map>

namespace qd::query {

const KeyRef &noLabels()
{
    static const KeyRef none = std::make_shared<const SeriesKey>();
    return none;
}

namespace {

bool haveStepInCommon(const std::vector<double> &a, const std::vector<double> &b)
{
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!isMissing(a[i]) && !isMissing(b[i]))
            return true;
    }
    return false;
}

} // namespace

std::vector<GridSeries> joinedWithoutNames(std::vector<GridSeries> series)
{
    std::map<Labels, std::size_t> first; // by labels, of those without a name
    std::vector<GridSeries> joined;
    for (GridSeries &one : series) {
        const bool isNameless = one.nameDropped || one.key->name.empty();
        const auto known = isNameless ? first.find(one.key->labels) : first.end();
        if (known == first.end() || haveStepInCommon(joined[known->second].values, one.values)) {
            if (isNameless)
                first.try_emplace(one.key->labels, joined.size());
            joined.push_back(std::move(one));
            continue;
        }
        GridSeries &into = joined[known->second];
        into.key = std::make_shared<const SeriesKey>(SeriesKey{{}, one.key->labels});
        for (std::size_t i = 0; i < one.values.size(); ++i)
            into.values[i] = isMissing(into.values[i]) ? one.values[i] : into.values[i];
    }
    return joined;
}

std::size_t SeriesSet::Hash::operator()(const std::pair<KeyRef, bool> &id) const
{
    const std::hash<std::string_view> hash;
    std::size_t sum = hash(id.first->name) + (id.second ? 1 : 0);
    for (const auto &[name, value] : id.first->labels.pairs())
        sum = (sum ^ hash(name)) * 31 + hash(value);
    return sum;
}

std::size_t SeriesSet::place(const KeyRef &key, bool nameDropped)
{
    const auto [at, isNew] = m_places.try_emplace({key, nameDropped}, m_series.size());
    if (isNew)
        m_series.push_back({key, std::vector<double>(m_steps, missing()), nameDropped});
    return at->second;
}

bool SeriesSet::add(GridSeries series)
{
    const auto [at, isNew] = m_places.try_emplace({series.key, series.nameDropped}, m_series.size());
    if (isNew) {
        m_series.push_back(std::move(series));
        return true;
    }
    std::vector<double> &into = m_series[at->second].values;
    for (std::size_t i = 0; i < into.size(); ++i) {
        if (isMissing(series.values[i]))
            continue;
        if (!isMissing(into[i]))
            return false;
        into[i] = series.values[i];
    }
    return true;
}

} // namespace qd::query
