// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/mcap_reader.h"
#include "model/recording/mcap_records.h"

#include <algorithm>

namespace qd::mcap {

namespace {

constexpr std::size_t window = 1U << 20U;
/// Beyond this a file is garbage, or a hole of any size: whoever waits for the scan should not wait for that.
constexpr std::uint64_t mostUnreadable = 256U << 20U;
/// Of a chunk, up to and without the name of its compression.
constexpr std::size_t chunkHead = recordHead + 8 + 8 + 8 + 4;
constexpr std::size_t longestCompressionName = 16;
constexpr std::uint64_t dataEndLength = 4;
constexpr std::size_t longestHead = chunkHead + 4 + longestCompressionName + 8;

/// The chunk that begins with these bytes, as its own head tells it; nothing when its lengths contradict each
/// other, which is how one is told from other bytes.
std::optional<ChunkIndex> chunkFrom(std::span<const std::byte> bytes, std::uint64_t offset, std::uint64_t fileSize)
{
    LittleReader reader(bytes);
    if (static_cast<Opcode>(reader.take<std::uint8_t>()) != Opcode::Chunk)
        return std::nullopt;
    ChunkIndex index;
    index.offset = offset;
    const auto length = reader.take<std::uint64_t>();
    index.first = reader.take<std::uint64_t>();
    index.last = reader.take<std::uint64_t>();
    index.size = reader.take<std::uint64_t>();
    (void)reader.take<std::uint32_t>();
    const auto nameSize = reader.take<std::uint32_t>();
    if (nameSize > longestCompressionName)
        return std::nullopt;
    const auto name = reader.take(nameSize);
    index.compression.assign(reinterpret_cast<const char *>(name.data()), name.size());
    index.compressedSize = reader.take<std::uint64_t>();
    index.length = recordHead + length;
    const bool fits = !reader.overrun() && length < fileSize && index.length <= fileSize - offset &&
                      index.compressedSize == length - (chunkHead - recordHead) - 4 - nameSize - 8 &&
                      index.size <= largestChunk && index.first <= index.last;
    return fits ? std::optional(std::move(index)) : std::nullopt;
}

/// Walks a file whose end is not to be trusted.
class Scan
{
public:
    explicit Scan(const RandomFile &file)
        : m_file(file)
    {}

    Result<Contents> run()
    {
        m_contents.rebuilt = true;
        std::uint64_t offset = magic.size();
        while (offset < m_file.size()) {
            const auto next = record(offset);
            if (!next)
                return tl::unexpected(next.error());
            if (*next != 0) {
                offset = *next;
                continue;
            }
            const auto found = nextChunk(offset + 1);
            if (!found)
                return tl::unexpected(found.error());
            m_contents.unreadableBytes += *found - offset;
            offset = *found;
            if (m_contents.unreadableBytes > mostUnreadable) {
                m_contents.unreadableBytes += m_file.size() - offset;
                break;
            }
        }
        return std::move(m_contents);
    }

private:
    /// Takes the record at `offset` in and tells where the next begins; 0 when there is no record. A length is
    /// believed only when the content fills it: a wrong one would jump over what is undamaged.
    Result<std::uint64_t> record(std::uint64_t offset)
    {
        const auto head = m_file.read(offset, std::min<std::uint64_t>(longestHead, m_file.size() - offset));
        if (!head)
            return tl::unexpected(head.error());
        LittleReader reader(*head);
        const auto opcode = static_cast<Opcode>(reader.take<std::uint8_t>());
        const auto length = reader.take<std::uint64_t>();
        if (reader.overrun() || length > m_file.size() - offset - recordHead)
            return 0;
        const std::uint64_t end = offset + recordHead + length;
        if (opcode == Opcode::DataEnd && length == dataEndLength)
            return m_file.size(); // an index follows, which was found damaged before
        if (opcode == Opcode::Chunk) {
            auto chunk = chunkFrom(*head, offset, m_file.size());
            if (!chunk)
                return 0;
            m_contents.chunks.push_back(std::move(*chunk));
            return end;
        }
        if (length > largestChunk)
            return 0;
        const auto content = m_file.read(offset + recordHead, length);
        if (!content)
            return tl::unexpected(content.error());
        return take(opcode, offset, *content) ? end : 0;
    }

    /// False for what is no such record, or not filled by it.
    bool take(Opcode opcode, std::uint64_t offset, const Bytes &bytes)
    {
        const std::uint64_t whole = recordHead + bytes.size();
        switch (opcode) {
        case Opcode::Header:
            return isHeader(bytes);
        case Opcode::MessageIndex:
            return isMessageIndex(bytes);
        case Opcode::Schema:
            return filled(parseSchema(bytes), bytes, [&](Schema s) { m_contents.schemas[s.id] = std::move(s); });
        case Opcode::Channel:
            return filled(parseChannel(bytes), bytes,
                          [&](Channel c) { m_contents.channels[c.id] = std::move(c); });
        case Opcode::Attachment:
            return attachment(offset, bytes);
        case Opcode::Metadata:
            if (const auto metadata = parseMetadata(bytes);
                metadata && metadataContent(metadata->first, metadata->second).size() == bytes.size()) {
                m_contents.metadata.push_back({offset, whole, metadata->first});
                return true;
            }
            return false;
        default:
            return false;
        }
    }

    template <typename Record, typename Keep>
    static bool filled(std::optional<Record> record, const Bytes &bytes, Keep &&keep)
    {
        if (!record || content(*record).size() != bytes.size())
            return false;
        keep(std::move(*record));
        return true;
    }

    static bool isHeader(const Bytes &bytes)
    {
        LittleReader reader(bytes);
        (void)takeText(reader);
        (void)takeText(reader);
        return !reader.overrun() && reader.left().empty();
    }

    static bool isMessageIndex(const Bytes &bytes)
    {
        LittleReader reader(bytes);
        (void)reader.take<std::uint16_t>();
        return reader.take<std::uint32_t>() == reader.left().size() && !reader.overrun();
    }

    bool attachment(std::uint64_t offset, const Bytes &bytes)
    {
        LittleReader reader(bytes);
        AttachmentIndex index{offset, recordHead + bytes.size(), reader.take<std::uint64_t>(), 0, {}, {}};
        (void)reader.take<std::uint64_t>();
        index.name = takeText(reader);
        index.mediaType = takeText(reader);
        index.dataSize = reader.take<std::uint64_t>();
        if (reader.overrun() || reader.left().size() != index.dataSize + sizeof(std::uint32_t))
            return false;
        m_contents.attachments.push_back(std::move(index));
        return true;
    }

    /// Where the next thing that looks like a chunk begins; the size of the file when nothing does.
    Result<std::uint64_t> nextChunk(std::uint64_t from) const
    {
        const std::uint64_t begin = from;
        while (from < m_file.size() && from - begin <= mostUnreadable) {
            const auto bytes = m_file.read(from, std::min<std::uint64_t>(window, m_file.size() - from));
            if (!bytes)
                return tl::unexpected(bytes.error());
            const bool last = from + bytes->size() == m_file.size();
            const std::size_t looked = last ? bytes->size() : bytes->size() - longestHead;
            for (std::size_t i = 0; i < looked; ++i) {
                if (chunkFrom(std::span<const std::byte>(*bytes).subspan(i), from + i, m_file.size()))
                    return from + i;
            }
            from += looked;
        }
        return std::min(from, m_file.size());
    }

    const RandomFile &m_file;
    Contents m_contents;
};

} // namespace

Result<Contents> scan(const RandomFile &file)
{
    return Scan(file).run();
}

} // namespace qd::mcap
