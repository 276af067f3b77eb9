// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/scrape_cache.h"

namespace qd {

std::optional<std::uint32_t> ScrapeCache::find(std::string_view text)
{
    Entry *expected = m_previous ? m_previous->next : m_first;
    if (!expected || expected->text != text) {
        const auto it = m_byText.find(text);
        if (it == m_byText.end())
            return std::nullopt;
        expected = it->second;
    }
    follow(expected);
    return expected->series;
}

void ScrapeCache::add(std::string_view text, std::uint32_t series)
{
    if (m_entries.size() >= m_maxTexts || m_bytes + text.size() > m_maxBytes)
        clear();
    m_bytes += text.size();
    Entry &entry = m_entries.emplace_back(Entry{std::string(text), series, nullptr});
    m_byText.emplace(entry.text, &entry);
    follow(&entry);
}

void ScrapeCache::follow(Entry *entry)
{
    (m_previous ? m_previous->next : m_first) = entry;
    m_previous = entry;
}

void ScrapeCache::clear()
{
    m_byText.clear();
    m_entries.clear();
    m_bytes = 0;
    m_first = m_previous = nullptr;
}

} // namespace qd
