// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/admin_types.h"
#include "backend/service/core/sqlite.h"

#include <array>
#include <vector>

namespace sessiond {

/// Privileged actions, each row hashed together with the hash of the row before it: taking one out or changing one
/// breaks the chain from there on. Row hash: SHA-256 over the hash before and the fields, each ended by a zero
/// byte.
class AuditStore
{
public:
    using Hash = std::array<std::uint8_t, 32>;
    static constexpr const char *kSchema =
        "CREATE TABLE audit(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, operator TEXT NOT "
        "NULL,"
        " action TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT NULL, outcome TEXT NOT NULL,"
        " hash BLOB NOT NULL);";

    explicit AuditStore(const sqlite::Database &database);
    /// Sets seq and hash; within the journal's transactions. Throws sqlite::Failed.
    void add(const AuditRow &row);
    /// Forgets what was added since the last commit.
    void rolledBack() { m_known = false; }
    /// The hash of a row that follows one with the hash `before`.
    [[nodiscard]] static Hash hashOf(const Hash &before, const AuditRow &row);

private:
    void readLast();

    sqlite::Statement m_last;
    sqlite::Statement m_insert;
    bool m_known = false;
    std::uint64_t m_lastSeq = 0;
    Hash m_lastHash{};
};

/// Reads rows on a connection of its own. Throws sqlite::Failed.
class AuditReader
{
public:
    explicit AuditReader(const sqlite::Database &database);
    /// Rows with a greater number, oldest first.
    [[nodiscard]] std::vector<AuditRow> after(std::uint64_t seq, std::size_t limit);

private:
    sqlite::Statement m_after;
};

} // namespace sessiond
