// SPDX-License-Identifier: GPL-3.0-or-later
// The admin plane of Planes: what operators ask about the service itself.
#include "backend/service/http/planes.h"

#include "backend/protocol/byte_size.h"
#include "backend/protocol/duration.h"
#include "backend/protocol/names.h"
#include "backend/service/http/body.h"
#include "backend/service/http/drill_json.h"
#include "backend/service/http/job_thread.h"
#include "backend/service/http/query_string.h"
#include "backend/service/http/session_json.h"

#include <unistd.h>

#include <algorithm>
#include <limits>

namespace sessiond::http {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kLongestDrain = std::chrono::minutes(10);
constexpr std::size_t kEventsPage = 500;

void writeMemory(JsonWriter &json, const MemoryBreakdown &memory)
{
    json.beginObject("memory");
    json.count("sessions", memory.core.sessions).count("session_data", memory.core.sessionData);
    json.count("retained", memory.core.retained).count("journal", memory.core.journal);
    json.count("accounts", memory.core.accounts).count("http", memory.http);
    json.count("hashing", memory.core.hashing).count("unaccounted", memory.unaccounted());
    json.count("resident", memory.resident).endObject();
}

void writeConfig(JsonWriter &json, const Options &options)
{
    const ServiceConfig &service = options.service;
    const auto duration = [](Milliseconds value) { return qd::protocol::formatDuration(value); };
    json.beginObject("config").text("idle_timeout", duration(service.idleTimeout));
    json.text("absolute_timeout", duration(service.absoluteTimeout));
    json.text("collector_interval", duration(service.collectorInterval));
    json.integer("threads", options.threads);
    json.text("argon2_memory", qd::protocol::formatByteSize(service.argon2Memory));
    json.integer("argon2_passes", service.argon2Passes);
    json.truth("insecure_hashing", service.insecureHashing).truth("drill", service.drill);
    json.beginArray("server_names");
    for (const std::string &name : options.serverNames) {
        json.text({}, name);
    }
    json.endArray().endObject();
}

void writeEvent(JsonWriter &json, const Event &event)
{
    json.beginObject().count("seq", event.seq);
    writeTime(json, "at", event.at);
    json.text("kind", event.kind).text("subject", event.subject).text("actor", event.actor);
    json.text("operator", event.operatorName).text("reason", event.reason);
    json.text("correlation", event.correlation);
    json.raw("body", event.bodyJson.empty() ? "{}" : event.bodyJson).endObject();
}

void writeAuditRow(JsonWriter &json, const AuditRow &row)
{
    json.beginObject().count("seq", row.seq);
    writeTime(json, "at", row.at);
    json.text("actor", row.actor).text("operator", row.operatorName).text("action", row.action);
    json.text("subject", row.subject).text("reason", row.reason).text("outcome", row.outcome);
    json.text("hash", row.hash).endObject();
}

/// Beyond this no number is one of ours: JSON readers and the database count in 63 bits.
constexpr auto kLargestSeq = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// `after` and `limit` of the two logs. Nothing after a 400 was given.
struct LogPage
{
    std::uint64_t after = 0;
    std::size_t limit = kEventsPage;
};
std::optional<LogPage> readLogPage(Exchange &exchange)
{
    LogPage page;
    const auto parameters = parseParameters(exchange.head.query);
    bool good = parameters.has_value();
    for (const auto &[name, text] : parameters.value_or(Parameters())) {
        const auto value = parseNumber(text);
        good = good && value &&
               ((name == "after" && *value <= kLargestSeq) || (name == "limit" && *value >= 1 && *value <= 1000));
        if (good) {
            (name == "after" ? page.after : page.limit) = *value;
        }
    }
    if (!good) {
        exchange.reply(
            problemResponse(Problem::BadParameter, "after is a number below 2^63, limit one from 1 to 1000"));
        return std::nullopt;
    }
    return page;
}

} // namespace

void Planes::metrics(Exchange &exchange)
{
    const MetricsFormat format = formatFor(exchange.head.accept);
    Response response = jsonResponse(m_page->render(format));
    response.contentType = contentTypeOf(format);
    exchange.reply(std::move(response));
}

void Planes::status(Exchange &exchange)
{
    const SessionService &service = *m_service.load();
    const auto totals = m_page->requests();
    const Counters counters = service.counters();
    const double started = readProcessStats().startTime;
    std::string body;
    JsonWriter json(body);
    json.beginObject().integer("api", qd::protocol::kApiVersion).text("release", m_options.release);
    json.text("instance", m_instance).integer("pid", getpid());
    writeTime(json, "started_at", Time(Milliseconds(static_cast<std::int64_t>(started * 1000))));
    writeTime(json, "now", service.now());
    json.number("uptime_seconds",
                std::max(0.0, static_cast<double>(service.now().time_since_epoch().count()) / 1000 - started));
    json.truth("ready", !m_draining)
        .truth("draining", m_draining)
        .truth("journal_healthy", counters.journalHealthy);
    json.beginObject("limits").count("memory_bytes", m_options.service.memoryLimit);
    json.count("max_sessions", m_options.service.maxSessions);
    json.integer("sessions_per_user", m_options.service.sessionsPerUser).endObject();
    json.integer("in_flight", totals.inFlight).integer("connections", totals.connections);
    json.beginObject("sessions").count("active", counters.sessions[0]);
    json.count("expired", counters.sessions[1]).count("retained", counters.sessions[2]);
    json.endObject();
    writeConfig(json, m_options);
    writeMemory(json, m_page->memory());
    json.raw("drill", drillBody(service.drill()));
    json.text("supervisor", m_options.parentFd >= 0 ? "parent" : "none").endObject();
    exchange.reply(jsonResponse(std::move(body)));
}

void Planes::collect(Exchange &exchange)
{
    Body body(exchange.body, Body::Empty::IsObject, {"reason"});
    (void)body.reason();
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    SessionService *service = m_service.load();
    service->collectNow(actorOf(exchange), [reply = exchange.reply, service](Outcome<Unit> outcome) {
        if (!outcome) {
            reply(failureResponse(outcome.error()));
            return;
        }
        const Counters counters = service->counters();
        std::string text;
        JsonWriter json(text);
        json.beginObject().count("collector_passes", counters.collectorPasses);
        json.count("collected", counters.collected);
        json.count("retained_after_pass", counters.retainedAfterPass).endObject();
        reply(jsonResponse(std::move(text)));
    });
}

void Planes::drain(Exchange &exchange)
{
    Body body(exchange.body, Body::Empty::IsObject, {"reason", "deadline"});
    const std::string reason = body.reason();
    const auto deadline = qd::protocol::parseDuration(body.optionalText("deadline").value_or("10s"));
    if (body.error().empty() && (!deadline || *deadline > kLongestDrain)) {
        body.fail("'deadline' must be a duration of at most 10m");
    }
    if (!body.error().empty()) {
        exchange.reply(problemResponse(Problem::BadBody, body.error()));
        return;
    }
    const Actor actor = actorOf(exchange);
    m_service.load()->addAudit(
        actor, "drain", "service", reason, "accepted",
        [this, reply = exchange.reply, actor, reason, span = *deadline](Outcome<Unit> outcome) {
            if (!outcome) {
                reply(failureResponse(outcome.error()));
                return;
            }
            Event event;
            event.kind = qd::protocol::event::kDraining;
            event.actor = actor.name;
            event.operatorName = actor.operatorName;
            event.correlation = actor.correlation;
            event.reason = reason;
            m_service.load()->addEvent(std::move(event));
            reply(jsonResponse(R"({"draining":true,"deadline":")" + qd::protocol::formatDuration(span) + "\"}",
                               202));
            m_drain(span);
        });
}

void Planes::events(Exchange &exchange)
{
    const auto page = readLogPage(exchange);
    if (!page) {
        return;
    }
    const SessionService &service = *m_service.load();
    const auto events = service.eventsAfter(page->after, page->limit);
    std::string body;
    JsonWriter json(body);
    if (!events) {
        Response response = failureResponse(events.error());
        if (events.error().code == Failure::Gone) {
            response.body.pop_back();
            response.body.append(R"(,"first":)" + std::to_string(service.firstEvent()) + "}");
        }
        exchange.reply(std::move(response));
        return;
    }
    json.beginObject().text("instance", m_instance).count("first", service.firstEvent());
    json.count("next", events->empty() ? page->after : events->back().seq).beginArray("events");
    for (const Event &event : *events) {
        writeEvent(json, event);
    }
    json.endArray().endObject();
    exchange.reply(jsonResponse(std::move(body)));
}

void Planes::audit(Exchange &exchange)
{
    const auto page = readLogPage(exchange);
    if (!page) {
        return;
    }
    m_service.load()->audit(page->after, page->limit,
                            [reply = exchange.reply, after = page->after](Outcome<std::vector<AuditRow>> rows) {
                                if (!rows) {
                                    reply(failureResponse(rows.error()));
                                    return;
                                }
                                std::string body;
                                JsonWriter json(body);
                                const auto next = rows->empty() ? after : rows->back().seq;
                                json.beginObject().count("next", next).beginArray("entries");
                                for (const AuditRow &row : *rows) {
                                    writeAuditRow(json, row);
                                }
                                json.endArray().endObject();
                                reply(jsonResponse(std::move(body)));
                            });
}

void Planes::drill(Exchange &exchange)
{
    const auto wanted = readDrill(exchange.body);
    if (!wanted) {
        exchange.reply(problemResponse(Problem::BadBody, wanted.error()));
        return;
    }
    // The audit row it writes waits for the disk.
    const bool queued = m_jobs->run([this, wanted = *wanted, actor = actorOf(exchange), reply = exchange.reply] {
        const auto outcome = m_service.load()->setDrill(wanted, actor);
        if (!outcome) {
            reply(failureResponse(outcome.error()));
            return;
        }
        m_refuseRate = wanted.refuseRate;
        reply(jsonResponse(drillBody(wanted)));
    });
    if (!queued) {
        exchange.reply(problemResponse(Problem::Saturated));
    }
}

} // namespace sessiond::http
