// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/little_endian.h"
#include "model/recording/mcap_format.h"

#include <optional>
#include <span>
#include <string_view>

/// MCAP's records to bytes and back, as https://mcap.dev/spec lays them out.
namespace qd::mcap {

[[nodiscard]] std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before = 0);
[[nodiscard]] std::span<const std::byte> bytesOf(std::string_view text);

void appendText(Bytes &out, std::string_view text);
void appendRecord(Bytes &out, Opcode opcode, std::span<const std::byte> content);

[[nodiscard]] Bytes headerContent(std::string_view profile, std::string_view library);
[[nodiscard]] Bytes content(const Schema &schema);
[[nodiscard]] Bytes content(const Channel &channel);
[[nodiscard]] Bytes content(const ChunkIndex &index);
[[nodiscard]] Bytes content(const AttachmentIndex &index);
[[nodiscard]] Bytes content(const MetadataIndex &index);
[[nodiscard]] Bytes metadataContent(std::string_view name, const StringMap &metadata);

/// Each gives nothing when the bytes are no such record.
[[nodiscard]] std::optional<Schema> parseSchema(std::span<const std::byte> content);
[[nodiscard]] std::optional<Channel> parseChannel(std::span<const std::byte> content);
[[nodiscard]] std::optional<Message> parseMessage(std::span<const std::byte> content);
[[nodiscard]] std::optional<ChunkIndex> parseChunkIndex(std::span<const std::byte> content);
[[nodiscard]] std::optional<AttachmentIndex> parseAttachmentIndex(std::span<const std::byte> content);
[[nodiscard]] std::optional<MetadataIndex> parseMetadataIndex(std::span<const std::byte> content);
[[nodiscard]] std::optional<std::pair<std::string, StringMap>> parseMetadata(std::span<const std::byte> content);

/// A text with its length before it; empty and an overrun of the reader when it is cut.
[[nodiscard]] std::string takeText(LittleReader &reader);

/// Calls `visit(opcode, content)` for each whole record; stops when it returns false. False when the bytes do not
/// end with the end of a record.
template <typename Visit>
bool forEachRecord(std::span<const std::byte> bytes, Visit &&visit)
{
    LittleReader reader(bytes);
    while (!reader.left().empty()) {
        const auto opcode = static_cast<Opcode>(reader.take<std::uint8_t>());
        const auto length = reader.take<std::uint64_t>();
        const auto content = reader.take(length);
        if (reader.overrun())
            return false;
        if (!visit(opcode, content))
            return true;
    }
    return true;
}

} // namespace qd::mcap
