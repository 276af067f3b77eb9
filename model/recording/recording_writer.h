// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/recording/mcap_writer.h"
#include "model/recording/table.h"

#include <QtCore/QJsonObject>

#include <set>
#include <tuple>

namespace qd {

/// Writes a recording: chunks that each explain themselves (groups, series, one block a column, events), so that a
/// damaged chunk takes nothing else with it. Owned by one thread.
class RecordingWriter
{
public:
    explicit RecordingWriter(std::unique_ptr<AppendSink> sink, mcap::Indexing indexing = mcap::Indexing::Messages);

    /// `info` is what a reader should know before all else: service, release, tool, provenance.
    [[nodiscard]] Result<void> begin(mcap::StringMap info);
    /// Into the open chunk, which takes one table of each group. A chunk that grows beyond 16 MiB is ended and
    /// another begun; an error of that is told by the next endChunk().
    void addTable(const recording::Table &table);
    /// The number under which the file knows a group, and a series of it, that was added.
    [[nodiscard]] std::uint32_t groupId(const GroupConfig &group) const;
    [[nodiscard]] std::uint32_t seriesId(std::uint32_t group, const SeriesKey &key) const;
    void addEvent(const Event &event);

    /// Each as in mcap::Writer.
    [[nodiscard]] Result<void> endChunk();
    [[nodiscard]] Result<void> sync() { return m_writer.sync(); }
    [[nodiscard]] Result<void> addMetadata(std::string_view name, const mcap::StringMap &metadata)
    {
        return m_writer.addMetadata(name, metadata);
    }
    [[nodiscard]] Result<void> attach(std::string_view name, std::string_view mediaType,
                                      std::span<const std::byte> data)
    {
        return m_writer.attach(name, mediaType, 0, data);
    }
    /// Chunks that were ended so far.
    [[nodiscard]] std::size_t chunkCount() const { return m_writer.chunkCount(); }
    [[nodiscard]] Result<void> cut(std::uint64_t size) { return m_writer.cut(size); }
    [[nodiscard]] Result<void> finish();
    [[nodiscard]] std::uint64_t bytesWritten() const { return m_writer.bytesWritten(); }

private:
    using GroupKey = std::tuple<GroupKind, std::string, Labels>;

    [[nodiscard]] std::uint32_t describe(const GroupConfig &group, Timestamp at);
    [[nodiscard]] std::uint32_t describe(std::uint32_t group, const SeriesKey &key, SeriesType type, Timestamp at);
    bool endLargeChunk();
    void addJson(std::uint16_t channel, Timestamp at, const QJsonObject &json);
    void addBlock(std::uint32_t group, std::uint32_t series, const std::vector<std::int64_t> &times,
                  std::span<const std::byte> column);

    mcap::Writer m_writer;
    std::map<GroupKey, std::uint32_t> m_groups;
    std::map<std::pair<std::uint32_t, SeriesKey>, std::uint32_t> m_series;
    std::set<std::uint32_t> m_describedGroups; ///< in the open chunk
    std::set<std::uint32_t> m_describedSeries;
};

} // namespace qd
