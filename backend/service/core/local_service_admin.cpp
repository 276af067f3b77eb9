// SPDX-License-Identifier: GPL-3.0-or-later
// What operators do.
#include "backend/protocol/duration.h"
#include "backend/protocol/names.h"
#include "backend/service/core/local_service.h"
#include "backend/service/core/session_listing.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

namespace sessiond {

Outcome<SessionPage> LocalService::listSessions(const SessionQuery &query)
{
    return listPage(*m_table, m_ids, query, nowMs());
}

std::optional<SessionKey> LocalService::findById(std::string_view id, std::string *user) const
{
    const auto serial = m_ids.serialOf(id);
    std::optional<SessionKey> key;
    // There is no index by id: an operator ends sessions one by one rarely, and a walk takes milliseconds.
    for (std::size_t shard = 0; serial && !key && shard < SessionTable::kShards; ++shard) {
        m_table->visitShard(shard, SessionTable::Direction::OldestFirst, [&](const SessionRecord &record) {
            if (record.serial == *serial && record.state == SessionState::Active) {
                key = SessionKey{record.digest, record.serial, record.created};
                *user = m_table->userOf(record);
            }
        });
    }
    return key;
}

void LocalService::endSession(std::string id, Actor actor, std::string reason, Done<Unit> done)
{
    std::string user;
    const std::optional<SessionKey> key = findById(id, &user);
    if (!key) {
        done(failure(Failure::NotFound, "no such active session"));
        return;
    }
    endOne(*key, EndReason::EndedByOperator, {auditRow(actor, "end_session", id, reason)},
           [this, id, user, actor, reason, done](Outcome<Unit> ended) {
               if (ended) {
                   addActorEvent(qd::protocol::event::kSessionEnded, actor, id, reason,
                                 boost::json::serialize(boost::json::object{{"user", user}}));
               }
               done(std::move(ended));
           });
}

void LocalService::previewPurge(qd::protocol::Selector selector, Actor actor, Done<PurgePreview> done)
{
    m_purger.preview(std::move(selector), std::move(actor), std::move(done));
}

bool LocalService::purgeNeedsConfirm(std::string_view previewId) const
{
    return m_purger.needsConfirm(previewId);
}

void LocalService::purge(std::string previewId, std::string reason, Actor actor, Done<std::string> done)
{
    m_purger.purge(previewId, std::move(reason), std::move(actor), std::move(done));
}

std::optional<PurgeStatus> LocalService::purgeStatus(std::string_view purgeId) const
{
    return m_purger.status(purgeId);
}

void LocalService::collectNow(Actor actor, Done<Unit> done)
{
    addActorEvent(qd::protocol::event::kCollectRequested, actor, "collector");
    const bool posted = m_maintenance.post([this, actor, done] {
        collect();
        addAudit(actor, "collect", "collector", {}, "done", done);
    });
    if (!posted) {
        done(failure(Failure::Unavailable, "the service is stopping"));
    }
}

Outcome<std::vector<Event>> LocalService::eventsAfter(std::uint64_t after, std::size_t limit) const
{
    return m_events.after(after, limit);
}

std::uint64_t LocalService::firstEvent() const
{
    return m_events.first();
}

void LocalService::addEvent(Event event)
{
    m_events.add(std::move(event), now());
}

void LocalService::addActorEvent(std::string_view kind, const Actor &actor, std::string subject,
                                 std::string reason, std::string bodyJson)
{
    addEvent({0,
              {},
              std::string(kind),
              std::move(subject),
              actor.name,
              actor.operatorName,
              std::move(reason),
              actor.correlation,
              std::move(bodyJson)});
}

AuditRow LocalService::auditRow(const Actor &actor, std::string action, std::string subject, std::string reason,
                                std::string outcome) const
{
    return {0,
            now(),
            actor.name,
            actor.operatorName,
            std::move(action),
            std::move(subject),
            std::move(reason),
            std::move(outcome),
            {}};
}

void LocalService::audit(std::uint64_t after, std::size_t limit, Done<std::vector<AuditRow>> done)
{
    m_queries.ask<std::vector<AuditRow>>(
        Query::Audit,
        [after, limit](Readers &readers) -> Outcome<std::vector<AuditRow>> {
            return readers.audit.after(after, std::min(limit, qd::protocol::kMaxPageSize));
        },
        std::move(done));
}

void LocalService::addAudit(Actor actor, std::string action, std::string subject, std::string reason,
                            std::string outcome, Done<Unit> done)
{
    const AuditRow row =
        auditRow(actor, std::move(action), std::move(subject), std::move(reason), std::move(outcome));
    m_journal.submit({[row](JournalStore &store) -> Outcome<Unit> {
                          store.audit().add(row);
                          return Unit{};
                      },
                      std::move(done), Journal::Durability::Power});
}

void LocalService::applyDrill(const Drill &drill)
{
    {
        const std::lock_guard lock(m_drillMutex);
        m_drill = drill;
    }
    m_queries.setDelay(drill.queryDelay);
    m_hashes.setDelay(drill.hashDelay);
}

Outcome<Unit> LocalService::setDrill(const Drill &drill, Actor actor)
{
    if (!m_config.drill) {
        return failure(Failure::Conflict, "the service was started without --drill");
    }
    applyDrill(drill);
    const std::string body = boost::json::serialize(
        boost::json::object{{"retain_after_logout", drill.retainAfterLogout},
                            {"collector", drill.collector == CollectorMode::Sliced ? "sliced" : "walk_locked"},
                            {"walk_delay_us", drill.walkDelay.count()},
                            {"query_delay_ms", drill.queryDelay.count()},
                            {"hash_delay_ms", drill.hashDelay.count()},
                            {"refuse_rate", drill.refuseRate}});
    addActorEvent(qd::protocol::event::kDrillChanged, actor, "drill", {}, body);
    addAudit(actor, "drill", "drill", {}, body, [](Outcome<Unit>) {});
    return Unit{};
}

} // namespace sessiond
