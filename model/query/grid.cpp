// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/grid.h"

namespace qd::query {

const KeyRef &noLabels()
{
    static const KeyRef none = std::make_shared<const SeriesKey>();
    return none;
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
