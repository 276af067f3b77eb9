// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/mcap_writer.h"

#include "model/recording/mcap_records.h"

#include <zstd.h>

#include <algorithm>
#include <numeric>

namespace qd::mcap {

namespace {

constexpr int zstdLevel = 3;

/// The packed form and its name in the file; as it is, under no name, when zstd makes it no smaller.
std::pair<Bytes, std::string> packed(Bytes bytes)
{
    Bytes out(ZSTD_compressBound(bytes.size()));
    const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), zstdLevel);
    if (ZSTD_isError(size) || size >= bytes.size())
        return {std::move(bytes), {}};
    out.resize(size);
    return {std::move(out), "zstd"};
}

/// The records of one kind at the end of the file, and the SummaryOffset that finds them.
template <typename Records>
void appendGroup(Bytes &out, Bytes &offsets, std::uint64_t start, Opcode opcode, const Records &records)
{
    if (records.empty())
        return;
    const std::size_t before = out.size();
    for (const auto &record : records)
        appendRecord(out, opcode, content(record));
    Bytes offset;
    appendLittle(offset, static_cast<std::uint8_t>(opcode));
    appendLittle(offset, start + before);
    appendLittle(offset, static_cast<std::uint64_t>(out.size() - before));
    appendRecord(offsets, Opcode::SummaryOffset, offset);
}

} // namespace

Writer::Writer(std::unique_ptr<AppendSink> sink, Indexing indexing)
    : m_sink(std::move(sink))
    , m_indexing(indexing)
{}

Result<void> Writer::write(std::span<const std::byte> bytes)
{
    if (m_broken)
        return tl::unexpected(*m_broken);
    auto written = m_sink->append(bytes);
    if (!written)
        m_broken = written.error();
    m_position += bytes.size();
    return written;
}

Result<void> Writer::writeRecord(Opcode opcode, std::span<const std::byte> content)
{
    Bytes record;
    appendRecord(record, opcode, content);
    return write(record);
}

Result<void> Writer::begin(std::string_view profile, std::string_view library)
{
    const auto head = std::as_bytes(std::span(magic));
    Bytes bytes(head.begin(), head.end());
    appendRecord(bytes, Opcode::Header, headerContent(profile, library));
    return write(bytes);
}

Result<void> Writer::add(Schema schema)
{
    m_schemas.push_back(std::move(schema));
    return writeRecord(Opcode::Schema, content(m_schemas.back()));
}

Result<void> Writer::add(Channel channel)
{
    m_channels.push_back(std::move(channel));
    return writeRecord(Opcode::Channel, content(m_channels.back()));
}

void Writer::addMessage(std::uint16_t channel, std::uint64_t at, std::span<const std::byte> data)
{
    m_first = m_chunk.empty() ? at : std::min(m_first, at);
    m_last = m_chunk.empty() ? at : std::max(m_last, at);
    if (m_chunk.empty())
        beginChunk();
    if (m_indexing == Indexing::Messages)
        m_inChunk[channel].push_back({at, m_chunk.size()});
    Bytes message;
    message.reserve(data.size() + 22);
    appendLittle(message, channel);
    appendLittle(message, static_cast<std::uint32_t>(m_counts[channel]++));
    appendLittle(message, at);
    appendLittle(message, at);
    message.insert(message.end(), data.begin(), data.end());
    appendRecord(m_chunk, Opcode::Message, message);
}

/// Records at the front of the file have no checksum; in the chunk these have.
void Writer::beginChunk()
{
    for (const Schema &schema : m_schemas)
        appendRecord(m_chunk, Opcode::Schema, content(schema));
    for (const Channel &channel : m_channels)
        appendRecord(m_chunk, Opcode::Channel, content(channel));
}

Bytes Writer::messageIndexes(ChunkIndex &index) const
{
    Bytes out;
    for (const auto &[channel, positions] : m_inChunk) {
        index.messageIndexes[channel] = index.offset + index.length + out.size();
        Bytes record;
        appendLittle(record, channel);
        appendLittle(record, static_cast<std::uint32_t>(positions.size() * 16));
        for (const Position &position : positions) {
            appendLittle(record, position.at);
            appendLittle(record, position.offset);
        }
        appendRecord(out, Opcode::MessageIndex, record);
    }
    index.messageIndexLength = out.size();
    return out;
}

Result<void> Writer::endChunk()
{
    if (m_chunk.empty())
        return {};
    if (m_chunk.size() > largestChunk)
        m_broken = Error{ErrorCode::TooLarge, QStringLiteral("A chunk of more than 64 MiB cannot be recorded.")};
    if (m_broken)
        return tl::unexpected(*m_broken);
    ChunkIndex index{m_first, m_last, m_position, 0, {}, 0, {}, 0, m_chunk.size()};
    Bytes chunk;
    appendLittle(chunk, m_first);
    appendLittle(chunk, m_last);
    appendLittle(chunk, static_cast<std::uint64_t>(m_chunk.size()));
    appendLittle(chunk, crc32(m_chunk));
    Bytes body;
    std::tie(body, index.compression) = packed(std::exchange(m_chunk, {}));
    index.compressedSize = body.size();
    appendText(chunk, index.compression);
    appendLittle(chunk, static_cast<std::uint64_t>(body.size()));
    chunk.insert(chunk.end(), body.begin(), body.end());
    index.length = recordHead + chunk.size();

    Bytes bytes;
    appendRecord(bytes, Opcode::Chunk, chunk);
    const Bytes indexes = messageIndexes(index);
    bytes.insert(bytes.end(), indexes.begin(), indexes.end());
    m_inChunk.clear();
    m_chunks.push_back(std::move(index));
    return write(bytes);
}

Result<void> Writer::attach(std::string_view name, std::string_view mediaType, std::uint64_t at,
                            std::span<const std::byte> data)
{
    Bytes attachment;
    appendLittle(attachment, at);
    appendLittle(attachment, at);
    appendText(attachment, name);
    appendText(attachment, mediaType);
    appendLittle(attachment, static_cast<std::uint64_t>(data.size()));
    attachment.insert(attachment.end(), data.begin(), data.end());
    appendLittle(attachment, crc32(attachment));
    m_attachments.push_back(
        {m_position, recordHead + attachment.size(), at, data.size(), std::string(name), std::string(mediaType)});
    return writeRecord(Opcode::Attachment, attachment);
}

Result<void> Writer::addMetadata(std::string_view name, const StringMap &metadata)
{
    const Bytes bytes = metadataContent(name, metadata);
    m_metadata.push_back({m_position, recordHead + bytes.size(), std::string(name)});
    return writeRecord(Opcode::Metadata, bytes);
}

Result<void> Writer::sync()
{
    if (m_broken)
        return tl::unexpected(*m_broken);
    return m_sink->sync();
}

Bytes Writer::statistics() const
{
    std::uint64_t messages = 0;
    for (const auto &[channel, count] : m_counts)
        messages += count;
    std::uint64_t first = m_chunks.empty() ? 0 : m_chunks.front().first;
    std::uint64_t last = 0;
    for (const ChunkIndex &chunk : m_chunks) {
        first = std::min(first, chunk.first);
        last = std::max(last, chunk.last);
    }
    Bytes out;
    appendLittle(out, messages);
    appendLittle(out, static_cast<std::uint16_t>(m_schemas.size()));
    for (const std::size_t count : {m_channels.size(), m_attachments.size(), m_metadata.size(), m_chunks.size()})
        appendLittle(out, static_cast<std::uint32_t>(count));
    appendLittle(out, first);
    appendLittle(out, last);
    appendLittle(out, static_cast<std::uint32_t>(m_counts.size() * 10));
    for (const auto &[channel, count] : m_counts) {
        appendLittle(out, channel);
        appendLittle(out, count);
    }
    return out;
}

/// Everything after the data, up to the footer's checksum.
Bytes Writer::summary(std::uint64_t start) const
{
    Bytes out;
    Bytes offsets;
    appendGroup(out, offsets, start, Opcode::Schema, m_schemas);
    appendGroup(out, offsets, start, Opcode::Channel, m_channels);
    appendGroup(out, offsets, start, Opcode::ChunkIndex, m_chunks);
    appendGroup(out, offsets, start, Opcode::AttachmentIndex, m_attachments);
    appendGroup(out, offsets, start, Opcode::MetadataIndex, m_metadata);
    appendRecord(out, Opcode::Statistics, statistics());
    const std::uint64_t offsetStart = start + out.size();
    out.insert(out.end(), offsets.begin(), offsets.end());
    appendLittle(out, static_cast<std::uint8_t>(Opcode::Footer));
    appendLittle(out, static_cast<std::uint64_t>(footerSize - recordHead));
    appendLittle(out, start);
    appendLittle(out, offsetStart);
    return out;
}

Result<void> Writer::finish()
{
    if (auto ended = endChunk(); !ended)
        return ended;
    Bytes dataEnd;
    appendLittle(dataEnd, std::uint32_t{0}); // no checksum over all data: each chunk has its own
    if (auto written = writeRecord(Opcode::DataEnd, dataEnd); !written)
        return written;
    Bytes end = summary(m_position);
    appendLittle(end, crc32(end));
    const auto tail = std::as_bytes(std::span(magic));
    end.insert(end.end(), tail.begin(), tail.end());
    if (auto written = write(end); !written)
        return written;
    return sync();
}

} // namespace qd::mcap
