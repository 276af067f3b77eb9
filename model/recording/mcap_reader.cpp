// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/mcap_reader.h"

#include "model/recording/mcap_records.h"

#include <zstd.h>

#include <algorithm>

namespace qd::mcap {

namespace {

tl::unexpected<Error> damaged(const RandomFile &file, std::uint64_t offset, const char *what)
{
    return failure(ErrorCode::Corrupt,
                   QStringLiteral("%1: %2 at byte %3.").arg(file.path(), QLatin1String(what)).arg(offset));
}

/// The content of the record at `offset`, which must be of that kind and length.
Result<Bytes> recordAt(const RandomFile &file, std::uint64_t offset, std::uint64_t length, Opcode opcode)
{
    if (length < recordHead || length > largestSummary)
        return damaged(file, offset, "a record of impossible length");
    auto bytes = file.read(offset, length);
    if (!bytes)
        return bytes;
    LittleReader reader(*bytes);
    if (static_cast<Opcode>(reader.take<std::uint8_t>()) != opcode ||
        reader.take<std::uint64_t>() != length - recordHead)
        return damaged(file, offset, "another record than the index says");
    bytes->erase(bytes->begin(), bytes->begin() + recordHead);
    return bytes;
}

Result<Bytes> unpacked(const RandomFile &file, std::uint64_t offset, const std::string &compression,
                       std::span<const std::byte> packed, std::uint64_t size)
{
    if (size > largestChunk)
        return damaged(file, offset, "a chunk larger than 64 MiB");
    if (compression.empty() && packed.size() == size)
        return Bytes(packed.begin(), packed.end());
    if (compression != "zstd")
        return damaged(file, offset, "a chunk packed in a way not known here");
    Bytes bytes(size);
    const std::size_t done = ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size());
    if (ZSTD_isError(done) || done != size)
        return damaged(file, offset, "a chunk that cannot be unpacked");
    return bytes;
}

/// Takes a record of the summary into the contents; false when it is damaged.
bool takeSummary(Contents &into, Opcode opcode, std::span<const std::byte> content)
{
    const auto keep = [](auto parsed, auto &&store) {
        if (parsed)
            store(std::move(*parsed));
        return parsed.has_value();
    };
    switch (opcode) {
    case Opcode::Schema:
        return keep(parseSchema(content), [&](Schema s) { into.schemas[s.id] = std::move(s); });
    case Opcode::Channel:
        return keep(parseChannel(content), [&](Channel c) { into.channels[c.id] = std::move(c); });
    case Opcode::ChunkIndex:
        return keep(parseChunkIndex(content), [&](ChunkIndex i) { into.chunks.push_back(std::move(i)); });
    case Opcode::AttachmentIndex:
        return keep(parseAttachmentIndex(content),
                    [&](AttachmentIndex i) { into.attachments.push_back(std::move(i)); });
    case Opcode::MetadataIndex:
        return keep(parseMetadataIndex(content), [&](MetadataIndex i) { into.metadata.push_back(std::move(i)); });
    default:
        return true;
    }
}

/// One byte of it may be damaged: that takes nothing from what follows. Another digit in the place of the version
/// is no damage but another format.
bool looksLikeMcap(std::span<const std::byte> head)
{
    constexpr std::size_t versionAt = 5;
    int same = 0;
    if (head.size() > versionAt && head[versionAt] > std::byte{'0'} && head[versionAt] <= std::byte{'9'})
        return false;
    for (std::size_t i = 0; i < std::min(head.size(), magic.size()); ++i)
        same += std::to_integer<std::uint8_t>(head[i]) == magic[i] ? 1 : 0;
    return same + 1 >= static_cast<int>(magic.size());
}

} // namespace

Reader::Reader(std::shared_ptr<const RandomFile> file)
    : m_file(std::move(file))
{}

Result<std::shared_ptr<const Reader>> Reader::open(const QString &path)
{
    auto file = RandomFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const auto head = (*file)->read(0, std::min<std::uint64_t>(magic.size(), (*file)->size()));
    if (!head)
        return tl::unexpected(head.error());
    if (!looksLikeMcap(*head))
        return failure(ErrorCode::Invalid, QStringLiteral("%1 is not an MCAP file.").arg(path));
    std::shared_ptr<Reader> reader(new Reader(*file));
    auto contents = readSummary(**file);
    if (!contents && contents.error().code == ErrorCode::Corrupt)
        contents = scan(**file);
    if (!contents)
        return tl::unexpected(contents.error());
    reader->m_contents = std::move(*contents);
    if (reader->m_contents.rebuilt)
        reader->takeChannelsFromChunk();
    return reader;
}

/// Those in front of the chunks were read without a checksum, if at all: those of the first chunk that can be read
/// count instead.
void Reader::takeChannelsFromChunk()
{
    for (const ChunkIndex &index : m_contents.chunks) {
        const auto records = chunk(index);
        if (!records)
            continue;
        (void)forEachRecord(*records, [this](Opcode opcode, std::span<const std::byte> content) {
            if (opcode == Opcode::Schema || opcode == Opcode::Channel)
                (void)takeSummary(m_contents, opcode, content);
            return opcode != Opcode::Message;
        });
        return;
    }
}

Result<Bytes> Reader::chunk(const ChunkIndex &index) const
{
    const auto content = recordAt(*m_file, index.offset, index.length, Opcode::Chunk);
    if (!content)
        return content;
    LittleReader reader(*content);
    (void)reader.take(2 * sizeof(std::uint64_t)); // its times: those of the messages count
    const auto size = reader.take<std::uint64_t>();
    const auto checksum = reader.take<std::uint32_t>();
    const std::string compression = takeText(reader);
    const auto packed = reader.take(reader.take<std::uint64_t>());
    if (reader.overrun())
        return damaged(*m_file, index.offset, "a chunk whose parts do not fit");
    auto bytes = unpacked(*m_file, index.offset, compression, packed, size);
    if (bytes && crc32(*bytes) != checksum)
        return damaged(*m_file, index.offset, "a chunk whose checksum is wrong");
    return bytes;
}

Result<Bytes> Reader::attachment(const AttachmentIndex &index) const
{
    auto content = recordAt(*m_file, index.offset, index.length, Opcode::Attachment);
    if (!content)
        return content;
    if (content->size() < sizeof(std::uint32_t))
        return damaged(*m_file, index.offset, "an attachment cut short");
    const auto body = std::span<const std::byte>(*content).first(content->size() - sizeof(std::uint32_t));
    const auto checksum =
        LittleReader(std::span<const std::byte>(*content).last(sizeof(std::uint32_t))).take<std::uint32_t>();
    if (checksum != 0 && crc32(body) != checksum)
        return damaged(*m_file, index.offset, "an attachment whose checksum is wrong");
    LittleReader reader(body);
    (void)reader.take(2 * sizeof(std::uint64_t));
    (void)takeText(reader);
    (void)takeText(reader);
    const auto data = reader.take(reader.take<std::uint64_t>());
    if (reader.overrun())
        return damaged(*m_file, index.offset, "an attachment whose parts do not fit");
    return Bytes(data.begin(), data.end());
}

Result<StringMap> Reader::metadata(const MetadataIndex &index) const
{
    const auto content = recordAt(*m_file, index.offset, index.length, Opcode::Metadata);
    if (!content)
        return tl::unexpected(content.error());
    auto parsed = parseMetadata(*content);
    if (!parsed)
        return damaged(*m_file, index.offset, "metadata whose parts do not fit");
    return std::move(parsed->second);
}

void forEachMessage(std::span<const std::byte> records, const std::function<bool(const Message &)> &visit)
{
    (void)forEachRecord(records, [&](Opcode opcode, std::span<const std::byte> content) {
        const auto message = opcode == Opcode::Message ? parseMessage(content) : std::nullopt;
        return !message || visit(*message);
    });
}

Result<Contents> readSummary(const RandomFile &file)
{
    constexpr std::size_t tail = footerSize + magic.size();
    const std::uint64_t end = file.size() < tail ? 0 : file.size() - tail;
    const auto last = file.read(end, std::min<std::uint64_t>(tail, file.size()));
    if (!last)
        return tl::unexpected(last.error());
    LittleReader footer(*last);
    const bool isFooter = static_cast<Opcode>(footer.take<std::uint8_t>()) == Opcode::Footer &&
                          footer.take<std::uint64_t>() == footerSize - recordHead;
    const auto start = footer.take<std::uint64_t>();
    (void)footer.take<std::uint64_t>();
    const auto checksum = footer.take<std::uint32_t>();
    if (!isFooter || !std::ranges::equal(footer.left(), std::as_bytes(std::span(magic))) || start == 0 ||
        start > end || end - start > largestSummary)
        return damaged(file, end, "no end of a recording");
    const auto summary = file.read(start, end - start);
    if (!summary)
        return tl::unexpected(summary.error());
    const auto uncovered = std::span<const std::byte>(*last).first(footerSize - sizeof(checksum));
    if (checksum != 0 && crc32(uncovered, crc32(*summary)) != checksum)
        return damaged(file, start, "an index whose checksum is wrong");
    Contents contents;
    bool good = true;
    const bool whole = forEachRecord(*summary, [&](Opcode opcode, std::span<const std::byte> content) {
        return good = takeSummary(contents, opcode, content);
    });
    if (!whole || !good)
        return damaged(file, start, "an index whose parts do not fit");
    return contents;
}

} // namespace qd::mcap
