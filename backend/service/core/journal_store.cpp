// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/journal_store.h"

#include "backend/service/core/row_sum.h"
#include "backend/service/core/session_row.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace sessiond {
namespace {

constexpr int kFormat = 1;
constexpr std::int64_t kUnusedPagesKept = 4096;
// The head's numbers in the order of the Head struct, and their checksum.
constexpr const char *kSchema =
    "CREATE TABLE head(id INTEGER PRIMARY KEY CHECK(id = 1), seq INTEGER NOT NULL, next_serial INTEGER NOT NULL,"
    " sessions INTEGER NOT NULL, session_sum INTEGER NOT NULL, data_rows INTEGER NOT NULL,"
    " data_sum INTEGER NOT NULL, wall INTEGER NOT NULL, sum INTEGER NOT NULL);"
    "CREATE TABLE secret(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE session(serial INTEGER PRIMARY KEY, seen INTEGER NOT NULL, body BLOB NOT NULL);"
    "CREATE TABLE data(serial INTEGER PRIMARY KEY, body BLOB NOT NULL);";

std::int64_t asSigned(std::uint64_t value)
{
    return static_cast<std::int64_t>(value);
}

tl::unexpected<Error> damaged(const std::string &what)
{
    return failure(Failure::Corrupt,
                   "the journal is damaged: " + what + " (start with --accept-loss to go on without)");
}

void setCheckpointOnClose(const sqlite::Database &database, bool on)
{
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr);
}

/// SQLite gives its log and index files the mode of the database, so this keeps others out of all three.
std::filesystem::path makePrivate(const std::filesystem::path &file)
{
    const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (handle < 0) {
        throw std::system_error(errno, std::generic_category(), file.string());
    }
    close(handle);
    return file;
}

/// With `acceptLoss` what cannot even be opened is put aside, never overwritten.
void putAside(const std::filesystem::path &file)
{
    const std::string suffix = ".damaged-" + std::to_string(std::time(nullptr));
    for (const char *part : {"", "-wal", "-shm"}) {
        std::error_code ignored;
        std::filesystem::rename(file.string() + part, file.string() + suffix + part, ignored);
    }
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
        , writeHead(database, "INSERT OR REPLACE INTO head VALUES(1, ?, ?, ?, ?, ?, ?, ?, ?)")
    {}

    sqlite::Statement addSession;
    sqlite::Statement removeSession;
    sqlite::Statement removeData;
    sqlite::Statement addData;
    sqlite::Statement hasSession;
    sqlite::Statement setSeen;
    sqlite::Statement writeHead;
};

/// What load() found, against what the head says.
struct JournalStore::LoadState
{
    explicit LoadState(const sqlite::Database &database)
        : sessions(database, "SELECT serial, seen, body FROM session ORDER BY serial")
        , data(database, "SELECT serial, body FROM data ORDER BY serial")
    {}

    sqlite::Statement sessions;
    sqlite::Statement data;
    bool moreData = false;
    Head counted;
    std::uint64_t bad = 0;
    std::vector<std::uint64_t> unwanted;
};

std::filesystem::path JournalStore::databaseFile(const std::filesystem::path &dir)
{
    return dir / "journal.db";
}

JournalStore::JournalStore(const std::filesystem::path &dir, bool acceptLoss)
    : m_acceptLoss(acceptLoss)
    , m_mark(dir / "journal.mark")
    , m_marked(m_mark.found().value_or(JournalMark::Value{}))
    , m_database(makePrivate(databaseFile(dir)), sqlite::Database::Mode::ReadWrite)
{
    setCheckpointOnClose(m_database, false);
}

JournalStore::~JournalStore() = default;

Outcome<std::unique_ptr<JournalStore>> JournalStore::open(const std::filesystem::path &dir, bool acceptLoss)
{
    const std::filesystem::path file = databaseFile(dir);
    try {
        std::error_code ignored;
        const bool marked = std::filesystem::file_size(dir / "journal.mark", ignored) > 0 && !ignored;
        if (marked && !std::filesystem::exists(file) && !acceptLoss) {
            return damaged("journal.db is missing");
        }
        std::unique_ptr<JournalStore> store(new JournalStore(dir, acceptLoss));
        store->prepareFile();
        if (!acceptLoss && store->m_mark.isDamaged()) {
            return damaged("journal.mark does not hold a mark");
        }
        if (!acceptLoss && store->m_head.sequence < store->m_mark.requiredSequence()) {
            return damaged("its last " +
                           std::to_string(store->m_mark.requiredSequence() - store->m_head.sequence) +
                           " commits are missing");
        }
        return store;
    } catch (const sqlite::Failed &failed) {
        if (failed.isDamage() && acceptLoss) {
            putAside(file);
            return open(dir, acceptLoss);
        }
        return failed.isDamage()
                   ? damaged(failed.what())
                   : failure(Failure::Unavailable, "cannot open " + file.string() + ": " + failed.what());
    } catch (const std::system_error &error) {
        return failure(Failure::Unavailable, std::string("cannot open the journal: ") + error.what());
    }
}

void JournalStore::prepareFile()
{
    std::int64_t format = 0;
    std::int64_t tables = 0;
    {
        sqlite::Statement version(m_database, "PRAGMA user_version");
        format = version.step() ? version.integer(0) : 0;
        sqlite::Statement any(m_database, "SELECT count(*) FROM sqlite_master");
        tables = any.step() ? any.integer(0) : 0;
    }
    if (format == 0 && tables == 0 && (!m_mark.found() || m_acceptLoss)) {
        createSchema();
    } else if (format != kFormat) {
        throw sqlite::Failed(SQLITE_CORRUPT, format > kFormat ? "written by a newer release" : "no journal in it");
    }
    m_database.run(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;"
        "PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;");
    m_statements = std::make_unique<Statements>(m_database);
    m_accounts = std::make_unique<AccountStore>(m_database);
    m_audit = std::make_unique<AuditStore>(m_database);
    m_purges = std::make_unique<PurgeStore>(m_database);
    readHead();
}

void JournalStore::createSchema()
{
    m_database.run("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; BEGIN;");
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
    m_database.run("PRAGMA user_version = 1; COMMIT;");
}

void JournalStore::readHead()
{
    sqlite::Statement head(m_database,
                           "SELECT seq, next_serial, sessions, session_sum, data_rows, data_sum, wall, sum"
                           " FROM head");
    sqlite::Statement secret(m_database, "SELECT value FROM secret WHERE name = 'session_ids'");
    if (!head.step() || !secret.step() || secret.bytes(0).size() != m_idKey.size()) {
        throw sqlite::Failed(SQLITE_CORRUPT, "its head is missing");
    }
    const std::string_view key = secret.bytes(0);
    std::copy(key.begin(), key.end(), m_idKey.begin());
    const auto number = [&head](int column) { return static_cast<std::uint64_t>(head.integer(column)); };
    m_head = {number(0), number(1), number(2), number(3), number(4), number(5), head.integer(6)};
    if (number(7) != sumOf({reinterpret_cast<const char *>(&m_head), sizeof m_head}) && !m_acceptLoss) {
        throw sqlite::Failed(SQLITE_CORRUPT, "its head does not agree with its checksum");
    }
}

void JournalStore::writeHead()
{
    static_assert(sizeof(Head) == 7 * sizeof(std::uint64_t), "the checksum must not cover padding");
    m_statements->writeHead.bind(1, asSigned(m_head.sequence))
        .bind(2, asSigned(m_head.nextSerial))
        .bind(3, asSigned(m_head.sessions))
        .bind(4, asSigned(m_head.sessionSum))
        .bind(5, asSigned(m_head.dataRows))
        .bind(6, asSigned(m_head.dataSum))
        .bind(7, m_head.wall)
        .bind(8, asSigned(sumOf({reinterpret_cast<const char *>(&m_head), sizeof m_head})))
        .execute();
}

Outcome<Unit> JournalStore::load(const Sink &sink)
{
    try {
        LoadState state(m_database);
        loadRows(sink, state);
        state.bad += m_accounts->damaged().size();
        const bool agrees = state.counted.sessions == m_head.sessions &&
                            state.counted.sessionSum == m_head.sessionSum &&
                            state.counted.dataRows == m_head.dataRows && state.counted.dataSum == m_head.dataSum;
        if (!m_acceptLoss && (state.bad != 0 || !agrees)) {
            return damaged(state.bad != 0 ? std::to_string(state.bad) + " rows do not agree with their checksums"
                                          : "rows are missing or came from elsewhere");
        }
        repair(state);
    } catch (const sqlite::Failed &failed) {
        return damaged(failed.what());
    }
    setCheckpointOnClose(m_database, true);
    return Unit{};
}

void JournalStore::loadRows(const Sink &sink, LoadState &state)
{
    state.moreData = state.data.step();
    while (state.sessions.step()) {
        loadOne(sink, state);
    }
    for (; state.moreData; state.moreData = state.data.step()) {
        countOrphan(state);
    }
}

void JournalStore::countOrphan(LoadState &state)
{
    ++state.bad;
    ++state.counted.dataRows;
    state.counted.dataSum += storedSum(state.data.bytes(1));
    state.unwanted.push_back(static_cast<std::uint64_t>(state.data.integer(0)));
}

void JournalStore::loadOne(const Sink &sink, LoadState &state)
{
    const auto serial = static_cast<std::uint64_t>(state.sessions.integer(0));
    std::uint64_t sum = 0;
    auto session = decodeSession(serial, state.sessions.bytes(2), sum);
    ++state.counted.sessions;
    state.counted.sessionSum += storedSum(state.sessions.bytes(2));
    for (; state.moreData && static_cast<std::uint64_t>(state.data.integer(0)) < serial;
         state.moreData = state.data.step()) {
        countOrphan(state);
    }
    bool whole = session.has_value();
    if (state.moreData && static_cast<std::uint64_t>(state.data.integer(0)) == serial) {
        const auto data = decodeData(serial, state.data.bytes(1), sum);
        ++state.counted.dataRows;
        state.counted.dataSum += storedSum(state.data.bytes(1));
        whole = whole && data;
        if (whole) {
            session->data = *data;
        }
    }
    if (whole) {
        session->lastSeen = std::max(session->created, state.sessions.integer(1));
    }
    state.bad += whole ? 0 : 1;
    if (!whole || !sink(*session)) {
        state.unwanted.push_back(serial);
    }
    if (state.moreData && static_cast<std::uint64_t>(state.data.integer(0)) == serial) {
        state.moreData = state.data.step();
    }
}

void JournalStore::repair(const LoadState &state)
{
    if (m_acceptLoss) {
        // The tables are the truth now, whatever the head said.
        const std::uint64_t sequence = std::max(m_head.sequence, m_marked.lastSequence);
        const std::uint64_t nextSerial = m_head.nextSerial;
        const std::int64_t wall = m_head.wall;
        m_head = state.counted;
        m_head.sequence = sequence;
        m_head.nextSerial = nextSerial;
        m_head.wall = wall;
    }
    if (state.unwanted.empty() && !m_acceptLoss) {
        return;
    }
    begin(Durability::Power);
    for (const std::uint64_t serial : state.unwanted) {
        removeSession(serial);
    }
    m_accounts->removeDamaged();
    commit(m_head.wall);
}

void JournalStore::begin(Durability durability)
{
    // SQLite only takes the setting between transactions. FULL syncs the log at each commit, NORMAL at
    // checkpoints.
    if (durability != m_durability) {
        m_database.run(durability == Durability::Power ? "PRAGMA synchronous = FULL"
                                                       : "PRAGMA synchronous = NORMAL");
        m_durability = durability;
    }
    m_headAtBegin = m_head;
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
    m_mark.write(m_marked);
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
