// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/text_output.h"

namespace qd::exchange {

namespace {

constexpr std::size_t pieceBytes = 256U << 10U;

} // namespace

TextOutput::TextOutput(std::unique_ptr<AppendSink> sink)
    : m_sink(std::move(sink))
{}

bool TextOutput::put(std::string_view text)
{
    m_buffer += text;
    m_bytes += text.size();
    if (m_buffer.size() >= pieceBytes)
        flush();
    return good();
}

void TextOutput::flush()
{
    if (m_done)
        m_done = m_sink->append(std::as_bytes(std::span(m_buffer)));
    m_buffer.clear();
}

Result<void> TextOutput::finish()
{
    flush();
    return m_done ? m_sink->sync() : m_done;
}

} // namespace qd::exchange
