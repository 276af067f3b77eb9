// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/overview_builder.h"
#include "model/recording/recording_writer.h"

#include <memory>

namespace qd::recording {

/// Writes a whole recording: rows that come in any portions leave in columns of full blocks, a chunk each, events
/// in chunks of their own, with an overview and an index at the end, so that FileHistory opens it without reading
/// it. For compaction, saving and import. The first failure stops it: later calls do nothing, and finish() tells
/// it. Owned by one thread.
class CompactWriter
{
public:
    /// Makes the file, which must not exist. Io as of AppendFile. `info` as of RecordingWriter::begin().
    [[nodiscard]] static Result<std::unique_ptr<CompactWriter>> create(const QString &path, mcap::StringMap info);

    /// Rows of one group, which rise in time over all calls for that group: those that do not are dropped and
    /// counted. False once anything has failed.
    bool add(const Table &table);
    bool add(const Event &event);
    /// Said in words in the file: what of its source could not be read.
    void lose(QString words);
    /// Ends the file and syncs it; nothing may follow. The file stays, whatever the result.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] std::int64_t droppedRows() const { return m_assembler.droppedRows(); }
    [[nodiscard]] std::uint64_t bytesWritten() const { return m_writer.bytesWritten(); }

private:
    explicit CompactWriter(std::unique_ptr<AppendSink> sink);
    void put(const Table &table);
    void putEvents();
    [[nodiscard]] std::uint32_t chunkNumber() const; ///< of the one that is open

    RecordingWriter m_writer;
    TableAssembler m_assembler;
    OverviewBuilder m_overview;
    std::vector<Event> m_events; ///< for the next chunk of them
    std::vector<QString> m_lost;
    Result<void> m_done;
};

} // namespace qd::recording
