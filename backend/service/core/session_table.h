// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/data_store.h"
#include "backend/service/core/interner.h"
#include "backend/service/core/observer.h"
#include "backend/service/core/purge_pin.h"
#include "backend/service/core/session_filter.h"
#include "backend/service/core/session_values.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sessiond {

struct SessionShard;

/// All stored sessions, in shards that each have one lock. Records stand without gaps: removing one moves the last
/// into its place, so memory goes back page by page as sessions go and nothing is ever compacted later.
/// Every function is safe from any thread. Lock order: shard, then users, then data; pins only under a shard.
/// Nobody takes two shards but collectStoppingEverything(), which takes all of them in their order.
class SessionTable
{
public:
    enum class Touch { No, Yes };
    enum class Memory { Free, Retain };
    enum class Direction { OldestFirst, NewestFirst };
    static constexpr std::size_t kShards = 64;
    /// A record and its share of the index.
    static constexpr std::uint64_t kRecordBytes = sizeof(SessionRecord) + 8;
    /// Records that upkeep looks at before it lets go of the lock: a fraction of a millisecond.
    static constexpr std::uint32_t kMostLooks = 16'384;

    explicit SessionTable(Timeouts timeouts);
    ~SessionTable();

    /// False when memory or numbers are exhausted.
    [[nodiscard]] bool insert(const NewSession &session);
    /// The hot path: true for an active session. Allocates nothing.
    [[nodiscard]] bool find(const Digest &digest, std::int64_t now, Touch touch, SessionFacts &facts) noexcept;
    /// The data of an active session, without touching it.
    [[nodiscard]] bool readData(const Digest &digest, std::string &data) const;
    /// False when the session is not active any more or memory is out. At most 16,384 bytes.
    [[nodiscard]] bool writeData(const Digest &digest, std::string_view data);
    /// Ends an active session whose row the journal no longer holds; false when it is not active any more.
    /// Retained memory stays where it is and never validates.
    bool end(const Digest &digest, EndReason reason, Memory memory);

    /// The user's active sessions, newest first.
    [[nodiscard]] std::vector<SessionKey> sessionsOf(std::string_view user) const;
    [[nodiscard]] std::uint32_t activeOf(std::string_view user) const;

    /// Visits the records of one shard under its lock, all of them at once: a record that moved in between would
    /// be missed or met twice. The visitor must not read `data` nor call back.
    using Visit = std::function<void(const SessionRecord &)>;
    void visitShard(std::size_t shard, Direction direction, const Visit &visit) const;
    /// Visits the stored session with this digest, if there is one.
    void visitOne(const Digest &digest, const Visit &visit) const;

    /// Marks what has timed out as expired. Costs one read when nothing can have.
    void markExpired(std::size_t shard, std::int64_t now);
    /// Removes sessions that had timed out at `now`, at most `most` of them and among at most kMostLooks. `cursor`
    /// starts at kNone and comes to 0 when the shard is through.
    void collect(std::size_t shard, std::int64_t now, std::size_t most, std::uint32_t &cursor, Removed &removed);
    /// The same for the whole table under all locks at once, as a collector should not do it. Takes `delay` longer
    /// for each retained session, as a walk does that reads all of their data.
    void collectStoppingEverything(std::int64_t now, std::chrono::microseconds delay, Removed &removed);
    /// Declares retained what had timed out before `passBegan` and is still stored after that pass.
    void retainMissed(std::size_t shard, std::int64_t passBegan);
    /// Sessions seen at or after `since`, as (serial, last seen), for the journal; perhaps one twice.
    void listSeen(std::size_t shard, std::int64_t since,
                  std::vector<std::pair<std::uint64_t, std::int64_t>> &seen) const;
    /// Gives back what partly used regions still hold.
    void trim();

    /// Nails a selector to `now`. Release it again: it keeps the selected user's number alive.
    [[nodiscard]] SessionFilter acquireFilter(const qd::protocol::Selector &selector, std::int64_t now);
    void releaseFilter(const SessionFilter &filter);
    /// Pins a selector for a purge. While the pin lives, sessions that leave it by being used are noted in it.
    [[nodiscard]] std::shared_ptr<PurgePin> pin(const qd::protocol::Selector &selector, std::int64_t now,
                                                std::uint64_t mostSerial);
    [[nodiscard]] PurgePins &pins() { return m_pins; }
    /// Removes what an armed pin matches, at most `most` sessions, with a cursor as collect() has.
    void purge(const PurgePin &pin, std::size_t shard, std::size_t most, std::uint32_t &cursor, Removed &removed);

    [[nodiscard]] std::uint64_t count(SessionState state) const;
    [[nodiscard]] std::uint64_t ended(EndReason reason) const { return m_ended[static_cast<std::size_t>(reason)]; }
    [[nodiscard]] std::uint64_t collected() const { return m_collected; }
    [[nodiscard]] MemoryReport memory() const;
    [[nodiscard]] const Timeouts &timeouts() const { return m_timeouts; }
    [[nodiscard]] std::string_view userOf(const SessionRecord &record) const { return m_users.text(record.user); }
    [[nodiscard]] std::string_view addressOf(const SessionRecord &record) const;
    [[nodiscard]] static std::uint64_t bytesOf(const SessionRecord &record);
    /// Every SessionRecord::user is below this.
    [[nodiscard]] std::uint32_t userCapacity() const { return m_users.capacity(); }

private:
    static constexpr std::size_t kStores = 8;
    using Doomed = std::function<bool(SessionRecord &)>;

    [[nodiscard]] static std::uint32_t slotOf(std::size_t shard, std::uint32_t index);
    [[nodiscard]] SessionRecord &recordAt(std::uint32_t slot) const;
    [[nodiscard]] SessionShard &shardOf(const Digest &digest) const;
    [[nodiscard]] DataStore &storeOf(std::size_t shard) const { return *m_stores[shard % kStores]; }
    [[nodiscard]] SessionRecord *activeRecord(SessionShard &shard, const Digest &digest) const;
    void link(std::uint32_t slot);
    void unlink(const SessionRecord &record);
    void relink(const SessionRecord &record, std::uint32_t slot);
    void setState(SessionShard &shard, SessionRecord &record, SessionState state);
    void countRecord(SessionShard &shard, const SessionRecord &record, int sign);
    void expire(SessionShard &shard, SessionRecord &record);
    void remove(std::size_t shard, std::uint32_t index);
    void move(std::size_t shard, std::uint32_t from, std::uint32_t to);
    struct Slice
    {
        std::size_t removals;
        std::uint32_t looks;
    };
    void sweep(std::size_t shard, Slice slice, std::uint32_t &cursor, const Doomed &doomed, Removed &removed);
    [[nodiscard]] bool expiredAt(SessionShard &shard, SessionRecord &record, std::int64_t now);

    Timeouts m_timeouts;
    Interner m_users;
    Interner m_addresses;
    std::array<std::unique_ptr<DataStore>, kStores> m_stores;
    std::array<std::unique_ptr<SessionShard>, kShards> m_shards;
    PurgePins m_pins;
    std::atomic<std::uint64_t> m_changes{0};
    std::array<std::atomic<std::uint64_t>, kEndReasons> m_ended{};
    std::atomic<std::uint64_t> m_collected{0};
};

} // namespace sessiond
