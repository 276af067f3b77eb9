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

constexpr std::size_t kMostOpenPreviews = 64;
/// Ending everybody's sessions wants words of confirmation however it was selected. One session is not everybody:
/// ending it is no more than what `DELETE /admin/v1/sessions/{id}` does without them.
constexpr std::uint64_t kFewestThatAreAll = 2;
/// A preview that is past using is remembered this long, so that the answer can say why.
constexpr std::chrono::minutes kRemembered{10};
/// Removals under one lock, and rows in one piece of journal work: both well under a millisecond.
constexpr std::size_t kSlice = 256;
constexpr std::size_t kRowsAtOnce = 2000;

} // namespace

/// A purge under way.
struct Purger::Run
{
    PurgeRecord record;
    std::shared_ptr<PurgePin> pin;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    std::vector<std::uint64_t> unforgotten; ///< rows a failing journal did not remove; journal thread only
};

Purger::Purger(Parts parts)
    : m_parts(std::move(parts))
{}

void Purger::restore(std::vector<PurgeRecord> records)
{
    const std::lock_guard lock(m_mutex);
    for (PurgeRecord &record : records) {
        Preview preview;
        preview.shown.previewId = record.previewId;
        preview.shown.selector = record.selector;
        preview.shown.confirmRequired = record.selector.canTouchEveryActiveSession();
        preview.shown.expiresAt = Time(std::chrono::milliseconds(record.pinnedAt)) + kPreviewLife;
        preview.purgeId = record.status.purgeId;
        m_previews.emplace(record.previewId, std::move(preview));
        m_purges.emplace(record.status.purgeId, std::move(record));
    }
}

void Purger::preview(qd::protocol::Selector selector, Done<PurgePreview> done)
{
    if (selector.isEmpty()) {
        done(failure(Failure::Invalid, "an empty selector selects nothing; say which sessions"));
        return;
    }
    const bool posted =
        m_parts.maintenance.post([this, selector = std::move(selector), done] { done(makePreview(selector)); });
    if (!posted) {
        done(failure(Failure::Unavailable, "the service is stopping"));
    }
}

Outcome<PurgePreview> Purger::makePreview(const qd::protocol::Selector &selector)
{
    prune();
    {
        const std::lock_guard lock(m_mutex);
        const auto open = std::count_if(m_previews.begin(), m_previews.end(),
                                        [](const auto &entry) { return entry.second.pin != nullptr; });
        if (static_cast<std::size_t>(open) >= kMostOpenPreviews) {
            return failure(Failure::Busy, "too many previews are open", std::chrono::seconds(10));
        }
    }
    // The order matters: bounds first, then the walk. What happens in between is beyond the bounds.
    const std::uint64_t mostSerial = m_parts.settledSerial();
    const Time now = m_parts.clock.now();
    Preview preview;
    preview.pin = m_parts.table.pin(selector, now.time_since_epoch().count(), mostSerial);
    preview.shown.previewId = randomId();
    preview.shown.selector = selector;
    preview.shown.expiresAt = now + kPreviewLife;
    look(preview.shown, *preview.pin);
    if (preview.pin->filter.hasIdleBound()) {
        // A purge finished after a crash judges by the journal's last_seen; from here on it is exact up to the
        // pin.
        m_parts.flushSeen();
    }
    const PurgePreview shown = preview.shown;
    const std::lock_guard lock(m_mutex);
    m_previews.emplace(shown.previewId, std::move(preview));
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
    preview.confirmRequired =
        preview.selector.canTouchEveryActiveSession() || (active >= kFewestThatAreAll && activeMatched == active);
}

bool Purger::needsConfirm(std::string_view previewId) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_previews.find(previewId);
    return found != m_previews.end() && found->second.shown.confirmRequired;
}

void Purger::purge(const std::string &previewId, std::string reason, Actor actor, Done<std::string> done)
{
    const Time now = m_parts.clock.now();
    auto run = std::make_shared<Run>();
    std::string usedBy;
    Failure refused = Failure::Internal;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_previews.find(previewId);
        refused = found == m_previews.end() ? Failure::NotFound : Failure::Gone;
        if (found != m_previews.end() && !found->second.purgeId.empty()) {
            usedBy = found->second.purgeId;
        } else if (found != m_previews.end() && found->second.pin && now < found->second.shown.expiresAt) {
            run->pin = found->second.pin;
            run->record.previewId = previewId;
            run->record.selector = found->second.shown.selector;
            run->record.status.matched = found->second.shown.matched;
            run->record.status.purgeId = found->second.purgeId = randomId();
        }
    }
    if (!usedBy.empty()) {
        answerRetry(usedBy, std::move(done));
        return;
    }
    if (!run->pin) {
        done(
            failure(refused, refused == Failure::Gone ? "the preview is too old; look again" : "no such preview"));
        return;
    }
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
    std::sort(record.revived.begin(), record.revived.end());
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
        {
            const std::lock_guard lock(m_mutex);
            m_previews[previewId].purgeId.clear();
        }
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
    PurgeStatus &status = run->record.status;
    status.rssBefore = residentBytes();
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
    m_parts.table.pins().remove(run->pin);
    m_parts.table.trim();
    malloc_trim(0);
    status.purged = removed.sessions;
    status.spared = status.matched - std::min(status.matched, status.purged);
    status.freedBytes = removed.bytes;
    status.rssAfter = residentBytes();
    const auto took = std::chrono::steady_clock::now() - run->began;
    status.elapsedMs =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    {
        const std::lock_guard lock(m_mutex);
        m_previews[run->record.previewId].pin.reset();
    }
    run->pin.reset();
    finish(run);
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
        store.purges().write(run->record);
        store.releaseMemory();
        return Unit{};
    };
    const auto written = [this, run](const Outcome<Unit> &durable) {
        if (durable) {
            malloc_trim(0);
            publish(run->record, qd::protocol::event::kPurgeDone);
            return;
        }
        // Tried again while the journal is down; when the service stops first, the next start finishes it.
        m_parts.maintenance.post([this, run] {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            finish(run);
        });
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
        body["freed_bytes"] = status.freedBytes;
        body["rss_before"] = status.rssBefore;
        body["rss_after"] = status.rssAfter;
        body["elapsed_ms"] = status.elapsedMs;
    }
    event.bodyJson = boost::json::serialize(body);
    m_parts.events.add(std::move(event), m_parts.clock.now());
    const std::lock_guard lock(m_mutex);
    m_purges[status.purgeId] = record;
}

std::optional<PurgeStatus> Purger::status(std::string_view purgeId) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_purges.find(purgeId);
    return found == m_purges.end() ? std::nullopt : std::optional(found->second.status);
}

void Purger::prune()
{
    const Time now = m_parts.clock.now();
    const std::lock_guard lock(m_mutex);
    for (auto entry = m_previews.begin(); entry != m_previews.end();) {
        Preview &preview = entry->second;
        if (preview.pin && preview.purgeId.empty() && now >= preview.shown.expiresAt) {
            m_parts.table.pins().remove(preview.pin);
            preview.pin.reset();
        }
        const bool forget = preview.purgeId.empty() && now >= preview.shown.expiresAt + kRemembered;
        entry = forget ? m_previews.erase(entry) : std::next(entry);
    }
}

} // namespace sessiond
