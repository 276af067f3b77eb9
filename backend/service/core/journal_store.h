// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/account_store.h"
#include "backend/service/core/audit_store.h"
#include "backend/service/core/journal_files.h"
#include "backend/service/core/journal_mark.h"
#include "backend/service/core/purge_store.h"
#include "backend/service/core/service_error.h"
#include "backend/service/core/session_ids.h"
#include "backend/service/core/session_table.h"
#include "backend/service/core/sqlite.h"
#include "backend/service/core/unit.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace sessiond {

/// The journal's database and its high-water mark, used by one thread at a time. What is written between begin()
/// and commit() is one transaction. Beside the rows stands one head row with the commit's sequence number and, for
/// sessions, their data and accounts, the count and the sum of all row checksums: a row that is changed, lost or
/// added by anybody else does not go unnoticed at the next load. Writing functions throw sqlite::Failed.
class JournalStore
{
public:
    /// Opens or creates the files in `dir`. Corrupt, in one line, when the database is damaged, commits the mark
    /// knows of are missing, or the mark itself is, and `acceptLoss` is not set; the folder is left as it was
    /// then. With `acceptLoss` a database that is damaged is put aside and what can be read of it goes into a new
    /// one.
    [[nodiscard]] static Outcome<std::unique_ptr<JournalStore>> open(const std::filesystem::path &dir,
                                                                     bool acceptLoss);
    ~JournalStore();

    /// Streams every stored session in the order of its creation. The sink answers whether to keep the row. Checks
    /// all rows; Corrupt as in open(). Without an error the store is ready for writing afterwards.
    using Sink = std::function<bool(const NewSession &)>;
    [[nodiscard]] Outcome<Unit> load(const Sink &sink);

    /// What a commit must survive: the death of the process, or the loss of power, for which it waits for the
    /// disk.
    enum class Durability { Process, Power };
    void begin(Durability durability);
    void commit(std::int64_t now);
    void rollback();
    /// Runs `body` so that either all or nothing of it is in the transaction.
    [[nodiscard]] Outcome<Unit> allOrNothing(const std::function<Outcome<Unit>()> &body);

    /// Adds a session and answers its serial number; numbers are never used twice.
    [[nodiscard]] std::uint64_t addSession(const NewSession &session);
    /// False when there is no such row any more.
    bool removeSession(std::uint64_t serial);
    void setSeen(std::uint64_t serial, std::int64_t lastSeen);
    /// Replaces the data; an empty one removes it. Does nothing for a session that is gone.
    void putData(std::uint64_t serial, std::string_view data);

    [[nodiscard]] AccountStore &accounts() { return *m_accounts; }
    [[nodiscard]] AuditStore &audit() { return *m_audit; }
    [[nodiscard]] PurgeStore &purges() { return *m_purges; }

    /// The highest serial number given out so far.
    [[nodiscard]] std::uint64_t lastSerial() const { return m_head.nextSerial - 1; }
    /// The latest time any commit was made at; the service's clock must not start before it.
    [[nodiscard]] std::int64_t lastWall() const { return m_head.wall; }
    [[nodiscard]] const SessionIds::Key &idKey() const { return m_idKey; }
    [[nodiscard]] std::uint64_t memoryBytes() const { return m_database.memoryBytes(); }
    [[nodiscard]] static std::filesystem::path databaseFile(const std::filesystem::path &dir);
    /// Gives some unused pages of the file back when there are many. Outside a transaction.
    void shrinkFile();
    /// Lets go of cached pages that are not in use.
    void releaseMemory();
    /// Writes the mark through to the disk. When that fails, the next begin() writes it anew.
    void syncMark();

private:
    static constexpr std::int64_t kFormat = 2;
    /// Without accounts in its head; read, and upgraded once it has been checked.
    static constexpr std::int64_t kFormatBefore = 1;

    struct Head
    {
        std::uint64_t sequence = 0;
        std::uint64_t nextSerial = 1;
        std::uint64_t sessions = 0;
        std::uint64_t sessionSum = 0;
        std::uint64_t dataRows = 0;
        std::uint64_t dataSum = 0;
        std::int64_t wall = 0;
        AccountTotals accounts;
    };
    struct Statements;
    struct LoadState;

    JournalStore(const std::filesystem::path &dir, bool acceptLoss);
    [[nodiscard]] static Outcome<std::unique_ptr<JournalStore>> openFiles(const std::filesystem::path &dir,
                                                                          bool acceptLoss);
    [[nodiscard]] static Outcome<std::unique_ptr<JournalStore>> reopenSalvaged(const std::filesystem::path &dir);
    [[nodiscard]] static std::unique_ptr<JournalStore> salvage(const std::filesystem::path &dir,
                                                               const std::filesystem::path &damaged);
    [[nodiscard]] Outcome<Unit> holdAgainstMark() const;
    void prepareFile();
    void checkPages();
    void createSchema();
    void readHead();
    void writeHead();
    void makeWritable();
    void upgrade();
    void writeMark();
    [[nodiscard]] bool agrees(const LoadState &state) const;
    void loadRows(const Sink &sink, LoadState &state);
    void loadOne(const Sink &sink, LoadState &state);
    void countOrphan(LoadState &state);
    void repair(const LoadState &state);

    bool m_acceptLoss;
    JournalFiles m_files;
    JournalMark m_mark;
    JournalMark::Value m_marked;
    bool m_markBehind = false; ///< the mark's file did not take its last value
    std::int64_t m_format = 0;
    sqlite::Database m_database;
    Head m_head;
    Head m_headAtBegin;
    SessionIds::Key m_idKey{};
    std::optional<Durability> m_durability;
    std::unique_ptr<Statements> m_statements;
    std::unique_ptr<AccountStore> m_accounts;
    std::unique_ptr<AuditStore> m_audit;
    std::unique_ptr<PurgeStore> m_purges;
};

} // namespace sessiond
