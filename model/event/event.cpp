// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event.h"

#include <QtCore/QtGlobal>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace qd {

const Event &EventSnapshot::at(std::size_t index) const
{
    Q_ASSERT(index < m_size);
    const auto next = std::upper_bound(m_starts.begin(), m_starts.end(), index);
    const auto chunk = static_cast<std::size_t>(next - m_starts.begin()) - 1;
    return (*m_chunks[chunk])[index - m_starts[chunk]];
}

std::size_t EventSnapshot::lowerBound(Timestamp t) const
{
    const auto chunk =
        std::partition_point(m_chunks.begin(), m_chunks.end(), [t](const auto &c) { return c->back().at < t; });
    if (chunk == m_chunks.end())
        return m_size;
    const auto event =
        std::partition_point((*chunk)->begin(), (*chunk)->end(), [t](const Event &e) { return e.at < t; });
    return m_starts[static_cast<std::size_t>(chunk - m_chunks.begin())] +
           static_cast<std::size_t>(event - (*chunk)->begin());
}

std::vector<std::size_t> EventSnapshot::since(std::uint64_t seq) const
{
    std::vector<std::size_t> found;
    const std::uint64_t wanted = m_newestSeq - std::min(seq, m_newestSeq);
    for (std::size_t i = m_size; i > 0 && found.size() < wanted; --i)
        if (at(i - 1).seq > seq)
            found.push_back(i - 1);
    std::ranges::reverse(found);
    return found;
}

EventSnapshot EventSnapshot::of(std::vector<Event> events)
{
    std::set<std::tuple<QString, QString, std::uint64_t>> known;
    std::erase_if(events, [&known](const Event &event) {
        return !known.emplace(event.origin, event.originInstance, event.originSeq).second;
    });
    std::ranges::stable_sort(events, {}, [](const Event &event) { return std::pair(event.at, event.seq); });
    std::map<std::uint64_t, std::uint64_t> numbers;
    for (std::size_t i = 0; i < events.size(); ++i)
        numbers.emplace(std::exchange(events[i].seq, i + 1), i + 1);
    for (Event &event : events) {
        const auto corrected = numbers.find(event.supersedes);
        event.supersedes = corrected == numbers.end() ? 0 : corrected->second;
    }
    EventSnapshot snapshot;
    if (events.empty())
        return snapshot;
    snapshot.m_size = events.size();
    snapshot.m_newestSeq = events.size();
    snapshot.m_starts = {0};
    snapshot.m_chunks.push_back(std::make_shared<const Chunk>(std::move(events)));
    return snapshot;
}

EventSnapshot EventSnapshot::with(std::vector<Event> more) const
{
    auto all = std::make_shared<Chunk>();
    all->reserve(m_size + more.size());
    for (const auto &chunk : m_chunks)
        all->insert(all->end(), chunk->begin(), chunk->end());
    EventSnapshot merged;
    merged.m_newestSeq = m_newestSeq;
    for (Event &event : more) {
        event.seq = ++merged.m_newestSeq;
        all->push_back(std::move(event));
    }
    std::ranges::sort(
        *all, [](const Event &a, const Event &b) { return std::tie(a.at, a.seq) < std::tie(b.at, b.seq); });
    merged.m_size = all->size();
    if (merged.m_size > 0) {
        merged.m_chunks.push_back(std::move(all));
        merged.m_starts.push_back(0);
    }
    return merged;
}

} // namespace qd
