// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/mcap_format.h"
#include "model/recording/random_file.h"

#include <functional>
#include <memory>
#include <span>

namespace qd::mcap {

/// What an MCAP file holds, without its messages.
struct Contents
{
    std::string profile;
    std::string library;
    std::map<std::uint16_t, Schema> schemas;
    std::map<std::uint16_t, Channel> channels;
    std::vector<ChunkIndex> chunks; ///< in the order of the file
    std::vector<AttachmentIndex> attachments;
    std::vector<MetadataIndex> metadata;
    bool rebuilt = false;              ///< the end was missing or damaged: found by scanning
    std::uint64_t unreadableBytes = 0; ///< passed over while scanning
};

/// Reads MCAP files, whole or damaged, and never changes them. Immutable after open(): any thread.
class Reader
{
public:
    /// NotFound, Io, or Invalid when the file is no MCAP file at all.
    [[nodiscard]] static Result<std::shared_ptr<const Reader>> open(const QString &path);

    [[nodiscard]] const Contents &contents() const { return m_contents; }
    [[nodiscard]] const RandomFile &file() const { return *m_file; }

    /// The records of a chunk, unpacked, their checksum verified. Corrupt when they are damaged.
    [[nodiscard]] Result<Bytes> chunk(const ChunkIndex &index) const;
    /// Corrupt when its checksum does not fit.
    [[nodiscard]] Result<Bytes> attachment(const AttachmentIndex &index) const;
    [[nodiscard]] Result<StringMap> metadata(const MetadataIndex &index) const;

private:
    explicit Reader(std::shared_ptr<const RandomFile> file);
    void takeChannelsFromChunk();
    std::shared_ptr<const RandomFile> m_file;
    Contents m_contents;
};

/// Every message of a chunk's records; stops when `visit` returns false. The records were verified: what does not
/// parse was written wrong and is passed over.
void forEachMessage(std::span<const std::byte> records, const std::function<bool(const Message &)> &visit);

/// The contents by the index at the end of the file; Corrupt when that is missing or damaged.
[[nodiscard]] Result<Contents> readSummary(const RandomFile &file);
/// The contents by walking through the file; after damage it goes on at the next record that looks like a chunk.
[[nodiscard]] Result<Contents> scan(const RandomFile &file);

} // namespace qd::mcap
