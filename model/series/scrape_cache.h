// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace qd {

/// Which series a text of an exposition stands for. A scrape lists the same texts in the same order nearly always,
/// so each entry remembers which one followed it: then a look-up is one comparison of bytes, without hashing.
class ScrapeCache
{
public:
    /// Texts remembered, and their bytes; past that the cache starts afresh, so that hostile churn cannot grow it.
    ScrapeCache(std::size_t maxTexts, std::size_t maxBytes)
        : m_maxTexts(maxTexts)
        , m_maxBytes(maxBytes)
    {}

    /// Call before the first look-up of each scrape.
    void rewind() { m_previous = nullptr; }
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text);
    /// Remembers a text that find() did not know.
    void add(std::string_view text, std::uint32_t series);
    void clear();

private:
    struct Entry
    {
        std::string text;
        std::uint32_t series = 0;
        Entry *next = nullptr;
    };
    void follow(Entry *entry);

    std::size_t m_maxTexts;
    std::size_t m_maxBytes;
    std::size_t m_bytes = 0;
    std::deque<Entry> m_entries; ///< a deque never moves what it holds
    std::unordered_map<std::string_view, Entry *> m_byText;
    Entry *m_first = nullptr;
    Entry *m_previous = nullptr;
};

} // namespace qd
