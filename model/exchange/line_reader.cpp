// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/line_reader.h"

#include <algorithm>
#include <cstring>

namespace qd::exchange {

namespace {

constexpr std::size_t linePortion = 256U << 10U;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

} // namespace

LineReader::LineReader(std::shared_ptr<const RandomFile> file)
    : m_file(std::move(file))
{}

Result<LineReader> LineReader::open(const QString &path)
{
    auto file = RandomFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    return LineReader(std::move(*file));
}

/// False at the end of the file. What was read and not taken moves to the front of the buffer.
Result<bool> LineReader::readMore()
{
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(linePortion, m_file->size() - m_offset));
    if (count == 0)
        return false;
    const auto bytes = m_file->read(m_offset, count);
    if (!bytes)
        return tl::unexpected(bytes.error());
    m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(m_at));
    m_at = 0;
    const auto *text = reinterpret_cast<const char *>(bytes->data());
    m_buffer.insert(m_buffer.end(), text, text + bytes->size());
    m_offset += count;
    return true;
}

void LineReader::takeLine(std::size_t length, std::size_t with)
{
    m_line = {m_buffer.data() + m_at, length};
    m_at += with;
    m_ended = with > length;
    if (m_number == 1 && m_line.starts_with(byteOrderMark))
        m_line.remove_prefix(byteOrderMark.size());
    if (m_ended && m_line.ends_with('\r'))
        m_line.remove_suffix(1);
}

Result<LineReader::Step> LineReader::next()
{
    ++m_number;
    std::size_t searched = 0;
    bool tooLong = false;
    while (true) {
        const std::size_t waiting = m_buffer.size() - m_at;
        const char *from = m_buffer.data() + m_at;
        const void *found = waiting > searched ? std::memchr(from + searched, '\n', waiting - searched) : nullptr;
        if (found) {
            const auto length = static_cast<std::size_t>(static_cast<const char *>(found) - from);
            takeLine(length, length + 1);
            return tooLong || length > longestLine ? Step::TooLong : Step::Line;
        }
        searched = waiting;
        if (waiting > longestLine) { // what is known of it already is given up
            tooLong = true;
            m_at = m_buffer.size();
            searched = 0;
        }
        const auto more = readMore();
        if (!more)
            return tl::unexpected(more.error());
        if (*more)
            continue;
        if (waiting == 0 && !tooLong)
            return Step::End;
        takeLine(m_buffer.size() - m_at, m_buffer.size() - m_at);
        return tooLong ? Step::TooLong : Step::Line;
    }
}

} // namespace qd::exchange
