// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/journal_store.h"

#include "backend/service/core/journal_damage.h"
#include "backend/service/core/journal_salvage.h"
#include "backend/service/core/row_sum.h"
#include "backend/service/core/session_row.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sodium.h>
#include <sqlite3.h>
#include <system_error>

namespace sessiond {
namespace {

constexpr std::size_t kNumbersBefore = 7;
constexpr std::int64_t kUnusedPagesKept = 4096;
// The head's numbers in the order of the Head struct, and their checksum.
constexpr const char *kHeadSchema =
    "CREATE TABLE head(id INTEGER PRIMARY KEY CHECK(id = 1), seq INTEGER NOT NULL, next_serial INTEGER NOT NULL,"
    " sessions INTEGER NOT NULL, session_sum INTEGER NOT NULL, data_rows INTEGER NOT NULL,"
    " data_sum INTEGER NOT NULL, wall INTEGER NOT NULL, accounts INTEGER NOT NULL, account_sum INTEGER NOT NULL,"
    " sum INTEGER NOT NULL);";
constexpr const char *kSchema =
    "CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE session(serial INTEGER PRIMARY KEY, seen INTEGER NOT NULL, body BLOB NOT NULL);"
    "CREATE TABLE data(serial INTEGER PRIMARY KEY, body BLOB NOT NULL);";

std::int64_t asSigned(std::uint64_t value)
{
    return static_cast<std::int64_t>(value);
}

} // namespace

struct JournalStore::Statements
{
    explicit Statements(const sqlite::Database &database)
        : addSession(database, "INSERT INTO session(serial, seen, body) VALUES(?, ?, ?)")
        , removeSession(database, "DELETE FROM session WHERE serial = ? RETURNING body")
        , removeData(database, "DELETE FROM data WHERE serial = ? RETURNING body")
        , addData(database, "INSERT INTO data(serial, body) VALUES(?, ?)")
        , hasSession(database, "SELECT 1 FROM session WHERE serial = ?")
        , setSeen(database, "UPDATE session SET seen = ?2 WHERE serial = ?1")
        , writeHead(database, "INSERT OR REPLACE INTO head VALUES(1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    {}

    sqlite::Statement addSession;
    sqlite::Statement removeSession;
    sqlite::Statement removeData;
    sqlite::Statement addData;
    sqlite::Statement hasSession;
    sqlite::Statement setSeen;
    sqlite::Statement writeHead;
};

std::filesystem::path JournalStore::databaseFile(const std::filesystem::path &dir)
{
    return dir / "journal.db";
}

JournalStore::JournalStore(const std::filesystem::path &dir, bool acceptLoss)
    : m_acceptLoss(acceptLoss)
    , m_files(databaseFile(dir))
    , m_mark(dir / "journal.mark")
    , m_marked(m_mark.value())
    , m_database(m_files.makePrivate(), sqlite::Database::Mode::ReadWrite)
{
    // Until it is known to be whole, commits that stand in the log alone stay there.
    m_database.setCheckpointOnClose(!m_files.hadLog());
}

JournalStore::~JournalStore() = default;

Outcome<std::unique_ptr<JournalStore>> JournalStore::open(const std::filesystem::path &dir, bool acceptLoss)
{
    try {
        return openFiles(dir, acceptLoss);
    } catch (const sqlite::Failed &failed) {
        if (failed.isDamage() && acceptLoss) {
            return reopenSalvaged(dir);
        }
        return failed.isDamage() ? damaged(failed.what())
                                 : failure(Failure::Unavailable,
                                           "cannot open " + databaseFile(dir).string() + ": " + failed.what());
    } catch (const std::system_error &error) {
        return failure(Failure::Unavailable, std::string("cannot open the journal: ") + error.what());
    }
}

/// Throws sqlite::Failed and std::system_error.
Outcome<std::unique_ptr<JournalStore>> JournalStore::openFiles(const std::filesystem::path &dir, bool acceptLoss)
{
    const bool anyCommit = JournalMark(dir / "journal.mark").value().lastSequence > 0;
    if (anyCommit && !std::filesystem::exists(databaseFile(dir)) && !acceptLoss) {
        return damaged("journal.db is missing");
    }
    std::unique_ptr<JournalStore> store(new JournalStore(dir, acceptLoss));
    store->prepareFile();
    if (const Outcome<Unit> held = store->holdAgainstMark(); !held && !acceptLoss) {
        return tl::unexpected<Error>(held.error());
    }
    return store;
}

Outcome<std::unique_ptr<JournalStore>> JournalStore::reopenSalvaged(const std::filesystem::path &dir)
{
    const std::filesystem::path file = databaseFile(dir);
    std::filesystem::path aside;
    try {
        // Put aside, never overwritten: somebody may get more out of it than we do. Only once: a new database that
        // is damaged as well says something about the disk.
        aside = JournalFiles::putAside(file);
        return salvage(dir, aside);
    } catch (const std::runtime_error &error) {
        // What was half made goes, and the damaged one is again what a start finds and refuses.
        const bool isBack = !aside.empty() && JournalFiles::putBack(aside, file);
        const std::string kept =
            aside.empty() || isBack ? "; it is left as it was" : "; it is kept as " + aside.string();
        return failure(Failure::Unavailable,
                       std::string("cannot save the damaged journal: ") + error.what() + kept);
    }
}

/// Throws sqlite::Failed and std::system_error, with what it has made closed.
std::unique_ptr<JournalStore> JournalStore::salvage(const std::filesystem::path &dir,
                                                    const std::filesystem::path &damaged)
{
    auto fresh = openFiles(dir, true);
    if (!fresh) {
        throw std::runtime_error(fresh.error().words);
    }
    const JournalFiles asFound(damaged);
    sqlite::Database old(damaged, sqlite::Database::Mode::ReadWrite);
    old.setCheckpointOnClose(false);
    salvageRows(old, (*fresh)->m_database);
    (*fresh)->readHead();
    return std::move(*fresh);
}

Outcome<Unit> JournalStore::holdAgainstMark() const
{
    if (m_mark.found() != JournalMark::Found::Whole) {
        // Before the first commit there is nothing that could have been rolled back: a crash may have come between
        // the making of the database and the making of the mark.
        return m_head.sequence == 0 ? Outcome<Unit>{Unit{}} : damagedMark(m_mark.found(), m_head.sequence);
    }
    const std::uint64_t required = m_mark.requiredSequence();
    if (m_head.sequence < required) {
        return damaged("its last " + std::to_string(required - m_head.sequence) + " commits are missing");
    }
    if (const auto latest = m_mark.latestSequence(); latest && m_head.sequence > *latest) {
        // Accepted, it would let an older database pass for this one the next time.
        return damaged("journal.mark is an older one, of " + std::to_string(m_head.sequence - *latest + 1) +
                       " commits before");
    }
    return Unit{};
}

void JournalStore::prepareFile()
{
    std::int64_t tables = 0;
    {
        sqlite::Statement version(m_database, "PRAGMA user_version");
        m_format = version.step() ? version.integer(0) : 0;
        sqlite::Statement any(m_database, "SELECT count(*) FROM sqlite_master");
        tables = any.step() ? any.integer(0) : 0;
    }
    if (m_format > kFormat) {
        throw sqlite::Failed(SQLITE_CANTOPEN, "written by a newer release");
    }
    if (m_format == 0 && tables == 0 && (m_marked.lastSequence == 0 || m_acceptLoss)) {
        createSchema();
    } else if (m_format != kFormat && m_format != kFormatBefore) {
        throw sqlite::Failed(SQLITE_CORRUPT, "no journal in it");
    }
    m_database.run(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;"
        "PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;");
    readHead();
    checkPages();
    (void)sqlite::Statement(m_database, "SELECT 1 FROM session, data"); // whose statements come with load()
    m_accounts = std::make_unique<AccountStore>(m_database, m_head.accounts);
    m_audit = std::make_unique<AuditStore>(m_database);
    m_purges = std::make_unique<PurgeStore>(m_database);
}

/// Rows with a checksum are held against it as they are loaded; this finds the damage in all other pages.
void JournalStore::checkPages()
{
    sqlite::Statement check(m_database, "PRAGMA quick_check(1)");
    const std::string words = check.step() ? check.text(0) : "no answer";
    if (words != "ok") {
        // The last line says what, those before it where.
        throw sqlite::Failed(SQLITE_CORRUPT,
                             "its pages do not fit together: " + words.substr(words.rfind('\n') + 1));
    }
}

void JournalStore::createSchema()
{
    m_database.run(
        "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN;");
    m_database.run(kHeadSchema);
    m_database.run(kSchema);
    m_database.run(AccountStore::kSchema);
    m_database.run(AuditStore::kSchema);
    m_database.run(PurgeStore::kSchema);
    SessionIds::Key key{};
    randombytes_buf(key.data(), key.size());
    sqlite::Statement secret(m_database, "INSERT INTO secret(name, value) VALUES('session_ids', ?)");
    secret.bindBlob(1, {reinterpret_cast<const char *>(key.data()), key.size()}).execute();
    m_statements = std::make_unique<Statements>(m_database);
    writeHead();
    m_database.run("PRAGMA user_version = 2; COMMIT;");
    m_format = kFormat;
}

void JournalStore::makeWritable()
{
    if (m_mark.found() != JournalMark::Found::Whole) {
        // Before the first commit, so that none is ever without one. After an accepted loss it claims what is
        // there.
        m_marked = {m_head.sequence, 0};
        m_mark.create(m_marked);
    }
    if (m_format == kFormatBefore) {
        upgrade();
    }
    if (!m_statements) {
        m_statements = std::make_unique<Statements>(m_database);
    }
    m_database.setCheckpointOnClose(true);
    m_files.keep();
}

void JournalStore::upgrade()
{
    m_database.run("BEGIN IMMEDIATE; DROP TABLE head;");
    m_database.run(kHeadSchema);
    m_statements = std::make_unique<Statements>(m_database);
    m_head.accounts = m_accounts->counted();
    writeHead();
    m_database.run("PRAGMA user_version = 2; COMMIT;");
    m_format = kFormat;
}

void JournalStore::readHead()
{
    const bool before = m_format == kFormatBefore;
    sqlite::Statement head(
        m_database, before ? "SELECT seq, next_serial, sessions, session_sum, data_rows, data_sum, wall, sum"
                             " FROM head"
                           : "SELECT seq, next_serial, sessions, session_sum, data_rows, data_sum, wall,"
                             " accounts, account_sum, sum FROM head");
    sqlite::Statement secret(m_database, "SELECT value FROM secret WHERE name = 'session_ids'");
    if (!head.step() || !secret.step() || secret.bytes(0).size() != m_idKey.size()) {
        throw sqlite::Failed(SQLITE_CORRUPT, "its head is missing");
    }
    const std::string_view key = secret.bytes(0);
    std::copy(key.begin(), key.end(), m_idKey.begin());
    const auto number = [&head](int column) { return static_cast<std::uint64_t>(head.integer(column)); };
    m_head = {number(0), number(1), number(2), number(3), number(4), number(5), head.integer(6), {}};
    if (!before) {
        m_head.accounts = {number(7), number(8)};
    }
    const std::size_t covered = before ? kNumbersBefore * sizeof(std::uint64_t) : sizeof m_head;
    if (number(before ? 7 : 9) != sumOf({reinterpret_cast<const char *>(&m_head), covered}) && !m_acceptLoss) {
        throw sqlite::Failed(SQLITE_CORRUPT, "its head does not agree with its checksum");
    }
}

void JournalStore::writeHead()
{
    static_assert(sizeof(Head) == 9 * sizeof(std::uint64_t), "the checksum must not cover padding");
    m_statements->writeHead.bind(1, asSigned(m_head.sequence))
        .bind(2, asSigned(m_head.nextSerial))
        .bind(3, asSigned(m_head.sessions))
        .bind(4, asSigned(m_head.sessionSum))
        .bind(5, asSigned(m_head.dataRows))
        .bind(6, asSigned(m_head.dataSum))
        .bind(7, m_head.wall)
        .bind(8, asSigned(m_head.accounts.count))
        .bind(9, asSigned(m_head.accounts.sum))
        .bind(10, asSigned(sumOf({reinterpret_cast<const char *>(&m_head), sizeof m_head})))
        .execute();
}

void JournalStore::begin(Durability durability)
{
    m_headAtBegin = m_head;
    if (m_markBehind) {
        writeMark();
    }
    if (m_markBehind) {
        // One group of commits may be ahead of the mark, and no more: an older database must not pass for this
        // one.
        throw sqlite::Failed(SQLITE_IOERR,
                             std::string("journal.mark does not take its mark: ") + std::strerror(errno));
    }
    // SQLite only takes the setting between transactions. FULL syncs the log at each commit, NORMAL at
    // checkpoints.
    if (durability != m_durability) {
        m_database.run(durability == Durability::Power ? "PRAGMA synchronous = FULL"
                                                       : "PRAGMA synchronous = NORMAL");
        m_durability = durability;
    }
    m_database.run("BEGIN IMMEDIATE");
}

void JournalStore::commit(std::int64_t now)
{
    ++m_head.sequence;
    m_head.wall = std::max(m_head.wall, now);
    writeHead();
    m_database.run("COMMIT");
    m_marked.lastSequence = m_head.sequence;
    if (m_durability == Durability::Power) {
        m_marked.syncedSequence = m_head.sequence;
    }
    writeMark();
}

void JournalStore::writeMark()
{
    m_markBehind = !m_mark.write(m_marked);
}

void JournalStore::syncMark()
{
    // What a failed sync dropped is not written again by the next one, so only another write mends it.
    m_markBehind = !m_mark.sync() || m_markBehind;
}

void JournalStore::rollback()
{
    m_head = m_headAtBegin;
    m_audit->rolledBack();
    if (sqlite3_get_autocommit(m_database.handle()) == 0) {
        m_database.run("ROLLBACK");
    }
}

Outcome<Unit> JournalStore::allOrNothing(const std::function<Outcome<Unit>()> &body)
{
    const Head before = m_head;
    m_database.run("SAVEPOINT body");
    Outcome<Unit> outcome = body();
    if (!outcome) {
        m_database.run("ROLLBACK TO body");
        m_audit->rolledBack();
        m_head = before;
    }
    m_database.run("RELEASE body");
    return outcome;
}

std::uint64_t JournalStore::addSession(const NewSession &session)
{
    const std::uint64_t serial = m_head.nextSerial++;
    std::uint64_t sum = 0;
    const std::string row = encodeSession(serial, session, sum);
    m_statements->addSession.bind(1, asSigned(serial)).bind(2, session.lastSeen).bindBlob(3, row).execute();
    ++m_head.sessions;
    m_head.sessionSum += sum;
    return serial;
}

bool JournalStore::removeSession(std::uint64_t serial)
{
    putData(serial, {});
    const sqlite::Resetting row(m_statements->removeSession);
    row->bind(1, asSigned(serial));
    if (!row->step()) {
        return false;
    }
    --m_head.sessions;
    m_head.sessionSum -= storedSum(row->bytes(0));
    return true;
}

void JournalStore::setSeen(std::uint64_t serial, std::int64_t lastSeen)
{
    m_statements->setSeen.bind(1, asSigned(serial)).bind(2, lastSeen).execute();
}

void JournalStore::putData(std::uint64_t serial, std::string_view data)
{
    {
        const sqlite::Resetting row(m_statements->removeData);
        row->bind(1, asSigned(serial));
        if (row->step()) {
            --m_head.dataRows;
            m_head.dataSum -= storedSum(row->bytes(0));
        }
    }
    const sqlite::Resetting session(m_statements->hasSession);
    session->bind(1, asSigned(serial));
    if (data.empty() || !session->step()) {
        return;
    }
    std::uint64_t sum = 0;
    const std::string row = encodeData(serial, data, sum);
    m_statements->addData.bind(1, asSigned(serial)).bindBlob(2, row).execute();
    ++m_head.dataRows;
    m_head.dataSum += sum;
}

void JournalStore::releaseMemory()
{
    sqlite3_db_release_memory(m_database.handle());
}

void JournalStore::shrinkFile()
{
    const auto pragma = [this](const char *sql) {
        sqlite::Statement statement(m_database, sql);
        return statement.step() ? statement.integer(0) : 0;
    };
    const std::int64_t unused = pragma("PRAGMA freelist_count");
    // Fewer are kept: the sessions of the next minutes will use them again.
    if (unused > kUnusedPagesKept && unused * 4 > pragma("PRAGMA page_count")) {
        m_database.run("PRAGMA incremental_vacuum(1024)");
    }
}

} // namespace sessiond
