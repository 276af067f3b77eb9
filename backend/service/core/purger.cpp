// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/purger.h"

#include "backend/protocol/names.h"
#include "backend/service/core/random_id.h"
#include "backend/service/core/resident_memory.h"
#include "backend/service/core/session_listing.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <malloc.h>
#include <utility>

namespace sessiond {
namespace {

/// Ending everybody's sessions wants words of confirmation however it was selected. One session is not everybody:
/// ending it is no more than what `DELETE /admin/v1/sessions/{id}` does without them.
constexpr std::uint64_t kFewestThatAreAll = 2;
/// Where people come and go all the time hardly any selection has every last one; so nearly all of many count,
/// too.
constexpr std::uint64_t kFewestThatAreNearlyAll = 10;
constexpr std::uint64_t kNearlyAllPercent = 90;
/// Removals under one lock, and rows in one piece of journal work: both well under a millisecond.
constexpr std::size_t kSlice = 256;
constexpr std::size_t kRowsAtOnce = 2000;

bool areNearlyAll(std::uint64_t matched, std::uint64_t active)
{
    return (matched == active && active >= kFewestThatAreAll) ||
           (matched >= kFewestThatAreNearlyAll && matched * 100 >= active * kNearlyAllPercent);
}

} // namespace

/// A purge under way.
struct Purger::Run
{
    PurgeRecord record;
    std::shared_ptr<PurgePin> pin;
    SteadyClock::time_point began = SteadyClock::now();
    std::vector<std::uint64_t> unforgotten; ///< rows a failing journal did not remove; journal thread only
};

Purger::Purger(Parts parts)
    : m_parts(std::move(parts))
    , m_previews(m_parts.table.pins())
{}

void Purger::restore(const std::vector<PurgeRecord> &records, const std::vector<PurgeRecord> &finished)
{
    {
        const std::lock_guard lock(m_mutex);
        for (const PurgeRecord &record : records) {
            m_previews.addUsed(record.previewId, record.selector, record.status.purgeId);
            m_purges[record.status.purgeId] = {record.status, record.previewId,
                                               Time(std::chrono::milliseconds(record.armedAt))};
        }
    }
    for (const PurgeRecord &record : finished) {
        publish(record, qd::protocol::event::kPurgeDone);
    }
}

void Purger::preview(qd::protocol::Selector selector, Actor actor, Done<PurgePreview> done)
{
    if (selector.isEmpty()) {
        done(failure(Failure::Invalid, "an empty selector selects nothing; say which sessions"));
        return;
    }
    const bool posted = m_parts.maintenance.post([this, selector = std::move(selector), actor = std::move(actor),
                                                  done] { done(makePreview(selector, actor)); });
    if (!posted) {
        done(failure(Failure::Unavailable, "the service is stopping"));
    }
}

PurgePreview Purger::makePreview(const qd::protocol::Selector &selector, const Actor &actor)
{
    // The order matters: bounds first, then the walk. What happens in between is beyond the bounds.
    const std::uint64_t mostSerial = m_parts.settledSerial();
    const Time now = m_parts.clock.now();
    std::shared_ptr<PurgePin> pin = m_parts.table.pin(selector, now.time_since_epoch().count(), mostSerial);
    PurgePreview shown;
    shown.previewId = randomId();
    shown.selector = selector;
    shown.expiresAt = now + PurgePreviews::kLife;
    look(shown, *pin);
    if (pin->filter.hasIdleBound()) {
        // A purge finished after a crash judges by the journal's last_seen; from here on it is exact up to the
        // pin.
        m_parts.flushSeen();
    }
    m_previews.prune(now);
    m_previews.add(shown, std::move(pin), actor.name);
    return shown;
}

void Purger::look(PurgePreview &preview, const PurgePin &pin)
{
    std::vector<bool> users;
    std::uint64_t active = 0;
    std::uint64_t activeMatched = 0;
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        m_parts.table.visitShard(shard, SessionTable::Direction::OldestFirst, [&](const SessionRecord &record) {
            const bool isActive = record.serial <= pin.filter.mostSerial &&
                                  SessionFilter::stateAt(record, m_parts.table.timeouts(), pin.filter.pinnedAt) ==
                                      SessionState::Active;
            active += isActive ? 1 : 0;
            if (!pin.filter.matches(record, m_parts.table.timeouts(), pin.filter.pinnedAt)) {
                return;
            }
            ++preview.matched;
            activeMatched += isActive ? 1 : 0;
            preview.bytes += SessionTable::bytesOf(record);
            users.resize(std::max<std::size_t>(users.size(), record.user + std::size_t{1}));
            preview.users += users[record.user] ? 0 : 1;
            users[record.user] = true;
            if (preview.sample.size() < qd::protocol::kPreviewSampleSize) {
                preview.sample.push_back(rowOf(m_parts.table, m_parts.ids, record, pin.filter.pinnedAt));
            }
        });
    }
    preview.confirmRequired = preview.selector.canTouchEveryActiveSession() || areNearlyAll(activeMatched, active);
}

void Purger::purge(const std::string &previewId, std::string reason, Actor actor, Done<std::string> done)
{
    auto run = std::make_shared<Run>();
    const std::string purgeId = randomId();
    auto use = m_previews.use(previewId, purgeId, m_parts.clock.now());
    if (!use) {
        done(tl::unexpected<Error>(std::move(use.error())));
        return;
    }
    if (!use->pin) {
        answerRetry(use->purgeId, std::move(done));
        return;
    }
    run->pin = std::move(use->pin);
    run->record.previewId = previewId;
    run->record.selector = std::move(use->selector);
    run->record.status.matched = use->matched;
    run->record.status.purgeId = purgeId;
    run->record.actor = std::move(actor);
    run->record.reason = std::move(reason);
    accept(run, previewId, std::move(done));
}

void Purger::accept(const std::shared_ptr<Run> &run, const std::string &previewId, Done<std::string> done)
{
    PurgeRecord &record = run->record;
    record.pinnedAt = run->pin->filter.pinnedAt;
    record.mostSerial = run->pin->filter.mostSerial;
    record.armedAt = m_parts.clock.now().time_since_epoch().count();
    record.revived = m_parts.table.pins().arm(*run->pin, record.armedAt);
    const AuditRow row{0,
                       m_parts.clock.now(),
                       record.actor.name,
                       record.actor.operatorName,
                       "purge",
                       boost::json::serialize(qd::protocol::toJson(record.selector)),
                       record.reason,
                       "accepted: " + std::to_string(record.status.matched) + " sessions"};
    const auto write = [run, row](JournalStore &store) -> Outcome<Unit> {
        store.purges().write(run->record);
        store.audit().add(row);
        return Unit{};
    };
    const auto answered = [this, run, previewId, done](const Outcome<Unit> &durable) {
        if (durable) {
            publish(run->record, qd::protocol::event::kPurgeAccepted);
            m_parts.maintenance.post([this, run] { reclaim(run); });
            done(run->record.status.purgeId);
            return;
        }
        m_parts.table.pins().disarm(*run->pin);
        m_previews.giveBack(previewId);
        done(tl::unexpected<Error>(durable.error()));
    };
    m_parts.journal.submit({write, answered, Journal::Durability::Power});
}

void Purger::answerRetry(const std::string &purgeId, Done<std::string> done)
{
    // Behind the purge's own record in the journal's queue: by then it is durable, or has failed.
    m_parts.journal.submit({nullptr, [this, purgeId, done](const Outcome<Unit> &reached) {
                                if (reached && status(purgeId)) {
                                    done(purgeId);
                                } else {
                                    done(failure(Failure::Unavailable, "the purge could not be made durable"));
                                }
                            }});
}

void Purger::reclaim(const std::shared_ptr<Run> &run)
{
    run->record.status.rssBefore = residentBytes();
    std::array<std::uint32_t, SessionTable::kShards> cursors{};
    cursors.fill(kNone);
    Removed removed;
    // One slice a shard in turn: a thread that waits for a lock gets it while the others are worked on.
    for (bool more = true; std::exchange(more, false);) {
        for (std::size_t shard = 0; shard < cursors.size(); ++shard) {
            if (cursors[shard] != 0) {
                m_parts.table.purge(*run->pin, shard, kSlice, cursors[shard], removed);
                more = more || cursors[shard] != 0;
            }
            if (removed.serials.size() >= kRowsAtOnce) {
                forgetRows(run, removed);
            }
        }
    }
    forgetRows(run, removed);
    m_previews.dropPin(run->record.previewId);
    run->pin.reset();
    m_parts.table.trim();
    malloc_trim(0);
    measure(*run, removed);
    finish(run);
}

void Purger::measure(Run &run, Removed &removed)
{
    PurgeStatus &status = run.record.status;
    std::sort(removed.spared.begin(), removed.spared.end());
    removed.spared.erase(std::unique(removed.spared.begin(), removed.spared.end()), removed.spared.end());
    const std::uint64_t left = status.matched - std::min(status.matched, removed.sessions);
    status.purged = removed.sessions;
    status.spared = std::min<std::uint64_t>(left, removed.spared.size());
    status.gone = left - status.spared;
    status.freedBytes = removed.bytes;
    status.rssAfter = residentBytes();
    const auto took = SteadyClock::now() - run.began;
    status.elapsedMs =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
}

void Purger::forgetRows(const std::shared_ptr<Run> &run, Removed &removed)
{
    const auto serials = std::make_shared<std::vector<std::uint64_t>>(std::move(removed.serials));
    removed.serials.clear();
    m_parts.journal.submit({[serials](JournalStore &store) -> Outcome<Unit> {
                                for (const std::uint64_t serial : *serials) {
                                    store.removeSession(serial);
                                }
                                return Unit{};
                            },
                            [run, serials](const Outcome<Unit> &forgotten) {
                                if (!forgotten) {
                                    run->unforgotten.insert(run->unforgotten.end(), serials->begin(),
                                                            serials->end());
                                }
                            }});
}

void Purger::finish(const std::shared_ptr<Run> &run)
{
    run->record.status.state = PurgeState::Done;
    // Rows that are still there go in the same transaction as the word "done": else a restart would revive them.
    const auto write = [run](JournalStore &store) -> Outcome<Unit> {
        for (const std::uint64_t serial : run->unforgotten) {
            store.removeSession(serial);
        }
        PurgeRecord done = run->record;
        done.revived.clear(); // it was for whoever finishes after a crash
        store.purges().write(done);
        store.releaseMemory();
        return Unit{};
    };
    const auto written = [this, run](const Outcome<Unit> &durable) {
        if (durable) {
            malloc_trim(0);
            publish(run->record, qd::protocol::event::kPurgeDone);
            return;
        }
        // Tried again at each upkeep; when the service stops first, the next start finishes it.
        const std::lock_guard lock(m_mutex);
        m_unfinished.push_back(run);
    };
    m_parts.journal.submit({write, written, Journal::Durability::Power});
}

void Purger::publish(const PurgeRecord &record, std::string_view eventKind)
{
    const PurgeStatus &status = record.status;
    Event event;
    event.kind = eventKind;
    event.subject = status.purgeId;
    event.actor = record.actor.name;
    event.operatorName = record.actor.operatorName;
    event.correlation = record.actor.correlation;
    event.reason = record.reason;
    boost::json::object body{{"matched", status.matched}, {"selector", qd::protocol::toJson(record.selector)}};
    if (status.state == PurgeState::Done) {
        body["purged"] = status.purged;
        body["spared"] = status.spared;
        body["gone"] = status.gone;
        body["freed_bytes"] = status.freedBytes;
        body["rss_before"] = status.rssBefore;
        body["rss_after"] = status.rssAfter;
        body["elapsed_ms"] = status.elapsedMs;
    }
    event.bodyJson = boost::json::serialize(body);
    m_parts.events.add(std::move(event), m_parts.clock.now());
    const std::lock_guard lock(m_mutex);
    m_purges[status.purgeId] = {status, record.previewId, m_parts.clock.now()};
}

std::optional<PurgeStatus> Purger::status(std::string_view purgeId) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_purges.find(purgeId);
    return found == m_purges.end() ? std::nullopt : std::optional(found->second.status);
}

void Purger::upkeep()
{
    m_previews.prune(m_parts.clock.now());
    std::vector<std::shared_ptr<Run>> unfinished;
    {
        const std::lock_guard lock(m_mutex);
        unfinished.swap(m_unfinished);
        forgetFinished();
    }
    for (const auto &run : unfinished) {
        finish(run);
    }
}

void Purger::forgetFinished()
{
    std::vector<std::pair<Time, std::string>> finished;
    for (const auto &[id, known] : m_purges) {
        if (known.status.state == PurgeState::Done) {
            finished.emplace_back(known.since, id);
        }
    }
    std::sort(finished.begin(), finished.end(), std::greater());
    const Time tooOld = m_parts.clock.now() - kFinishedLife;
    for (std::size_t i = 0; i < finished.size(); ++i) {
        if (i >= PurgeStore::kFinishedKept || finished[i].first <= tooOld) {
            const auto found = m_purges.find(finished[i].second);
            m_previews.forget(found->second.previewId);
            m_purges.erase(found);
        }
    }
}

} // namespace sessiond
