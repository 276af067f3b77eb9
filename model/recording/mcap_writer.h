// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/append_file.h"
#include "model/recording/mcap_format.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace qd::mcap {

/// Whether every message of a chunk gets an entry of 16 bytes behind it. Where chunks are short those would
/// outweigh the messages; readers then walk the chunk.
enum class Indexing { Chunks, Messages };

/// Writes one MCAP file from the front to the back. Messages gather in memory until endChunk(); what endChunk()
/// and sync() acknowledged is on disk and is found again without the end of the file. After a failed write the
/// file ends in a torn record and every further call gives the same error. Owned by one thread.
class Writer
{
public:
    explicit Writer(std::unique_ptr<AppendSink> sink, Indexing indexing = Indexing::Messages);

    [[nodiscard]] Result<void> begin(std::string_view profile, std::string_view library);
    /// Before the first message of the channel; also repeated in every chunk and at the end of the file.
    [[nodiscard]] Result<void> add(Schema schema);
    [[nodiscard]] Result<void> add(Channel channel);

    /// `at` is nanoseconds since the epoch.
    void addMessage(std::uint16_t channel, std::uint64_t at, std::span<const std::byte> data);
    /// Bytes that wait for endChunk().
    [[nodiscard]] std::size_t pending() const { return m_chunk.size(); }
    /// Packs what waits with zstd, where that helps, and writes it. Nothing waits afterwards, not even when it
    /// failed.
    [[nodiscard]] Result<void> endChunk();
    /// Chunks that were ended so far.
    [[nodiscard]] std::size_t chunkCount() const { return m_chunks.size(); }

    [[nodiscard]] Result<void> attach(std::string_view name, std::string_view mediaType, std::uint64_t at,
                                      std::span<const std::byte> data);
    [[nodiscard]] Result<void> addMetadata(std::string_view name, const StringMap &metadata);
    [[nodiscard]] Result<void> sync();
    /// Ends the open chunk, writes index and statistics, syncs. Nothing may follow.
    [[nodiscard]] Result<void> finish();

    /// Takes back what follows the first `size` bytes of the file, after a failure: nothing may be written then.
    [[nodiscard]] Result<void> cut(std::uint64_t size) { return m_sink->cut(size); }

    [[nodiscard]] std::uint64_t bytesWritten() const { return m_position; }

private:
    struct Position
    {
        std::uint64_t at = 0;
        std::uint64_t offset = 0;
    };

    [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);
    [[nodiscard]] Result<void> writeRecord(Opcode opcode, std::span<const std::byte> content);
    void beginChunk();
    [[nodiscard]] Bytes messageIndexes(ChunkIndex &index) const;
    [[nodiscard]] Bytes statistics() const;
    [[nodiscard]] Bytes summary(std::uint64_t start) const;

    std::unique_ptr<AppendSink> m_sink;
    Indexing m_indexing;
    std::uint64_t m_position = 0;
    std::optional<Error> m_broken;

    Bytes m_chunk;
    std::map<std::uint16_t, std::vector<Position>> m_inChunk;
    std::uint64_t m_first = 0;
    std::uint64_t m_last = 0;

    std::vector<Schema> m_schemas;
    std::vector<Channel> m_channels;
    std::vector<ChunkIndex> m_chunks;
    std::vector<AttachmentIndex> m_attachments;
    std::vector<MetadataIndex> m_metadata;
    std::map<std::uint16_t, std::uint64_t> m_counts; ///< of messages, by channel
};

} // namespace qd::mcap
