// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/mcap_records.h"

#include <zlib.h>

namespace qd::mcap {

namespace {

void appendMap(Bytes &out, const StringMap &map)
{
    Bytes entries;
    for (const auto &[key, value] : map) {
        appendText(entries, key);
        appendText(entries, value);
    }
    appendLittle(out, static_cast<std::uint32_t>(entries.size()));
    out.insert(out.end(), entries.begin(), entries.end());
}

StringMap takeMap(LittleReader &reader)
{
    LittleReader entries(reader.take(reader.take<std::uint32_t>()));
    StringMap map;
    while (!entries.left().empty() && !entries.overrun()) {
        std::string key = takeText(entries);
        map[std::move(key)] = takeText(entries);
    }
    return map;
}

/// The record when nothing ran over the end. Bytes left over are no fault: later versions of MCAP may append
/// fields.
template <typename Record>
std::optional<Record> whole(const LittleReader &reader, Record record)
{
    return reader.overrun() ? std::nullopt : std::optional(std::move(record));
}

} // namespace

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before)
{
    return static_cast<std::uint32_t>(
        ::crc32_z(before, reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size()));
}

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

void appendText(Bytes &out, std::string_view text)
{
    appendLittle(out, static_cast<std::uint32_t>(text.size()));
    const auto bytes = bytesOf(text);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

std::string takeText(LittleReader &reader)
{
    const auto bytes = reader.take(reader.take<std::uint32_t>());
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

void appendRecord(Bytes &out, Opcode opcode, std::span<const std::byte> content)
{
    appendLittle(out, static_cast<std::uint8_t>(opcode));
    appendLittle(out, static_cast<std::uint64_t>(content.size()));
    out.insert(out.end(), content.begin(), content.end());
}

Bytes headerContent(std::string_view profile, std::string_view library)
{
    Bytes out;
    appendText(out, profile);
    appendText(out, library);
    return out;
}

Bytes content(const Schema &schema)
{
    Bytes out;
    appendLittle(out, schema.id);
    appendText(out, schema.name);
    appendText(out, schema.encoding);
    appendText(out, schema.data);
    return out;
}

Bytes content(const Channel &channel)
{
    Bytes out;
    appendLittle(out, channel.id);
    appendLittle(out, channel.schema);
    appendText(out, channel.topic);
    appendText(out, channel.encoding);
    appendMap(out, channel.metadata);
    return out;
}

Bytes content(const ChunkIndex &index)
{
    Bytes out;
    appendLittle(out, index.first);
    appendLittle(out, index.last);
    appendLittle(out, index.offset);
    appendLittle(out, index.length);
    appendLittle(out, static_cast<std::uint32_t>(index.messageIndexes.size() * 10));
    for (const auto &[channel, offset] : index.messageIndexes) {
        appendLittle(out, channel);
        appendLittle(out, offset);
    }
    appendLittle(out, index.messageIndexLength);
    appendText(out, index.compression);
    appendLittle(out, index.compressedSize);
    appendLittle(out, index.size);
    return out;
}

Bytes content(const AttachmentIndex &index)
{
    Bytes out;
    appendLittle(out, index.offset);
    appendLittle(out, index.length);
    appendLittle(out, index.at);
    appendLittle(out, index.at);
    appendLittle(out, index.dataSize);
    appendText(out, index.name);
    appendText(out, index.mediaType);
    return out;
}

Bytes content(const MetadataIndex &index)
{
    Bytes out;
    appendLittle(out, index.offset);
    appendLittle(out, index.length);
    appendText(out, index.name);
    return out;
}

Bytes metadataContent(std::string_view name, const StringMap &metadata)
{
    Bytes out;
    appendText(out, name);
    appendMap(out, metadata);
    return out;
}

std::optional<Schema> parseSchema(std::span<const std::byte> content)
{
    LittleReader reader(content);
    Schema schema;
    schema.id = reader.take<std::uint16_t>();
    schema.name = takeText(reader);
    schema.encoding = takeText(reader);
    schema.data = takeText(reader);
    return whole(reader, std::move(schema));
}

std::optional<Channel> parseChannel(std::span<const std::byte> content)
{
    LittleReader reader(content);
    Channel channel;
    channel.id = reader.take<std::uint16_t>();
    channel.schema = reader.take<std::uint16_t>();
    channel.topic = takeText(reader);
    channel.encoding = takeText(reader);
    channel.metadata = takeMap(reader);
    return whole(reader, std::move(channel));
}

std::optional<Message> parseMessage(std::span<const std::byte> content)
{
    LittleReader reader(content);
    Message message;
    message.channel = reader.take<std::uint16_t>();
    message.sequence = reader.take<std::uint32_t>();
    message.at = reader.take<std::uint64_t>();
    (void)reader.take<std::uint64_t>(); // the time of publishing, which is the same
    message.data = reader.left().data();
    message.size = reader.left().size();
    return whole(reader, message);
}

std::optional<ChunkIndex> parseChunkIndex(std::span<const std::byte> content)
{
    LittleReader reader(content);
    ChunkIndex index;
    index.first = reader.take<std::uint64_t>();
    index.last = reader.take<std::uint64_t>();
    index.offset = reader.take<std::uint64_t>();
    index.length = reader.take<std::uint64_t>();
    LittleReader offsets(reader.take(reader.take<std::uint32_t>()));
    while (!offsets.left().empty() && !offsets.overrun()) {
        const auto channel = offsets.take<std::uint16_t>();
        index.messageIndexes[channel] = offsets.take<std::uint64_t>();
    }
    index.messageIndexLength = reader.take<std::uint64_t>();
    index.compression = takeText(reader);
    index.compressedSize = reader.take<std::uint64_t>();
    index.size = reader.take<std::uint64_t>();
    return whole(reader, std::move(index));
}

std::optional<AttachmentIndex> parseAttachmentIndex(std::span<const std::byte> content)
{
    LittleReader reader(content);
    AttachmentIndex index;
    index.offset = reader.take<std::uint64_t>();
    index.length = reader.take<std::uint64_t>();
    index.at = reader.take<std::uint64_t>();
    (void)reader.take<std::uint64_t>();
    index.dataSize = reader.take<std::uint64_t>();
    index.name = takeText(reader);
    index.mediaType = takeText(reader);
    return whole(reader, std::move(index));
}

std::optional<MetadataIndex> parseMetadataIndex(std::span<const std::byte> content)
{
    LittleReader reader(content);
    MetadataIndex index;
    index.offset = reader.take<std::uint64_t>();
    index.length = reader.take<std::uint64_t>();
    index.name = takeText(reader);
    return whole(reader, std::move(index));
}

std::optional<std::pair<std::string, StringMap>> parseMetadata(std::span<const std::byte> content)
{
    LittleReader reader(content);
    std::string name = takeText(reader);
    StringMap map = takeMap(reader);
    return whole(reader, std::pair(std::move(name), std::move(map)));
}

} // namespace qd::mcap
