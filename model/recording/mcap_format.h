// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// The container of recordings: MCAP, version 0 (https://mcap.dev/spec). Frozen: files carry these numbers.
namespace qd::mcap {

enum class Opcode : std::uint8_t {
    Header = 0x01,
    Footer = 0x02,
    Schema = 0x03,
    Channel = 0x04,
    Message = 0x05,
    Chunk = 0x06,
    MessageIndex = 0x07,
    ChunkIndex = 0x08,
    Attachment = 0x09,
    AttachmentIndex = 0x0a,
    Statistics = 0x0b,
    Metadata = 0x0c,
    MetadataIndex = 0x0d,
    SummaryOffset = 0x0e,
    DataEnd = 0x0f,
};

inline constexpr std::array<std::uint8_t, 8> magic{0x89, 'M', 'C', 'A', 'P', 0x30, '\r', '\n'};
inline constexpr std::size_t recordHead = 1 + 8;           ///< opcode and length
inline constexpr std::size_t footerSize = recordHead + 20; ///< of the whole record
inline constexpr std::size_t largestChunk = 64U << 20U;    ///< unpacked; larger ones are refused
inline constexpr std::size_t largestSummary = 256U << 20U; ///< of everything after the data

using Bytes = std::vector<std::byte>;
using StringMap = std::map<std::string, std::string>;

struct Schema
{
    std::uint16_t id = 0;
    std::string name;
    std::string encoding;
    std::string data;
};

struct Channel
{
    std::uint16_t id = 0;
    std::uint16_t schema = 0;
    std::string topic;
    std::string encoding;
    StringMap metadata;
};

/// Where a chunk lies and what time it covers (nanoseconds since the epoch, last inclusive).
struct ChunkIndex
{
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t offset = 0; ///< of the record's opcode
    std::uint64_t length = 0; ///< of the whole record
    std::map<std::uint16_t, std::uint64_t> messageIndexes;
    std::uint64_t messageIndexLength = 0;
    std::string compression;
    std::uint64_t compressedSize = 0;
    std::uint64_t size = 0;
};

struct AttachmentIndex
{
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::uint64_t at = 0;
    std::uint64_t dataSize = 0;
    std::string name;
    std::string mediaType;
};

struct MetadataIndex
{
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::string name;
};

/// A message as it lies in an unpacked chunk, which must outlive it.
struct Message
{
    std::uint16_t channel = 0;
    std::uint32_t sequence = 0;
    std::uint64_t at = 0;
    const std::byte *data = nullptr;
    std::size_t size = 0;
};

} // namespace qd::mcap
