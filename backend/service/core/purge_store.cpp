// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/purge_store.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstring>

namespace sessiond {
namespace {

std::string encode(const PurgeRecord &record)
{
    return boost::json::serialize(boost::json::object{{"preview", record.previewId},
                                                      {"selector", qd::protocol::toJson(record.selector)},
                                                      {"pinned_at", record.pinnedAt},
                                                      {"armed_at", record.armedAt},
                                                      {"most_serial", record.mostSerial},
                                                      {"matched", record.status.matched},
                                                      {"purged", record.status.purged},
                                                      {"spared", record.status.spared},
                                                      {"gone", record.status.gone},
                                                      {"freed_bytes", record.status.freedBytes},
                                                      {"rss_before", record.status.rssBefore},
                                                      {"rss_after", record.status.rssAfter},
                                                      {"elapsed_ms", record.status.elapsedMs},
                                                      {"actor", record.actor.name},
                                                      {"operator", record.actor.operatorName},
                                                      {"correlation", record.actor.correlation},
                                                      {"reason", record.reason}});
}

std::uint64_t numberAt(const boost::json::object &json, std::string_view key)
{
    return json.at(key).to_number<std::uint64_t>();
}

std::string textAt(const boost::json::object &json, std::string_view key)
{
    return std::string(std::string_view(json.at(key).as_string()));
}

/// Throws for a body that encode() did not write.
PurgeRecord decode(std::string id, PurgeState state, std::string_view body)
{
    const boost::json::value value = boost::json::parse(body);
    const boost::json::object &json = value.as_object();
    PurgeRecord record;
    record.previewId = textAt(json, "preview");
    record.selector = qd::protocol::selectorFromJson(json.at("selector")).value();
    record.pinnedAt = json.at("pinned_at").to_number<std::int64_t>();
    record.armedAt = json.at("armed_at").to_number<std::int64_t>();
    record.mostSerial = numberAt(json, "most_serial");
    record.status = {std::move(id),
                     state,
                     numberAt(json, "matched"),
                     numberAt(json, "purged"),
                     numberAt(json, "spared"),
                     json.contains("gone") ? numberAt(json, "gone") : 0, // rows of before it was counted
                     numberAt(json, "freed_bytes"),
                     numberAt(json, "rss_before"),
                     numberAt(json, "rss_after"),
                     numberAt(json, "elapsed_ms")};
    record.actor = {textAt(json, "actor"), textAt(json, "operator"), textAt(json, "correlation")};
    record.reason = textAt(json, "reason");
    return record;
}

} // namespace

PurgeStore::PurgeStore(const sqlite::Database &database)
    : m_write(database, "INSERT INTO purge(id, state, body, revived) VALUES(?, ?, ?, ?) ON CONFLICT(id) DO UPDATE"
                        " SET state = excluded.state, body = excluded.body, revived = excluded.revived")
    , m_all(database, "SELECT id, state, body, revived FROM purge ORDER BY number")
    , m_forget(database, "DELETE FROM purge WHERE state = 1 AND number <= (SELECT max(number) FROM purge) - ?")
{}

void PurgeStore::write(const PurgeRecord &record)
{
    const std::string body = encode(record);
    const std::string_view revived(reinterpret_cast<const char *>(record.revived.data()),
                                   record.revived.size() * sizeof(std::uint64_t));
    m_write.bind(1, record.status.purgeId)
        .bind(2, record.status.state == PurgeState::Done ? 1 : 0)
        .bind(3, body)
        .bindBlob(4, revived)
        .execute();
    m_forget.bind(1, static_cast<std::int64_t>(kFinishedKept)).execute();
}

std::vector<PurgeRecord> PurgeStore::all()
{
    const sqlite::Resetting row(m_all);
    std::vector<PurgeRecord> records;
    while (row->step()) {
        const PurgeState state = row->integer(1) == 1 ? PurgeState::Done : PurgeState::Running;
        PurgeRecord record = decode(row->text(0), state, row->bytes(2));
        const std::string_view revived = row->bytes(3);
        record.revived.resize(revived.size() / sizeof(std::uint64_t));
        if (!record.revived.empty()) { // memcpy() of nothing may not be given null pointers
            std::memcpy(record.revived.data(), revived.data(), record.revived.size() * sizeof(std::uint64_t));
        }
        records.push_back(std::move(record));
    }
    return records;
}

bool purgeTakes(const PurgeRecord &purge, const Timeouts &timeouts, const SessionRecord &record,
                std::string_view user, std::string_view address)
{
    SessionFilter filter;
    filter.pinnedAt = purge.pinnedAt;
    filter.mostSerial = purge.mostSerial;
    filter.state = purge.selector.state.value_or(qd::protocol::SelectorState::Any);
    filter.idleCutoff = purge.selector.idleLongerThan ? purge.pinnedAt - purge.selector.idleLongerThan->count()
                                                      : filter.idleCutoff;
    filter.createdCutoff =
        purge.selector.olderThan ? purge.pinnedAt - purge.selector.olderThan->count() : filter.createdCutoff;
    return filter.matches(record, timeouts, purge.armedAt) &&
           (!purge.selector.user || *purge.selector.user == user) &&
           (!purge.selector.address || *purge.selector.address == address) &&
           !std::binary_search(purge.revived.begin(), purge.revived.end(), record.serial);
}

} // namespace sessiond
