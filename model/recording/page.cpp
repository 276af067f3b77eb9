// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/page.h"

#include "model/base/little_endian.h"
#include "model/event/event_json.h"
#include "model/recording/recording_format.h"
#include "model/series/column_codec.h"

#include <QtCore/QJsonDocument>

#include <algorithm>
#include <limits>

namespace qd::recording {

namespace {

std::optional<BlockHead> parseBlock(const mcap::Message &message)
{
    LittleReader reader({message.data, message.size});
    BlockHead head;
    head.group = reader.take<std::uint32_t>();
    head.series = reader.take<std::uint32_t>();
    (void)reader.take(2 * sizeof(std::int64_t)); // first and last time: for those who read no columns
    head.count = reader.take<std::uint32_t>();
    (void)reader.take<std::uint32_t>();
    head.column = reader.left();
    const bool good =
        !reader.overrun() && head.count > 0 && head.count <= std::numeric_limits<std::uint16_t>::max();
    return good ? std::optional(head) : std::nullopt;
}

QJsonObject jsonOf(const mcap::Message &message)
{
    const QByteArray text(reinterpret_cast<const char *>(message.data), static_cast<qsizetype>(message.size));
    return QJsonDocument::fromJson(text).object();
}

bool isRising(const std::vector<std::int64_t> &times)
{
    return std::ranges::adjacent_find(times, std::ranges::greater_equal()) == times.end();
}

std::map<std::uint16_t, Kind> kindsOf(const std::map<std::uint16_t, mcap::Channel> &channels)
{
    std::map<std::uint16_t, Kind> known;
    for (const auto &[id, channel] : channels) {
        const auto kind = std::ranges::find(kinds, channel.topic, &KindFormat::topic);
        if (kind != kinds.end())
            known[id] = kind->kind;
    }
    return known;
}

class PageReader
{
public:
    explicit PageReader(const std::map<std::uint16_t, mcap::Channel> &channels)
        : m_kinds(kindsOf(channels))
    {}

    Page read(std::span<const std::byte> records)
    {
        mcap::forEachMessage(records, [this](const mcap::Message &message) {
            const auto kind = m_kinds.find(message.channel);
            if (kind != m_kinds.end() && !take(kind->second, message))
                ++m_page.unreadable;
            return true;
        });
        std::erase_if(m_page.groups, [](const PageGroup &group) { return group.times.empty(); });
        return std::move(m_page);
    }

private:
    bool take(Kind kind, const mcap::Message &message)
    {
        switch (kind) {
        case Kind::Group:
            return takeGroup(message);
        case Kind::Series:
            return takeSeries(message);
        case Kind::Block:
            return takeBlock(message);
        case Kind::Event:
            return takeEvent(message);
        }
        return false;
    }

    bool takeGroup(const mcap::Message &message)
    {
        auto group = groupFromJson(jsonOf(message));
        if (group && !find(group->id))
            m_page.groups.push_back({group->id, std::move(group->config), {}, {}});
        return group.has_value();
    }

    bool takeSeries(const mcap::Message &message)
    {
        auto series = seriesFromJson(jsonOf(message));
        if (series)
            m_series.insert_or_assign(series->id, std::move(*series));
        return series.has_value();
    }

    bool takeEvent(const mcap::Message &message)
    {
        auto event = eventFromJson(jsonOf(message));
        if (event)
            m_page.events.push_back(std::move(*event));
        return event.has_value();
    }

    bool takeBlock(const mcap::Message &message)
    {
        const auto head = parseBlock(message);
        PageGroup *group = head ? find(head->group) : nullptr;
        if (!group)
            return false;
        if (head->series == 0)
            return takeTimes(*group, *head);
        const auto series = m_series.find(head->series);
        if (series == m_series.end() || series->second.group != group->id || head->count != group->times.size())
            return false;
        group->columns.push_back(
            {series->second.key, series->second.type, {head->column.begin(), head->column.end()}});
        return true;
    }

    static bool takeTimes(PageGroup &group, const BlockHead &head)
    {
        std::vector<std::int64_t> times(head.count);
        if (!group.times.empty() || !decodeTimes(head.column, times) || !isRising(times))
            return false;
        group.times = std::move(times);
        return true;
    }

    PageGroup *find(std::uint32_t id)
    {
        const auto it = std::ranges::find(m_page.groups, id, &PageGroup::id);
        return it == m_page.groups.end() ? nullptr : &*it;
    }

    std::map<std::uint16_t, Kind> m_kinds;
    std::map<std::uint32_t, SeriesText> m_series;
    Page m_page;
};

} // namespace

Page readPage(std::span<const std::byte> records, const std::map<std::uint16_t, mcap::Channel> &channels)
{
    return PageReader(channels).read(records);
}

void forEachBlock(std::span<const std::byte> records, const std::map<std::uint16_t, mcap::Channel> &channels,
                  const std::function<void(const BlockHead &)> &visit)
{
    const auto known = kindsOf(channels);
    mcap::forEachMessage(records, [&](const mcap::Message &message) {
        const auto kind = known.find(message.channel);
        if (const auto head =
                kind != known.end() && kind->second == Kind::Block ? parseBlock(message) : std::nullopt)
            visit(*head);
        return true;
    });
}

} // namespace qd::recording
