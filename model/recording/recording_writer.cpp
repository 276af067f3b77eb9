// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/recording_writer.h"

#include "model/base/little_endian.h"
#include "model/event/event_json.h"
#include "model/recording/mcap_records.h"
#include "model/recording/recording_format.h"
#include "model/recording/recording_info.h"
#include "model/recording/recording_json.h"
#include "model/series/column_codec.h"

#include <QtCore/QJsonDocument>

#include <algorithm>
#include <limits>

namespace qd {

namespace {

using recording::Kind;

constexpr auto idOf(Kind kind)
{
    return static_cast<std::uint16_t>(kind);
}

std::uint64_t nanos(std::int64_t ms)
{
    constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1'000'000; // the year 2262
    return static_cast<std::uint64_t>(std::clamp<std::int64_t>(ms, 0, latest)) * 1'000'000U;
}

} // namespace

RecordingWriter::RecordingWriter(std::unique_ptr<AppendSink> sink, mcap::Indexing indexing)
    : m_writer(std::move(sink), indexing)
{}

Result<void> RecordingWriter::begin(mcap::StringMap info)
{
    info[std::string(recording::versionKey)] = std::to_string(recording::version);
    auto done = m_writer.begin(recording::profile, "quarterdeck");
    for (const auto &kind : recording::kinds) {
        if (done)
            done = m_writer.add(mcap::Schema{idOf(kind.kind), std::string(kind.schema), "", ""});
        if (done)
            done = m_writer.add(mcap::Channel{
                idOf(kind.kind), idOf(kind.kind), std::string(kind.topic), std::string(kind.encoding), {}});
    }
    return done ? m_writer.addMetadata(recording::infoName, recording::sealed(std::move(info))) : done;
}

// Columns are not packed one by one: the chunk is packed as a whole, which finds more in common and keeps the
// files smaller.
void RecordingWriter::addTable(const recording::Table &table)
{
    if (table.times.empty())
        return;
    const Timestamp first{Millis(table.times.front())};
    const auto times = encodeTimes(table.times, ColumnPacking::Plain);
    std::uint32_t group = 0;
    const auto beginPart = [&] {
        group = describe(table.group, first);
        addBlock(group, 0, table.times, times);
    };
    (void)endLargeChunk();
    beginPart();
    for (const auto &column : table.columns) {
        if (endLargeChunk())
            beginPart();
        const std::uint32_t series = describe(group, column.key, column.type, first);
        addBlock(group, series, table.times, encodeColumn(column.cells, ColumnPacking::Plain));
    }
}

std::uint32_t RecordingWriter::groupId(const GroupConfig &group) const
{
    return m_groups.at(GroupKey{group.kind, group.name, group.target});
}

std::uint32_t RecordingWriter::seriesId(std::uint32_t group, const SeriesKey &key) const
{
    return m_series.at({group, key});
}

bool RecordingWriter::endLargeChunk()
{
    constexpr std::size_t large = 16U << 20U;
    if (m_writer.pending() <= large)
        return false;
    (void)endChunk(); // the writer keeps the error
    return true;
}

void RecordingWriter::addEvent(const Event &event)
{
    (void)endLargeChunk();
    addJson(idOf(Kind::Event), event.at, toJson(event));
}

std::uint32_t RecordingWriter::describe(const GroupConfig &group, Timestamp at)
{
    const auto [it, isNew] = m_groups.try_emplace(GroupKey{group.kind, group.name, group.target},
                                                  static_cast<std::uint32_t>(m_groups.size() + 1));
    if (m_describedGroups.insert(it->second).second)
        addJson(idOf(Kind::Group), at, recording::toJson(it->second, group));
    return it->second;
}

std::uint32_t RecordingWriter::describe(std::uint32_t group, const SeriesKey &key, SeriesType type, Timestamp at)
{
    const auto [it, isNew] = m_series.try_emplace({group, key}, static_cast<std::uint32_t>(m_series.size() + 1));
    if (m_describedSeries.insert(it->second).second)
        addJson(idOf(Kind::Series), at, recording::toJson(it->second, group, key, type));
    return it->second;
}

void RecordingWriter::addJson(std::uint16_t channel, Timestamp at, const QJsonObject &json)
{
    const QByteArray text = QJsonDocument(json).toJson(QJsonDocument::Compact);
    m_writer.addMessage(channel, nanos(at.time_since_epoch().count()),
                        mcap::bytesOf({text.constData(), static_cast<std::size_t>(text.size())}));
}

/// Frozen: a head of 32 bytes, then the column.
void RecordingWriter::addBlock(std::uint32_t group, std::uint32_t series, const std::vector<std::int64_t> &times,
                               std::span<const std::byte> column)
{
    mcap::Bytes message;
    message.reserve(column.size() + 32);
    appendLittle(message, group);
    appendLittle(message, series);
    appendLittle(message, times.front());
    appendLittle(message, times.back());
    appendLittle(message, static_cast<std::uint32_t>(times.size()));
    appendLittle(message, std::uint32_t{0});
    message.insert(message.end(), column.begin(), column.end());
    // At its last time, as its descriptions are at the first: so a chunk's index tells the whole span.
    m_writer.addMessage(idOf(Kind::Block), nanos(times.back()), message);
}

Result<void> RecordingWriter::endChunk()
{
    m_describedGroups.clear();
    m_describedSeries.clear();
    return m_writer.endChunk();
}

Result<void> RecordingWriter::finish()
{
    return m_writer.finish();
}

} // namespace qd
