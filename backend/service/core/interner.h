// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sessiond {

inline constexpr std::uint32_t kNone = 0xFFFFFFFFu;

/// Texts that many sessions share (user names, addresses), each kept once and counted. A number stays valid, and
/// the text behind it unchanged, while somebody holds a count on it.
class Interner
{
public:
    struct Entry
    {
        std::string text;
        std::uint32_t count = 0;
        // Only for users: their active sessions as a list through the records, newest first. Guarded by mutex().
        std::uint32_t head = kNone;
        std::atomic<std::uint32_t> live{0};
    };

    Interner();
    ~Interner();

    /// Takes one more count on the text's number, kNone only when 16 million texts are in use.
    [[nodiscard]] std::uint32_t acquire(std::string_view text);
    void release(std::uint32_t number);
    /// The number of a text without a count on it; it may vanish at any time unless the caller holds mutex().
    [[nodiscard]] std::uint32_t findLocked(std::string_view text) const;

    /// No lock needed while a count is held.
    [[nodiscard]] Entry &entry(std::uint32_t number) const;
    [[nodiscard]] std::string_view text(std::uint32_t number) const { return entry(number).text; }

    /// Guards the texts and, for users, the lists of their sessions.
    [[nodiscard]] std::mutex &mutex() const { return m_mutex; }
    /// Numbers ever handed out are below this.
    [[nodiscard]] std::uint32_t capacity() const { return m_next.load(std::memory_order_acquire); }
    [[nodiscard]] std::uint64_t bytes() const;

private:
    static constexpr std::size_t kChunk = 1024;
    static constexpr std::size_t kChunks = 16 * 1024;
    using Chunk = std::array<Entry, kChunk>;

    struct Hash
    {
        using is_transparent = void;
        const Interner *owner;
        std::size_t operator()(std::uint32_t number) const;
        std::size_t operator()(std::string_view text) const;
    };
    struct Equal
    {
        using is_transparent = void;
        const Interner *owner;
        bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
        bool operator()(std::uint32_t a, std::string_view b) const { return owner->text(a) == b; }
        bool operator()(std::string_view a, std::uint32_t b) const { return owner->text(b) == a; }
    };

    mutable std::mutex m_mutex;
    std::unique_ptr<std::atomic<Chunk *>[]> m_chunks;
    std::vector<std::uint32_t> m_free;
    std::atomic<std::uint32_t> m_next{0};
    std::atomic<std::uint64_t> m_heapBytes{0};
    boost::unordered_flat_set<std::uint32_t, Hash, Equal> m_numbers;
};

} // namespace sessiond
