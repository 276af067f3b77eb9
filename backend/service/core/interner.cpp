// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/interner.h"

#include <functional>

namespace sessiond {
namespace {

std::size_t heapBytesOf(const std::string &text)
{
    return text.capacity() > 15 ? text.capacity() + 1 : 0;
}

} // namespace

std::size_t Interner::Hash::operator()(std::uint32_t number) const
{
    return (*this)(owner->text(number));
}

std::size_t Interner::Hash::operator()(std::string_view text) const
{
    return std::hash<std::string_view>{}(text);
}

Interner::Interner()
    : m_chunks(new std::atomic<Chunk *>[kChunks] {})
    , m_numbers(0, Hash{this}, Equal{this})
{}

Interner::~Interner()
{
    for (std::size_t i = 0; i < kChunks; ++i) {
        delete m_chunks[i].load();
    }
}

Interner::Entry &Interner::entry(std::uint32_t number) const
{
    return (*m_chunks[number / kChunk].load(std::memory_order_acquire))[number % kChunk];
}

std::uint32_t Interner::acquire(std::string_view text)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_numbers.find(text); found != m_numbers.end()) {
        ++entry(*found).count;
        return *found;
    }
    std::uint32_t number = m_next.load(std::memory_order_relaxed);
    if (!m_free.empty()) {
        number = m_free.back();
        m_free.pop_back();
    } else if (number == kChunk * kChunks) {
        return kNone;
    } else {
        std::atomic<Chunk *> &chunk = m_chunks[number / kChunk];
        if (chunk.load(std::memory_order_relaxed) == nullptr) {
            chunk.store(new Chunk, std::memory_order_release);
        }
        m_next.store(number + 1, std::memory_order_release);
    }
    Entry &fresh = entry(number);
    fresh.text = text;
    fresh.count = 1;
    m_numbers.insert(number);
    m_heapBytes += heapBytesOf(fresh.text);
    return number;
}

void Interner::release(std::uint32_t number)
{
    const std::lock_guard lock(m_mutex);
    Entry &old = entry(number);
    if (--old.count == 0) {
        m_numbers.erase(number);
        m_heapBytes -= heapBytesOf(old.text);
        old.text = std::string();
        m_free.push_back(number);
    }
}

std::uint32_t Interner::findLocked(std::string_view text) const
{
    const auto found = m_numbers.find(text);
    return found == m_numbers.end() ? kNone : *found;
}

std::uint64_t Interner::bytes() const
{
    const std::lock_guard lock(m_mutex);
    const std::uint64_t chunks = (m_next.load() + kChunk - 1) / kChunk;
    return chunks * sizeof(Chunk) + m_heapBytes + m_numbers.bucket_count() * 5 + m_free.capacity() * 4;
}

} // namespace sessiond
