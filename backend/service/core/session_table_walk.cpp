// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the table that walk over it: expiry, collection, purge, measuring.
#include "backend/service/core/session_shard.h"
#include "backend/service/core/session_table.h"

#include <algorithm>
#include <limits>
#include <thread>

namespace sessiond {
namespace {

/// A service that a drill stops is slow, and can still be drained and ended.
constexpr std::chrono::seconds kLongestStop{8};

/// Calls `look` with every record of the shard, last to first, and lets go of the lock every kMostLooks. Meanwhile
/// a removal moves only records that were looked at already: one may be met twice, none is missed.
template <typename Look>
void walkInSlices(const SessionShard &shard, const Look &look)
{
    for (std::uint32_t next = kNone; next != 0; std::this_thread::yield()) {
        const std::lock_guard lock(shard.mutex);
        next = std::min(next, shard.count);
        const std::uint32_t end = next - std::min(next, SessionTable::kMostLooks);
        while (next > end) {
            look(shard.at(--next));
        }
    }
}

} // namespace

std::vector<SessionKey> SessionTable::sessionsOf(std::string_view user) const
{
    std::vector<SessionKey> keys;
    const std::lock_guard lock(m_users.mutex());
    const std::uint32_t number = m_users.findLocked(user);
    for (std::uint32_t slot = number == kNone ? kNone : m_users.entry(number).head; slot != kNone;) {
        const SessionRecord &record = recordAt(slot);
        keys.push_back({record.digest, record.serial, record.created});
        slot = record.next;
    }
    return keys;
}

std::uint32_t SessionTable::activeOf(std::string_view user) const
{
    const std::lock_guard lock(m_users.mutex());
    const std::uint32_t number = m_users.findLocked(user);
    return number == kNone ? 0 : m_users.entry(number).live.load();
}

void SessionTable::visitShard(std::size_t number, Direction direction, const Visit &visit) const
{
    const SessionShard &shard = *m_shards[number];
    const std::lock_guard lock(shard.mutex);
    for (std::uint32_t i = 0; i < shard.count; ++i) {
        visit(shard.at(direction == Direction::OldestFirst ? i : shard.count - 1 - i));
    }
}

void SessionTable::visitOne(const Digest &digest, const Visit &visit) const
{
    const SessionShard &shard = shardOf(digest);
    const std::lock_guard lock(shard.mutex);
    const std::uint32_t index = shard.index.find(shard.records(), digest);
    if (index != DigestIndex::kNotFound) {
        visit(shard.at(index));
    }
}

void SessionTable::markExpired(std::size_t number, std::int64_t now)
{
    SessionShard &shard = *m_shards[number];
    if (shard.nextDue.load(std::memory_order_relaxed) > now) {
        return;
    }
    // Sessions that come meanwhile put their own ends here.
    shard.nextDue = std::numeric_limits<std::int64_t>::max();
    std::int64_t nextDue = std::numeric_limits<std::int64_t>::max();
    walkInSlices(shard, [&](SessionRecord &record) {
        if (record.state == SessionState::Active && !expiredAt(shard, record, now)) {
            nextDue = std::min(nextDue, m_timeouts.endOf(record));
        }
    });
    const std::lock_guard lock(shard.mutex);
    shard.nextDue = std::min(shard.nextDue.load(), nextDue);
}

void SessionTable::sweep(std::size_t number, Slice slice, std::uint32_t &cursor, const Doomed &doomed,
                         Removed &removed)
{
    SessionShard &shard = *m_shards[number];
    // Downwards: a removal then only moves records that were looked at already into the place of this one.
    std::uint32_t i = std::min(cursor, shard.count);
    const std::uint32_t end = i - std::min(i, slice.looks);
    for (std::size_t left = slice.removals; i > end && left > 0;) {
        SessionRecord &record = shard.at(--i);
        if (!doomed(record)) {
            continue;
        }
        --left;
        ++removed.sessions;
        removed.bytes += bytesOf(record);
        if (record.journaled != 0) {
            removed.serials.push_back(record.serial);
        }
        remove(number, i);
    }
    cursor = i;
    (void)shard.index.shrink(shard.records());
    shard.measure();
}

void SessionTable::collect(std::size_t number, std::int64_t now, std::size_t most, std::uint32_t &cursor,
                           Removed &removed)
{
    SessionShard &shard = *m_shards[number];
    const std::uint64_t before = removed.sessions;
    const std::lock_guard lock(shard.mutex);
    sweep(
        number, {most, kMostLooks}, cursor, [&](SessionRecord &record) { return expiredAt(shard, record, now); },
        removed);
    m_collected += removed.sessions - before;
}

void SessionTable::collectStoppingEverything(std::int64_t now, std::chrono::microseconds delay, Removed &removed)
{
    for (const auto &shard : m_shards) {
        shard->mutex.lock();
    }
    // The fault that a drill switches on: a walk over what is retained, as long as that takes.
    std::this_thread::sleep_for(
        std::min<std::chrono::microseconds>(delay * count(SessionState::Retained), kLongestStop));
    for (std::size_t number = 0; number < kShards; ++number) {
        std::uint32_t cursor = kNone;
        const auto doomed = [&](SessionRecord &record) { return expiredAt(*m_shards[number], record, now); };
        sweep(number, {kNone, kNone}, cursor, doomed, removed);
    }
    m_collected += removed.sessions;
    for (const auto &shard : m_shards) {
        shard->mutex.unlock();
    }
}

void SessionTable::retainMissed(std::size_t number, std::int64_t passBegan)
{
    SessionShard &shard = *m_shards[number];
    if (shard.states[static_cast<std::size_t>(SessionState::Expired)].load() == 0) {
        return;
    }
    walkInSlices(shard, [&](SessionRecord &record) {
        if (record.state == SessionState::Expired && m_timeouts.endOf(record) < passBegan) {
            setState(shard, record, SessionState::Retained);
            record.setEndedChange(++m_changes);
        }
    });
}

void SessionTable::listSeen(std::size_t number, std::int64_t since,
                            std::vector<std::pair<std::uint64_t, std::int64_t>> &seen) const
{
    walkInSlices(*m_shards[number], [&](const SessionRecord &record) {
        if (record.lastSeen >= since && record.state == SessionState::Active && record.lastSeen > record.created) {
            seen.emplace_back(record.serial, record.lastSeen);
        }
    });
}

void SessionTable::trim()
{
    for (const auto &shard : m_shards) {
        for (bool more = true; more; std::this_thread::yield()) {
            const std::lock_guard lock(shard->mutex);
            shard->region.shrinkTo(shard->count * sizeof(SessionRecord));
            more = shard->index.shrink(shard->records());
            shard->measure();
        }
    }
    for (const auto &store : m_stores) {
        const std::lock_guard lock(store->mutex());
        store->trim();
    }
}

SessionFilter SessionTable::acquireFilter(const qd::protocol::Selector &selector, std::int64_t now)
{
    SessionFilter filter;
    filter.pinnedAt = now;
    filter.mostChange = m_changes.load();
    filter.state = selector.state.value_or(qd::protocol::SelectorState::Any);
    filter.idleCutoff = selector.idleLongerThan ? now - selector.idleLongerThan->count() : filter.idleCutoff;
    filter.createdCutoff = selector.olderThan ? now - selector.olderThan->count() : filter.createdCutoff;
    if (selector.user) {
        filter.anyUser = false;
        filter.user = m_users.acquire(*selector.user);
    }
    if (selector.address) {
        filter.anyAddress = false;
        filter.address = m_addresses.acquire(*selector.address);
    }
    return filter;
}

void SessionTable::releaseFilter(const SessionFilter &filter)
{
    if (!filter.anyUser && filter.user != kNone) {
        m_users.release(filter.user);
    }
    if (!filter.anyAddress && filter.address != kNone) {
        m_addresses.release(filter.address);
    }
}

std::shared_ptr<PurgePin> SessionTable::pin(const qd::protocol::Selector &selector, std::int64_t now,
                                            std::uint64_t mostSerial)
{
    const std::shared_ptr<PurgePin> pin(new PurgePin, [this](PurgePin *old) {
        releaseFilter(old->filter);
        delete old;
    });
    pin->filter = acquireFilter(selector, now);
    pin->filter.mostSerial = mostSerial;
    m_pins.add(pin);
    return pin;
}

void SessionTable::purge(const PurgePin &pin, std::size_t number, std::size_t most, std::uint32_t &cursor,
                         Removed &removed)
{
    SessionShard &shard = *m_shards[number];
    const std::lock_guard lock(shard.mutex);
    const auto doomed = [&](SessionRecord &record) {
        const bool matches = pin.filter.matches(record, m_timeouts, pin.armedAt);
        // Who was retained or expired has been counted as ended when that happened.
        m_ended[static_cast<std::size_t>(EndReason::Purged)] +=
            matches && record.state == SessionState::Active ? 1 : 0;
        if (!matches && record.state == SessionState::Active &&
            std::binary_search(pin.revived.begin(), pin.revived.end(), record.serial)) {
            removed.spared.push_back(record.serial);
        }
        return matches;
    };
    sweep(number, {most, kMostLooks}, cursor, doomed, removed);
}

std::uint64_t SessionTable::count(SessionState state) const
{
    std::uint64_t sum = 0;
    for (const auto &shard : m_shards) {
        sum += shard->states[static_cast<std::size_t>(state)].load(std::memory_order_relaxed);
    }
    return sum;
}

MemoryReport SessionTable::memory() const
{
    std::uint64_t records = m_users.bytes() + m_addresses.bytes();
    std::uint64_t data = 0;
    std::uint64_t retainedData = 0;
    for (const auto &shard : m_shards) {
        records += shard->regionBytes.load() + shard->indexBytes.load();
        retainedData += shard->retainedData.load();
    }
    for (const auto &store : m_stores) {
        data += store->bytes();
    }
    // Read without stopping anybody, so the parts may belong to slightly different moments.
    const std::uint64_t retainedRecords = std::min(count(SessionState::Retained) * kRecordBytes, records);
    retainedData = std::min(retainedData, data);
    MemoryReport report;
    report.sessions = records - retainedRecords;
    report.sessionData = data - retainedData;
    report.retained = retainedRecords + retainedData;
    return report;
}

std::string_view SessionTable::addressOf(const SessionRecord &record) const
{
    return record.address == kNone ? std::string_view() : m_addresses.text(record.address);
}

std::uint64_t SessionTable::bytesOf(const SessionRecord &record)
{
    return kRecordBytes + DataStore::cellBytes(record.dataSize);
}

} // namespace sessiond
