// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_snapshot.h"

#include "model/series/series_data.h"

#include <algorithm>

namespace qd {

namespace {

using SeriesList = std::vector<std::shared_ptr<const SeriesData>>;

/// The series of one name in a list sorted by key.
std::span<const std::shared_ptr<const SeriesData>> ofName(const SeriesList &series, std::string_view name)
{
    const auto begin =
        std::lower_bound(series.begin(), series.end(), name,
                         [](const auto &data, std::string_view wanted) { return data->key.name < wanted; });
    if (begin == series.end() || (*begin)->key.name != name)
        return {};
    const auto end = std::upper_bound(begin, series.end(), name, [](std::string_view wanted, const auto &data) {
        return wanted < data->key.name;
    });
    return {begin, end};
}

bool hasAll(const Labels &labels, const Labels &wanted)
{
    return std::all_of(wanted.pairs().begin(), wanted.pairs().end(),
                       [&](const Labels::Pair &pair) { return labels.value(pair.first) == pair.second; });
}

std::vector<TimeRange> gapsOf(const GroupSnapshot &group, TimeRange range)
{
    std::vector<TimeRange> found;
    const auto add = [&](TimeRange gap) {
        const TimeRange part{std::max(gap.begin, range.begin), std::min(gap.end, range.end)};
        if (!part.isEmpty())
            found.push_back(part);
    };
    const auto &closed = *group.gaps;
    auto it = std::partition_point(closed.begin(), closed.end(),
                                   [&](const TimeRange &gap) { return gap.end <= range.begin; });
    for (; it != closed.end() && it->begin < range.end; ++it)
        add(*it);
    if (group.openGap)
        add({*group.openGap, range.end});
    return found;
}

std::vector<TimeRange> intersection(const std::vector<TimeRange> &a, const std::vector<TimeRange> &b)
{
    std::vector<TimeRange> both;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const TimeRange part{std::max(a[i].begin, b[j].begin), std::min(a[i].end, b[j].end)};
        if (!part.isEmpty())
            both.push_back(part);
        a[i].end < b[j].end ? ++i : ++j;
    }
    return both;
}

} // namespace

SeriesSnapshot::SeriesSnapshot(std::shared_ptr<const SnapshotData> data)
    : m_data(std::move(data))
{}

SeriesSnapshot SeriesSnapshot::joined(const SeriesSnapshot &a, const SeriesSnapshot &b)
{
    if (!a.m_data || !b.m_data)
        return a.m_data ? a : b;
    auto data = std::make_shared<SnapshotData>(*a.m_data);
    data->groups.insert(data->groups.end(), b.m_data->groups.begin(), b.m_data->groups.end());
    return SeriesSnapshot(std::move(data));
}

SeriesSnapshot SeriesSnapshot::without(const std::set<std::string, std::less<>> &names) const
{
    if (!m_data)
        return *this;
    const auto isNamed = [&](const std::shared_ptr<const SeriesData> &series) {
        return names.contains(series->key.name);
    };
    auto data = std::make_shared<SnapshotData>(*m_data);
    for (GroupSnapshot &group : data->groups) {
        if (std::ranges::none_of(group.data->series, isNamed))
            continue;
        auto fewer = std::make_shared<GroupData>(*group.data);
        std::erase_if(fewer->series, isNamed);
        group.data = std::move(fewer);
    }
    return SeriesSnapshot(std::move(data));
}

bool SeriesSnapshot::isEmpty() const
{
    return extent().isEmpty();
}

TimeRange SeriesSnapshot::extent() const
{
    TimeRange extent;
    if (!m_data)
        return extent;
    for (const GroupSnapshot &group : m_data->groups) {
        if (group.firstRow == group.endRow)
            continue;
        const Timestamp begin(Millis(group.timeAt(group.firstRow)));
        const Timestamp end(Millis(group.timeAt(group.endRow - 1) + 1));
        extent = extent.isEmpty() ? TimeRange{begin, end}
                                  : TimeRange{std::min(extent.begin, begin), std::max(extent.end, end)};
    }
    return extent;
}

SeriesView SeriesSnapshot::find(std::string_view name, const Labels &labels) const
{
    if (!m_data)
        return {};
    for (const GroupSnapshot &group : m_data->groups) {
        const auto same = ofName(group.data->series, name);
        const auto it =
            std::lower_bound(same.begin(), same.end(), labels,
                             [](const auto &data, const Labels &wanted) { return data->key.labels < wanted; });
        if (it != same.end() && (*it)->key.labels == labels)
            return {m_data, &group, it->get()};
    }
    return {};
}

SeriesView SeriesSnapshot::first(std::string_view name, const Labels &contains) const
{
    const GroupSnapshot *group = nullptr;
    const SeriesData *found = nullptr;
    if (!m_data)
        return {};
    for (const GroupSnapshot &candidate : m_data->groups) {
        const auto same = ofName(candidate.data->series, name);
        const auto it = std::find_if(same.begin(), same.end(),
                                     [&](const auto &data) { return hasAll(data->key.labels, contains); });
        if (it == same.end() || (found && found->key.labels <= (*it)->key.labels))
            continue;
        group = &candidate;
        found = it->get();
    }
    return found ? SeriesView(m_data, group, found) : SeriesView();
}

std::vector<SeriesView> SeriesSnapshot::select(std::string_view name, const Labels &contains) const
{
    std::vector<SeriesView> found;
    if (!m_data)
        return found;
    int groups = 0;
    for (const GroupSnapshot &group : m_data->groups) {
        const auto before = found.size();
        for (const auto &data : ofName(group.data->series, name))
            if (hasAll(data->key.labels, contains))
                found.push_back(SeriesView(m_data, &group, data.get()));
        groups += found.size() > before ? 1 : 0;
    }
    if (groups > 1)
        std::stable_sort(found.begin(), found.end(),
                         [](const SeriesView &a, const SeriesView &b) { return a.key().labels < b.key().labels; });
    return found;
}

std::vector<std::string> SeriesSnapshot::names() const
{
    std::vector<std::string> names;
    if (!m_data)
        return names;
    for (const GroupSnapshot &group : m_data->groups)
        for (const auto &data : group.data->series)
            if (names.empty() || names.back() != data->key.name)
                names.push_back(data->key.name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::vector<TimeRange> SeriesSnapshot::gaps(TimeRange range) const
{
    std::optional<std::vector<TimeRange>> all;
    if (m_data && !range.isEmpty())
        for (const GroupSnapshot &group : m_data->groups)
            if (group.config->kind == GroupKind::Scraped && group.endRow > group.firstRow)
                all = all ? intersection(*all, gapsOf(group, range)) : gapsOf(group, range);
    return all.value_or(std::vector<TimeRange>());
}

} // namespace qd
