// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/event/event.h"

#include <QtCore/QByteArray>

#include <functional>

struct sqlite3;
struct sqlite3_stmt;

namespace qd {

/// events.db: one table, one row an event, synchronous FULL. Each row carries a hash over itself and the row
/// before, and a mark beside the database (events.mark) holds the newest sequence number: a flipped bit in a row
/// is seen, and so is a tail that SQLite dropped without a word because a bit of its write-ahead log flipped. Not
/// thread-safe.
class EventDatabase
{
public:
    EventDatabase() = default;
    ~EventDatabase();
    EventDatabase(const EventDatabase &) = delete;
    EventDatabase &operator=(const EventDatabase &) = delete;

    /// Opens or creates `path` (0600). Unavailable: cannot be opened. Corrupt: damaged. Invalid: written by a
    /// newer version. Nothing is changed on failure.
    [[nodiscard]] Result<void> open(const QString &path);
    void close();

    /// Every event in order of seq, each checked against its hash. Corrupt when one is damaged or missing.
    [[nodiscard]] Result<void> load(const std::function<void(Event)> &visit);

    [[nodiscard]] Result<void> begin();
    /// The row's seq; a known origin triple gives the seq it has, and writes nothing. Inside begin() and commit().
    struct Inserted
    {
        std::uint64_t seq = 0;
        bool isNew = false;
    };
    [[nodiscard]] Result<Inserted> insert(const Event &event);
    /// Durable when it returns. On failure everything since begin() is rolled back.
    [[nodiscard]] Result<void> commit();
    void rollback();

    [[nodiscard]] std::uint64_t newestSeq() const { return m_newestSeq; }
    /// Highest origin_seq of one run of an origin, 0 when none is known.
    [[nodiscard]] std::uint64_t newestOriginSeq(const QString &origin, const QString &instance);

private:
    [[nodiscard]] Result<void> execute(const char *sql);
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> openMark();
    [[nodiscard]] Result<void> checkVersion();
    [[nodiscard]] Result<void> checkIntegrity();
    void writeMark() const;
    [[nodiscard]] tl::unexpected<Error> damaged(const QString &what) const;
    [[nodiscard]] tl::unexpected<Error> sqliteFailure(const QString &doing) const;
    [[nodiscard]] Result<std::uint64_t> find(const Event &event);

    QString m_path;
    sqlite3 *m_db = nullptr;
    sqlite3_stmt *m_insert = nullptr;
    sqlite3_stmt *m_find = nullptr;
    int m_mark = -1;
    std::uint64_t m_markedSeq = 0;
    std::uint64_t m_newestSeq = 0;
    QByteArray m_chain;
    std::uint64_t m_seqAtBegin = 0;
    QByteArray m_chainAtBegin;
};

} // namespace qd
