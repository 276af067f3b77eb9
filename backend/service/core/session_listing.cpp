// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/session_listing.h"

#include "backend/protocol/names.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace sessiond {
namespace {

/// Where a session stands in the order: the sort key (a number or a name), then the serial number.
struct Place
{
    std::int64_t number = 0;
    std::string_view text;
    std::uint64_t serial = 0;

    [[nodiscard]] bool isBefore(const Place &other) const
    {
        if (number != other.number) {
            return number < other.number;
        }
        const int order = text.compare(other.text);
        return order != 0 ? order < 0 : serial < other.serial;
    }
};

struct Candidate
{
    std::int64_t number;
    std::uint64_t serial;
    SessionRow row;
};

class Lister
{
public:
    Lister(const SessionTable &table, const SessionIds &ids, const SessionQuery &query, std::int64_t now)
        : m_table(table)
        , m_ids(ids)
        , m_query(query)
        , m_now(now)
    {}

    [[nodiscard]] bool readCursor()
    {
        if (m_query.cursor.empty()) {
            return true;
        }
        const std::string_view cursor = m_query.cursor;
        const std::size_t idLength = std::tuple_size_v<SessionIdText>;
        const auto serial = m_ids.serialOf(cursor.substr(0, std::min(idLength, cursor.size())));
        if (!serial) {
            return false;
        }
        Place after;
        after.serial = *serial;
        const std::string_view key = cursor.substr(idLength);
        if (m_query.sort == SessionSort::User) {
            after.text = key;
        } else if (std::from_chars(key.data(), key.data() + key.size(), after.number).ptr !=
                   key.data() + key.size()) {
            return false;
        }
        m_after = after;
        return true;
    }

    void consider(const SessionRecord &record, const SessionFilter &filter)
    {
        if (!filter.matches(record, m_table.timeouts(), m_now)) {
            return;
        }
        ++m_matched;
        const Place place = placeOf(record);
        const bool full = m_best.size() == m_query.limit;
        if (m_after && !comesFirst(*m_after, place)) {
            return;
        }
        m_more = m_more || full;
        if (full && !comesFirst(place, placeOf(m_best.front()))) {
            return;
        }
        const auto order = [this](const Candidate &a, const Candidate &b) {
            return comesFirst(placeOf(a), placeOf(b));
        };
        if (full) {
            std::pop_heap(m_best.begin(), m_best.end(), order);
            m_best.pop_back();
        }
        m_best.push_back({place.number, place.serial, rowOf(m_table, m_ids, record, m_now)});
        std::push_heap(m_best.begin(), m_best.end(), order);
    }

    /// A page that had to turn something away has a next one.
    [[nodiscard]] SessionPage take()
    {
        SessionPage page;
        page.matched = m_matched;
        std::sort(m_best.begin(), m_best.end(),
                  [this](const Candidate &a, const Candidate &b) { return comesFirst(placeOf(a), placeOf(b)); });
        if (m_more) {
            const Candidate &last = m_best.back();
            page.nextCursor =
                last.row.id + (m_query.sort == SessionSort::User ? last.row.user : std::to_string(last.number));
        }
        for (Candidate &candidate : m_best) {
            page.rows.push_back(std::move(candidate.row));
        }
        return page;
    }

private:
    [[nodiscard]] bool comesFirst(const Place &a, const Place &b) const
    {
        return m_query.order == SortOrder::Ascending ? a.isBefore(b) : b.isBefore(a);
    }

    [[nodiscard]] Place placeOf(const Candidate &candidate) const
    {
        return {candidate.number,
                m_query.sort == SessionSort::User ? std::string_view(candidate.row.user) : std::string_view(),
                candidate.serial};
    }

    [[nodiscard]] Place placeOf(const SessionRecord &record) const
    {
        switch (m_query.sort) {
        case SessionSort::Created:
            return {record.created, {}, record.serial};
        case SessionSort::LastSeen:
            return {record.lastSeen, {}, record.serial};
        case SessionSort::Bytes:
            return {static_cast<std::int64_t>(SessionTable::bytesOf(record)), {}, record.serial};
        case SessionSort::User:
            break;
        }
        return {0, m_table.userOf(record), record.serial};
    }

    const SessionTable &m_table;
    const SessionIds &m_ids;
    const SessionQuery &m_query;
    std::int64_t m_now;
    std::optional<Place> m_after;
    std::vector<Candidate> m_best; ///< a heap with the last of the order on top
    std::uint64_t m_matched = 0;
    bool m_more = false;
};

} // namespace

SessionRow rowOf(const SessionTable &table, const SessionIds &ids, const SessionRecord &record, std::int64_t now)
{
    const auto time = [](std::int64_t ms) { return Time(std::chrono::milliseconds(ms)); };
    const SessionIdText id = ids.textOf(record.serial);
    SessionRow row;
    row.id.assign(id.data(), id.size());
    row.user = table.userOf(record);
    row.address = table.addressOf(record);
    row.state = SessionFilter::stateAt(record, table.timeouts(), now);
    row.created = time(record.created);
    row.lastSeen = time(record.lastSeen);
    row.expires = time(table.timeouts().endOf(record));
    row.bytes = SessionTable::bytesOf(record);
    return row;
}

Outcome<SessionPage> listPage(SessionTable &table, const SessionIds &ids, const SessionQuery &query,
                              std::int64_t now)
{
    if (query.limit == 0 || query.limit > qd::protocol::kMaxPageSize) {
        return failure(Failure::Invalid, "limit must be 1 to " + std::to_string(qd::protocol::kMaxPageSize));
    }
    Lister lister(table, ids, query, now);
    if (!lister.readCursor()) {
        return failure(Failure::Invalid, "the cursor is not one of this list");
    }
    const SessionFilter filter = table.acquireFilter(query.selector, now);
    // Walking in the wanted direction meets the best ones early, so that most later ones are turned away at once.
    const auto direction = query.order == SortOrder::Ascending ? SessionTable::Direction::OldestFirst
                                                               : SessionTable::Direction::NewestFirst;
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        table.visitShard(shard, direction, [&](const SessionRecord &record) { lister.consider(record, filter); });
    }
    table.releaseFilter(filter);
    return lister.take();
}

} // namespace sessiond
