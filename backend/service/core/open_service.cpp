// SPDX-License-Identifier: GPL-3.0-or-later
// From a data folder to a running service.
#include "backend/service/core/open_service.h"

#include <algorithm>
#include <new>
#include <sodium.h>
#include <stdexcept>
#include <utility>

namespace sessiond {
namespace {

Timeouts timeoutsOf(const ServiceConfig &config)
{
    return {config.idleTimeout.count(), config.absoluteTimeout.count()};
}

/// Decides about each session of the journal: whether a purge that was cut short takes it, whether it timed out
/// meanwhile; and fills the table with the rest.
class Filler
{
public:
    Filler(SessionTable &table, const std::vector<PurgeRecord> &purges, std::int64_t now)
        : m_table(table)
        , m_now(now)
    {
        std::copy_if(purges.begin(), purges.end(), std::back_inserter(m_unfinished),
                     [](const PurgeRecord &purge) { return purge.status.state == PurgeState::Running; });
    }

    bool take(NewSession session)
    {
        SessionRecord record{};
        record.serial = session.serial;
        record.created = session.created;
        record.lastSeen = session.lastSeen;
        record.state = SessionState::Active;
        const bool purged = std::any_of(m_unfinished.begin(), m_unfinished.end(), [&](const PurgeRecord &purge) {
            return purgeTakes(purge, m_table.timeouts(), record, session.user, session.address);
        });
        if (purged || m_table.timeouts().endOf(record) <= m_now) {
            return false;
        }
        // A time from the future would prolong the session.
        session.created = std::min(session.created, m_now);
        session.lastSeen = std::min(session.lastSeen, m_now);
        if (!m_table.insert(session)) {
            throw std::bad_alloc();
        }
        return true;
    }

private:
    SessionTable &m_table;
    std::int64_t m_now;
    std::vector<PurgeRecord> m_unfinished;
};

/// Writes that the purges which were cut short are done now; returns them.
std::vector<PurgeRecord> finishPurges(JournalStore &store, std::vector<PurgeRecord> &purges)
{
    std::vector<PurgeRecord> finished;
    if (std::none_of(purges.begin(), purges.end(),
                     [](const PurgeRecord &purge) { return purge.status.state == PurgeState::Running; })) {
        return finished;
    }
    store.begin(JournalStore::Durability::Power);
    for (PurgeRecord &purge : purges) {
        if (purge.status.state == PurgeState::Running) {
            purge.status.state = PurgeState::Done;
            purge.status.spared = std::min<std::uint64_t>(purge.revived.size(), purge.status.matched);
            // What went before the crash and what others ended meanwhile cannot be told apart any more.
            purge.status.purged = purge.status.matched - purge.status.spared;
            purge.revived.clear();
            store.purges().write(purge);
            finished.push_back(purge);
        }
    }
    store.commit(store.lastWall());
    return finished;
}

} // namespace

Outcome<LocalService::Loaded> loadFolder(const ServiceConfig &config, std::unique_ptr<ServiceClock> clock)
{
    if (sodium_init() < 0) {
        return failure(Failure::Internal, "the system has no random source");
    }
    LocalService::Loaded loaded;
    auto lock = DataDirLock::acquire(config.dataDir);
    if (!lock) {
        return tl::unexpected<Error>(std::move(lock.error()));
    }
    auto store = JournalStore::open(config.dataDir, config.acceptLoss);
    if (!store) {
        return tl::unexpected<Error>(std::move(store.error()));
    }
    loaded.lock = std::move(*lock);
    loaded.store = std::move(*store);
    const Time notBefore(std::chrono::milliseconds(loaded.store->lastWall()));
    loaded.clock = clock ? std::move(clock) : std::make_unique<SystemClock>(notBefore);
    try {
        loaded.table = std::make_unique<SessionTable>(timeoutsOf(config));
        loaded.purges = loaded.store->purges().all();
        Filler filler(*loaded.table, loaded.purges, loaded.clock->now().time_since_epoch().count());
        auto done = loaded.store->load([&](const NewSession &session) { return filler.take(session); });
        if (!done) {
            return tl::unexpected<Error>(std::move(done.error()));
        }
        loaded.finished = finishPurges(*loaded.store, loaded.purges);
    } catch (const std::bad_alloc &) {
        return failure(Failure::Unavailable, "there is not enough memory for the stored sessions");
    } catch (const std::exception &error) {
        return failure(Failure::Corrupt, std::string("the journal is damaged: ") + error.what());
    }
    return loaded;
}

Outcome<std::unique_ptr<SessionService>> openLocalService(const ServiceConfig &config, Observer *observer)
{
    auto loaded = loadFolder(config, nullptr);
    if (!loaded) {
        return tl::unexpected<Error>(std::move(loaded.error()));
    }
    try {
        return std::make_unique<LocalService>(config, std::move(*loaded), observer);
    } catch (const sqlite::Failed &failed) {
        return failure(Failure::Unavailable, std::string("cannot read the journal: ") + failed.what());
    }
}

Outcome<Unit> addUserOffline(const ServiceConfig &config, NewUser user)
{
    if (!isUserName(user.name)) {
        return failure(Failure::Invalid, "a user name is 1 to 64 of A-Z a-z 0-9 . _ @ -");
    }
    if (Outcome<Unit> good = checkNewPassword(user.password); !good) {
        return good;
    }
    auto loaded = loadFolder(config, nullptr);
    if (!loaded) {
        return tl::unexpected<Error>(std::move(loaded.error()));
    }
    const Outcome<std::string> hash = PasswordHasher(config).hash(user.password);
    wipe(user.password);
    if (!hash) {
        return tl::unexpected<Error>(hash.error());
    }
    const Time now = loaded->clock->now();
    JournalStore &store = *loaded->store;
    try {
        store.begin(JournalStore::Durability::Power);
        const bool created = store.accounts().create(user.name, *hash, now.time_since_epoch().count());
        if (created) {
            store.audit().add({0, now, "command line", {}, "create_users", user.name, {}, "done", {}});
        }
        store.commit(now.time_since_epoch().count());
        return created ? Outcome<Unit>{Unit{}} : failure(Failure::Conflict, "the name exists already");
    } catch (const sqlite::Failed &failed) {
        return failure(Failure::Unavailable, std::string("the journal cannot be written: ") + failed.what());
    }
}

} // namespace sessiond
