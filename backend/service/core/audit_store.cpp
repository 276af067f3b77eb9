// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/audit_store.h"

#include <algorithm>
#include <limits>
#include <sodium.h>

namespace sessiond {
namespace {

std::string toHex(std::string_view bytes)
{
    std::string text(bytes.size() * 2 + 1, '0');
    sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size());
    text.pop_back();
    return text;
}

std::string_view asText(const AuditStore::Hash &hash)
{
    return {reinterpret_cast<const char *>(hash.data()), hash.size()};
}

} // namespace

AuditStore::AuditStore(const sqlite::Database &database)
    : m_last(database, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
    , m_insert(database, "INSERT INTO audit(seq, at, actor, operator, action, subject, reason, outcome, hash)"
                         " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
{}

AuditStore::Hash AuditStore::hashOf(const Hash &before, const AuditRow &row)
{
    std::string all(asText(before));
    for (const std::string &field :
         {std::to_string(row.seq), std::to_string(row.at.time_since_epoch().count()), row.actor, row.operatorName,
          row.action, row.subject, row.reason, row.outcome}) {
        all += field;
        all += '\0';
    }
    Hash hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char *>(all.data()), all.size());
    return hash;
}

void AuditStore::readLast()
{
    const sqlite::Resetting row(m_last);
    m_lastSeq = 0;
    m_lastHash = {};
    if (row->step()) {
        m_lastSeq = static_cast<std::uint64_t>(row->integer(0));
        const std::string_view hash = row->bytes(1);
        std::copy_n(hash.begin(), std::min(hash.size(), m_lastHash.size()), m_lastHash.begin());
    }
    m_known = true;
}

void AuditStore::add(const AuditRow &given)
{
    if (!m_known) {
        readLast();
    }
    AuditRow row = given;
    row.seq = m_lastSeq + 1;
    const Hash hash = hashOf(m_lastHash, row);
    m_insert.bind(1, static_cast<std::int64_t>(row.seq))
        .bind(2, row.at.time_since_epoch().count())
        .bind(3, row.actor)
        .bind(4, row.operatorName)
        .bind(5, row.action)
        .bind(6, row.subject)
        .bind(7, row.reason)
        .bind(8, row.outcome)
        .bindBlob(9, asText(hash))
        .execute();
    m_lastSeq = row.seq;
    m_lastHash = hash;
}

AuditReader::AuditReader(const sqlite::Database &database)
    : m_after(database, "SELECT seq, at, actor, operator, action, subject, reason, outcome, hash FROM audit"
                        " WHERE seq > ? ORDER BY seq LIMIT ?")
{}

std::vector<AuditRow> AuditReader::after(std::uint64_t seq, std::size_t limit)
{
    std::vector<AuditRow> rows;
    if (seq > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return rows; // as a signed number it would be before the first
    }
    const sqlite::Resetting row(m_after);
    row->bind(1, static_cast<std::int64_t>(seq)).bind(2, static_cast<std::int64_t>(limit));
    while (row->step()) {
        rows.push_back({static_cast<std::uint64_t>(row->integer(0)),
                        Time(std::chrono::milliseconds(row->integer(1))), row->text(2), row->text(3), row->text(4),
                        row->text(5), row->text(6), row->text(7), toHex(row->bytes(8))});
    }
    return rows;
}

} // namespace sessiond
