// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/session_table.h"

#include "backend/service/core/session_shard.h"

#include <cstring>

namespace sessiond {
namespace {

constexpr unsigned kShardShift = 24;
constexpr std::uint32_t kIndexMask = (1u << kShardShift) - 1;
// Freed records are given back in steps of this, so that a session that comes and goes costs no system call.
constexpr std::size_t kShrinkStep = 64 * 1024;

} // namespace

SessionTable::SessionTable(Timeouts timeouts)
    : m_timeouts(timeouts)
{
    for (auto &shard : m_shards) {
        shard = std::make_unique<SessionShard>();
    }
    const DataStore::Moved moved = [](void *self, std::uint32_t owner, std::uint32_t handle) {
        static_cast<SessionTable *>(self)->recordAt(owner).data = handle;
    };
    for (auto &store : m_stores) {
        store = std::make_unique<DataStore>(moved, this);
    }
}

SessionTable::~SessionTable() = default;

std::uint32_t SessionTable::slotOf(std::size_t shard, std::uint32_t index)
{
    return static_cast<std::uint32_t>(shard << kShardShift) | index;
}

SessionRecord &SessionTable::recordAt(std::uint32_t slot) const
{
    return m_shards[slot >> kShardShift]->at(slot & kIndexMask);
}

SessionShard &SessionTable::shardOf(const Digest &digest) const
{
    return *m_shards[digest[0] % kShards];
}

SessionRecord *SessionTable::activeRecord(SessionShard &shard, const Digest &digest) const
{
    const std::uint32_t index = shard.index.find(shard.records(), digest);
    if (index == DigestIndex::kNotFound || shard.at(index).state != SessionState::Active) {
        return nullptr;
    }
    return &shard.at(index);
}

bool SessionTable::insert(const NewSession &session)
{
    SessionRecord record{};
    record.digest = session.digest;
    record.serial = session.serial;
    record.created = session.created;
    record.lastSeen = session.lastSeen;
    record.journaled = 1;
    record.user = m_users.acquire(session.user);
    record.address = session.address.empty() ? kNone : m_addresses.acquire(session.address);
    const std::size_t number = session.digest[0] % kShards;
    SessionShard &shard = *m_shards[number];
    {
        const std::lock_guard lock(shard.mutex);
        const bool room = record.user != kNone && shard.index.reserveOneMore(shard.records()) &&
                          shard.region.growTo((shard.count + std::size_t{1}) * sizeof record);
        if (room) {
            const std::uint32_t index = shard.count++;
            shard.at(index) = record;
            shard.index.insert(record.digest, index);
            countRecord(shard, record, 1);
            link(slotOf(number, index));
            shard.nextDue = std::min(shard.nextDue.load(), m_timeouts.endOf(record));
            shard.measure();
            return session.data.empty() || [&] {
                const std::lock_guard dataLock(storeOf(number).mutex());
                const std::uint32_t handle = storeOf(number).add(slotOf(number, index), session.data);
                shard.at(index).data = handle;
                shard.at(index).dataSize = handle == kNone ? 0 : static_cast<std::uint16_t>(session.data.size());
                return handle != kNone;
            }();
        }
    }
    if (record.user != kNone) {
        m_users.release(record.user);
    }
    if (record.address != kNone) {
        m_addresses.release(record.address);
    }
    return false;
}

bool SessionTable::find(const Digest &digest, std::int64_t now, Touch touch, SessionFacts &facts) noexcept
{
    SessionShard &shard = shardOf(digest);
    const std::lock_guard lock(shard.mutex);
    SessionRecord *record = activeRecord(shard, digest);
    if (record == nullptr || expiredAt(shard, *record, now) ||
        !m_pins.admit(*record, m_timeouts, now, touch == Touch::Yes)) {
        return false;
    }
    if (touch == Touch::Yes) {
        record->lastSeen = std::max(record->lastSeen, now);
    }
    facts.key = {record->digest, record->serial, record->created};
    facts.lastSeen = record->lastSeen;
    const std::string_view user = userOf(*record);
    facts.userLength = static_cast<std::uint8_t>(std::min(user.size(), facts.user.size()));
    std::memcpy(facts.user.data(), user.data(), facts.userLength);
    return true;
}

bool SessionTable::readData(const Digest &digest, std::string &data) const
{
    const SessionShard &shard = shardOf(digest);
    const std::lock_guard lock(shard.mutex);
    const SessionRecord *record = activeRecord(shardOf(digest), digest);
    if (record == nullptr) {
        return false;
    }
    data.clear();
    if (record->dataSize != 0) {
        const DataStore &store = storeOf(digest[0] % kShards);
        const std::lock_guard dataLock(store.mutex());
        data = store.read(record->data);
    }
    return true;
}

bool SessionTable::writeData(const Digest &digest, std::string_view data)
{
    SessionShard &shard = shardOf(digest);
    const std::lock_guard lock(shard.mutex);
    SessionRecord *record = activeRecord(shard, digest);
    if (record == nullptr) {
        return false;
    }
    DataStore &store = storeOf(digest[0] % kShards);
    const std::lock_guard dataLock(store.mutex());
    const auto index = static_cast<std::uint32_t>(record - &shard.at(0));
    std::uint32_t fresh = kNone;
    if (!data.empty()) {
        fresh = store.add(slotOf(digest[0] % kShards, index), data);
        if (fresh == kNone) {
            return false;
        }
    }
    // The new cell may be the one that moves into the old one's place, so the record must point to it already.
    const std::uint32_t old = record->data;
    const bool hadData = record->dataSize != 0;
    record->data = fresh;
    record->dataSize = static_cast<std::uint16_t>(data.size());
    if (hadData) {
        store.remove(old);
    }
    return true;
}

bool SessionTable::end(const Digest &digest, EndReason reason, Memory memory)
{
    SessionShard &shard = shardOf(digest);
    const std::lock_guard lock(shard.mutex);
    SessionRecord *record = activeRecord(shard, digest);
    if (record == nullptr) {
        return false;
    }
    m_ended[static_cast<std::size_t>(reason)]++;
    record->journaled = 0;
    if (memory == Memory::Free) {
        remove(digest[0] % kShards, static_cast<std::uint32_t>(record - &shard.at(0)));
        return true;
    }
    setState(shard, *record, SessionState::Retained);
    record->setEndedChange(++m_changes);
    return true;
}

void SessionTable::countRecord(SessionShard &shard, const SessionRecord &record, int sign)
{
    const auto by = static_cast<std::uint64_t>(static_cast<std::int64_t>(sign));
    shard.states[static_cast<std::size_t>(record.state)].fetch_add(by, std::memory_order_relaxed);
    if (record.state == SessionState::Retained) {
        shard.retainedData.fetch_add(by * DataStore::cellBytes(record.dataSize), std::memory_order_relaxed);
    }
}

void SessionTable::setState(SessionShard &shard, SessionRecord &record, SessionState state)
{
    if (record.state == SessionState::Active) {
        unlink(record);
    }
    countRecord(shard, record, -1);
    record.state = state;
    countRecord(shard, record, 1);
}

void SessionTable::expire(SessionShard &shard, SessionRecord &record)
{
    setState(shard, record, SessionState::Expired);
    m_ended[static_cast<std::size_t>(EndReason::Expired)]++;
}

bool SessionTable::expiredAt(SessionShard &shard, SessionRecord &record, std::int64_t now)
{
    if (record.state == SessionState::Active && m_timeouts.endOf(record) <= now) {
        expire(shard, record);
    }
    return record.state == SessionState::Expired;
}

void SessionTable::remove(std::size_t number, std::uint32_t index)
{
    SessionShard &shard = *m_shards[number];
    SessionRecord &record = shard.at(index);
    if (record.state == SessionState::Active) {
        unlink(record);
    }
    countRecord(shard, record, -1);
    if (record.dataSize != 0) {
        const std::lock_guard lock(storeOf(number).mutex());
        storeOf(number).remove(record.data);
    }
    m_users.release(record.user);
    if (record.address != kNone) {
        m_addresses.release(record.address);
    }
    shard.index.erase(record.digest, index);
    const std::uint32_t last = shard.count - 1;
    if (last != index) {
        move(number, last, index);
    }
    --shard.count;
    const std::size_t needed = shard.count * sizeof(SessionRecord);
    if (shard.region.used() > needed + kShrinkStep) {
        shard.region.shrinkTo(needed);
    }
    shard.measure();
}

void SessionTable::move(std::size_t number, std::uint32_t from, std::uint32_t to)
{
    SessionShard &shard = *m_shards[number];
    const SessionRecord &source = shard.at(from);
    std::unique_lock links(m_users.mutex(), std::defer_lock);
    std::unique_lock data(storeOf(number).mutex(), std::defer_lock);
    if (source.state == SessionState::Active) {
        links.lock();
    }
    if (source.dataSize != 0) {
        data.lock();
        storeOf(number).setOwner(source.data, slotOf(number, to));
    }
    shard.at(to) = source;
    if (source.state == SessionState::Active) {
        relink(source, slotOf(number, to));
    }
    shard.index.renumber(source.digest, from, to);
}

void SessionTable::link(std::uint32_t slot)
{
    const std::lock_guard lock(m_users.mutex());
    SessionRecord &record = recordAt(slot);
    Interner::Entry &user = m_users.entry(record.user);
    record.previous = kNone;
    record.next = user.head;
    if (user.head != kNone) {
        recordAt(user.head).previous = slot;
    }
    user.head = slot;
    ++user.live;
}

void SessionTable::unlink(const SessionRecord &record)
{
    const std::lock_guard lock(m_users.mutex());
    Interner::Entry &user = m_users.entry(record.user);
    (record.previous == kNone ? user.head : recordAt(record.previous).next) = record.next;
    if (record.next != kNone) {
        recordAt(record.next).previous = record.previous;
    }
    --user.live;
}

void SessionTable::relink(const SessionRecord &record, std::uint32_t slot)
{
    (record.previous == kNone ? m_users.entry(record.user).head : recordAt(record.previous).next) = slot;
    if (record.next != kNone) {
        recordAt(record.next).previous = slot;
    }
}

} // namespace sessiond
