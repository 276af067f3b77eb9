// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the service that are neither a user's nor an operator's: life, upkeep, measuring.
#include "backend/service/core/local_service.h"

#include "backend/protocol/names.h"

#include <utility>

namespace sessiond {
namespace {

constexpr std::chrono::milliseconds kUpkeepInterval{250};
constexpr std::chrono::seconds kSeenInterval{60};
constexpr std::size_t kSeenRowsAtOnce = 5000;

} // namespace

LocalService::LocalService(const ServiceConfig &config, Loaded loaded, Observer *observer)
    : m_config(config)
    , m_lock(std::move(loaded.lock))
    , m_clock(std::move(loaded.clock))
    , m_ids(loaded.store->idKey())
    , m_table(std::move(loaded.table))
    , m_hasher(config)
    , m_settledSerial(loaded.store->lastSerial())
    , m_journal(std::move(loaded.store), *m_clock, observer)
    , m_collector(*m_table, *m_clock, observer, [this](std::vector<std::uint64_t> serials) { forget(serials); })
    , m_purger({*m_table, m_ids, m_journal, m_maintenance, *m_clock, m_events,
                [this] { return m_settledSerial.load(); }, [this] { flushSeen(); }})
    , m_queries(JournalStore::databaseFile(config.dataDir), observer)
    , m_hashes(m_hasher, config.hashThreads, !config.insecureHashing)
{
    m_seenFlushed = nowMs();
    m_purger.restore(loaded.purges, loaded.finished);
    m_journal.onHealthChange([this](bool healthy, const std::string &words) {
        Event event;
        event.kind = healthy ? qd::protocol::event::kJournalRecovered : qd::protocol::event::kJournalFailed;
        event.reason = words;
        addEvent(std::move(event));
    });
    m_maintenance.every(kUpkeepInterval, [this] {
        m_hashes.expireWaiting();
        m_purger.upkeep();
        markExpired();
    });
    m_maintenance.every(kSeenInterval, [this] { flushSeen(); });
    m_maintenance.every(
        config.collectorInterval, [this] { collect(); }, [this] { return drill().walkDelay.count() > 0; });
    applyDrill(config.faults);
    m_maintenance.start();
}

LocalService::~LocalService()
{
    shutdown();
}

void LocalService::collect()
{
    const Drill faults = drill();
    m_collector.pass(faults.collector, faults.walkDelay);
}

void LocalService::shutdown()
{
    // Front to back: nobody hands work to a thread that has ended, and the journal sees all of it.
    const std::lock_guard lock(m_shutdownMutex);
    m_draining = true;
    m_queries.stop();
    m_hashes.stop();
    m_maintenance.stop();
    flushSeen();
    m_journal.stop();
}

bool LocalService::find(std::string_view token, SessionTable::Touch touch, SessionFacts &facts) noexcept
{
    Digest digest;
    return digestOfToken(token, digest) && m_table->find(digest, nowMs(), touch, facts);
}

void LocalService::fillView(const SessionFacts &facts, SessionView &view) const noexcept
{
    const auto time = [](std::int64_t ms) { return Time(std::chrono::milliseconds(ms)); };
    view.id = m_ids.textOf(facts.key.serial);
    view.userBytes = facts.user;
    view.userLength = facts.userLength;
    view.created = time(facts.key.created);
    view.lastSeen = time(facts.lastSeen);
    view.expires = view.created + m_config.absoluteTimeout;
    view.idleExpires = std::min(view.lastSeen + m_config.idleTimeout, view.expires);
}

void LocalService::markExpired()
{
    const std::int64_t now = nowMs();
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        m_table->markExpired(shard, now);
    }
}

void LocalService::flushSeen()
{
    const std::int64_t since = m_seenFlushed.exchange(nowMs());
    auto seen = std::make_shared<std::vector<std::pair<std::uint64_t, std::int64_t>>>();
    const auto hand = [&] {
        m_journal.submit({[seen](JournalStore &store) -> Outcome<Unit> {
                              for (const auto &[serial, lastSeen] : *seen) {
                                  store.setSeen(serial, lastSeen);
                              }
                              return Unit{};
                          },
                          nullptr});
        seen = std::make_shared<std::vector<std::pair<std::uint64_t, std::int64_t>>>();
    };
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        m_table->listSeen(shard, since, *seen);
        if (seen->size() >= kSeenRowsAtOnce) {
            hand();
        }
    }
    // Also when nobody was seen: the commit carries the time, which bounds what a clock set back can prolong.
    hand();
}

void LocalService::forget(std::vector<std::uint64_t> serials)
{
    m_journal.submit({[serials = std::move(serials)](JournalStore &store) -> Outcome<Unit> {
                          for (const std::uint64_t serial : serials) {
                              store.removeSession(serial);
                          }
                          return Unit{};
                      },
                      nullptr});
}

Drill LocalService::drill() const
{
    const std::lock_guard lock(m_drillMutex);
    return m_drill;
}

Counters LocalService::counters() const
{
    Counters counters;
    for (std::size_t state = 0; state < counters.sessions.size(); ++state) {
        counters.sessions[state] = m_table->count(static_cast<SessionState>(state));
    }
    counters.collectorPasses = m_collector.passes();
    counters.retainedAfterPass = m_collector.retainedAfterPass();
    counters.created = m_created;
    for (std::size_t reason = 0; reason < kEndReasons; ++reason) {
        counters.ended[reason] = m_table->ended(static_cast<EndReason>(reason));
    }
    counters.collected = m_table->collected();
    counters.hashQueue = m_hashes.waiting();
    counters.hashesActive = m_hashes.active();
    counters.journalHealthy = m_journal.isHealthy();
    return counters;
}

MemoryReport LocalService::memory() const
{
    MemoryReport report = m_table->memory();
    report.journal = m_journal.memoryBytes();
    report.accounts = m_queries.memoryBytes();
    report.hashing = m_hashes.active() * m_hasher.bytesEach();
    return report;
}

} // namespace sessiond
