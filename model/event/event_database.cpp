// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event_database.h"

#include "model/base/system_words.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QtEndian>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace qd {

namespace {

// Frozen: stored in the header of every events.db.
constexpr int applicationId = 0x51444556;
constexpr int schemaVersion = 1;
constexpr int chainBytes = 16;

constexpr auto schema = R"(
CREATE TABLE events (
    seq INTEGER PRIMARY KEY, origin TEXT NOT NULL, origin_instance TEXT NOT NULL, origin_seq INTEGER NOT NULL,
    at INTEGER NOT NULL, recorded_at INTEGER NOT NULL, kind INTEGER NOT NULL, subject TEXT NOT NULL,
    actor TEXT NOT NULL, reason TEXT NOT NULL, correlation TEXT NOT NULL, supersedes INTEGER NOT NULL,
    body TEXT NOT NULL, chain BLOB NOT NULL);
CREATE UNIQUE INDEX events_origin ON events (origin, origin_instance, origin_seq);
)";

/// A row as it is stored: what is hashed is exactly what is written.
struct Row
{
    qint64 seq = 0, originSeq = 0, at = 0, recordedAt = 0, kind = 0, supersedes = 0;
    QByteArray origin, originInstance, subject, actor, reason, correlation, body;
};

Row rowOf(const Event &event, std::uint64_t seq)
{
    Row row;
    row.seq = static_cast<qint64>(seq);
    row.originSeq = static_cast<qint64>(event.originSeq ? event.originSeq : seq);
    row.at = event.at.time_since_epoch().count();
    row.recordedAt = event.recordedAt.time_since_epoch().count();
    row.kind = static_cast<int>(event.kind);
    row.supersedes = static_cast<qint64>(event.supersedes);
    row.origin = event.origin.toUtf8();
    row.originInstance = event.originInstance.toUtf8();
    row.subject = event.subject.toUtf8();
    row.actor = event.actor.toUtf8();
    row.reason = event.reason.toUtf8();
    row.correlation = event.correlation.toUtf8();
    row.body = QJsonDocument(event.body).toJson(QJsonDocument::Compact);
    return row;
}

Event eventOf(const Row &row)
{
    Event event;
    event.seq = static_cast<std::uint64_t>(row.seq);
    event.origin = QString::fromUtf8(row.origin);
    event.originInstance = QString::fromUtf8(row.originInstance);
    event.originSeq = static_cast<std::uint64_t>(row.originSeq);
    event.at = Timestamp(Millis(row.at));
    event.recordedAt = Timestamp(Millis(row.recordedAt));
    event.kind = static_cast<EventKind>(row.kind);
    event.subject = QString::fromUtf8(row.subject);
    event.actor = QString::fromUtf8(row.actor);
    event.reason = QString::fromUtf8(row.reason);
    event.correlation = QString::fromUtf8(row.correlation);
    event.supersedes = static_cast<std::uint64_t>(row.supersedes);
    event.body = QJsonDocument::fromJson(row.body).object();
    return event;
}

/// Frozen: SHA-256, cut to 16 bytes, over the chain before, six numbers as 64 bits little-endian, and seven texts,
/// each after its length as 64 bits. A text that is null and one that is empty are the same, as they are in the
/// database.
QByteArray chainOf(const Row &row, const QByteArray &before)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto addNumber = [&hash](qint64 number) {
        const qint64 little = qToLittleEndian(number);
        hash.addData(QByteArrayView(reinterpret_cast<const char *>(&little), sizeof little));
    };
    hash.addData(before);
    for (const qint64 number : {row.seq, row.originSeq, row.at, row.recordedAt, row.kind, row.supersedes})
        addNumber(number);
    for (const QByteArray *text :
         {&row.origin, &row.originInstance, &row.subject, &row.actor, &row.reason, &row.correlation, &row.body}) {
        addNumber(text->size());
        hash.addData(*text);
    }
    return hash.result().left(chainBytes);
}

QByteArray column(sqlite3_stmt *statement, int index)
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement, index));
    return bytes ? QByteArray(bytes, sqlite3_column_bytes(statement, index)) : QByteArray();
}

void bindText(sqlite3_stmt *statement, int index, const QByteArray &text)
{
    sqlite3_bind_text(statement, index, text.constData(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

Row readRow(sqlite3_stmt *s)
{
    return {sqlite3_column_int64(s, 0),
            sqlite3_column_int64(s, 3),
            sqlite3_column_int64(s, 4),
            sqlite3_column_int64(s, 5),
            sqlite3_column_int64(s, 6),
            sqlite3_column_int64(s, 11),
            column(s, 1),
            column(s, 2),
            column(s, 7),
            column(s, 8),
            column(s, 9),
            column(s, 10),
            column(s, 12)};
}

void bindRow(sqlite3_stmt *s, const Row &row, const QByteArray &chain)
{
    sqlite3_bind_int64(s, 1, row.seq);
    bindText(s, 2, row.origin);
    bindText(s, 3, row.originInstance);
    sqlite3_bind_int64(s, 4, row.originSeq);
    sqlite3_bind_int64(s, 5, row.at);
    sqlite3_bind_int64(s, 6, row.recordedAt);
    sqlite3_bind_int64(s, 7, row.kind);
    bindText(s, 8, row.subject);
    bindText(s, 9, row.actor);
    bindText(s, 10, row.reason);
    bindText(s, 11, row.correlation);
    sqlite3_bind_int64(s, 12, row.supersedes);
    bindText(s, 13, row.body);
    sqlite3_bind_blob(s, 14, chain.constData(), static_cast<int>(chain.size()), SQLITE_TRANSIENT);
}

QByteArray markText(std::uint64_t seq)
{
    const QByteArray number = QByteArray::number(static_cast<qulonglong>(seq)).rightJustified(20, '0');
    return number + ' ' + QCryptographicHash::hash(number, QCryptographicHash::Sha256).toHex().left(16) + '\n';
}

} // namespace

EventDatabase::~EventDatabase()
{
    close();
}

void EventDatabase::close()
{
    sqlite3_finalize(std::exchange(m_insert, nullptr));
    sqlite3_finalize(std::exchange(m_find, nullptr));
    sqlite3_close(std::exchange(m_db, nullptr));
    if (m_mark >= 0)
        ::close(std::exchange(m_mark, -1));
}

tl::unexpected<Error> EventDatabase::damaged(const QString &what) const
{
    return failure(
        ErrorCode::Corrupt,
        QStringLiteral("The event log %1 is damaged: %2. Nothing was changed; it can be set aside and a "
                       "new one begun.")
            .arg(m_path, what));
}

tl::unexpected<Error> EventDatabase::sqliteFailure(const QString &doing) const
{
    const int code = m_db ? sqlite3_errcode(m_db) & 0xff : SQLITE_NOMEM;
    const QString words = QString::fromUtf8(m_db ? sqlite3_errmsg(m_db) : "out of memory");
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return damaged(words);
    return failure(ErrorCode::Io, QStringLiteral("The event log %1 could not %2: %3.").arg(m_path, doing, words));
}

Result<void> EventDatabase::execute(const char *sql)
{
    if (sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return sqliteFailure(QStringLiteral("be written"));
    return {};
}

Result<void> EventDatabase::open(const QString &path)
{
    m_path = path;
    const QByteArray name = QFile::encodeName(path);
    // SQLite would create it readable by all; its -wal and -shm take over the permissions of the database.
    const int fd = ::open(name.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return failure(ErrorCode::Unavailable,
                       QStringLiteral("The event log %1 cannot be opened: %2.").arg(path, systemWords()));
    ::close(fd);
    if (sqlite3_open_v2(name.constData(), &m_db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) !=
        SQLITE_OK)
        return sqliteFailure(QStringLiteral("be opened"));
    sqlite3_busy_timeout(m_db, 2000);
    // Closing a damaged log must not fold a half-readable write-ahead log into the database: load() lifts this.
    sqlite3_db_config(m_db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return checkVersion()
        .and_then([this] { return execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"); })
        .and_then([this] { return openMark(); })
        .and_then([this] { return prepare(); });
}

Result<void> EventDatabase::checkVersion()
{
    sqlite3_stmt *statement = nullptr;
    const char *sql = "SELECT (SELECT user_version FROM pragma_user_version),"
                      "(SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_master)";
    if (sqlite3_prepare_v2(m_db, sql, -1, &statement, nullptr) != SQLITE_OK)
        return sqliteFailure(QStringLiteral("be read"));
    const int step = sqlite3_step(statement);
    const int version = sqlite3_column_int(statement, 0);
    const int application = sqlite3_column_int(statement, 1);
    const int tables = sqlite3_column_int(statement, 2);
    sqlite3_finalize(statement);
    if (step != SQLITE_ROW)
        return sqliteFailure(QStringLiteral("be read"));
    if (tables == 0 && version == 0) {
        const QByteArray sql2 = QByteArray("BEGIN IMMEDIATE;") + schema +
                                "PRAGMA application_id=" + QByteArray::number(applicationId) +
                                "; PRAGMA user_version=" + QByteArray::number(schemaVersion) + "; COMMIT;";
        return execute(sql2.constData());
    }
    if (application != applicationId)
        return damaged(QStringLiteral("it is not an event log"));
    if (version > schemaVersion)
        return failure(ErrorCode::Invalid,
                       QStringLiteral("The event log %1 was written by a newer version (format %2, this one reads "
                                      "%3). Nothing was changed.")
                           .arg(m_path)
                           .arg(version)
                           .arg(schemaVersion));
    return {};
}

Result<void> EventDatabase::prepare()
{
    const char *insert = "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    const char *find = "SELECT seq FROM events WHERE origin=? AND origin_instance=? AND origin_seq=?";
    if (sqlite3_prepare_v3(m_db, insert, -1, SQLITE_PREPARE_PERSISTENT, &m_insert, nullptr) != SQLITE_OK ||
        sqlite3_prepare_v3(m_db, find, -1, SQLITE_PREPARE_PERSISTENT, &m_find, nullptr) != SQLITE_OK)
        return sqliteFailure(QStringLiteral("be read"));
    return {};
}

Result<void> EventDatabase::openMark()
{
    QString path = m_path;
    if (path.endsWith(u".db"))
        path.chop(3);
    path += QStringLiteral(".mark");
    m_mark = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_mark < 0)
        return failure(ErrorCode::Unavailable,
                       QStringLiteral("%1 cannot be opened: %2.").arg(path, systemWords()));
    char buffer[64];
    const ssize_t got = ::pread(m_mark, buffer, sizeof buffer, 0);
    const QByteArray text(buffer, got > 0 ? got : 0);
    m_markedSeq = text.left(20).toULongLong();
    if (!text.isEmpty() && text != markText(m_markedSeq))
        return damaged(QStringLiteral("its mark %1 is not readable").arg(path));
    return {};
}

void EventDatabase::writeMark() const
{
    // Not synced: after a power loss an older mark only detects less, and never raises a false alarm.
    const QByteArray text = markText(m_newestSeq);
    [[maybe_unused]] const ssize_t written =
        ::pwrite(m_mark, text.constData(), static_cast<size_t>(text.size()), 0);
}

Result<void> EventDatabase::checkIntegrity()
{
    // The rows carry their own hashes; this is for the index, on which "a known triple is a no-op" rests.
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(m_db, "PRAGMA integrity_check(1)", -1, &statement, nullptr) != SQLITE_OK)
        return sqliteFailure(QStringLiteral("be read"));
    const int step = sqlite3_step(statement);
    const QString words = QString::fromUtf8(column(statement, 0)).simplified();
    sqlite3_finalize(statement);
    if (step != SQLITE_ROW)
        return sqliteFailure(QStringLiteral("be read"));
    return words == u"ok" ? Result<void>() : damaged(words);
}

Result<void> EventDatabase::load(const std::function<void(Event)> &visit)
{
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(m_db, "SELECT * FROM events ORDER BY seq", -1, &statement, nullptr) != SQLITE_OK)
        return sqliteFailure(QStringLiteral("be read"));
    if (const auto sound = checkIntegrity(); !sound) {
        sqlite3_finalize(statement);
        return sound;
    }
    m_newestSeq = 0;
    m_chain.clear();
    int step = SQLITE_ROW;
    Result<void> result;
    while (result && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const Row row = readRow(statement);
        const QByteArray chain = chainOf(row, m_chain);
        if (row.seq != static_cast<qint64>(m_newestSeq + 1))
            result = damaged(QStringLiteral("event %1 is missing").arg(m_newestSeq + 1));
        else if (chain != column(statement, 13))
            result = damaged(QStringLiteral("event %1 does not match its checksum").arg(row.seq));
        m_newestSeq = static_cast<std::uint64_t>(row.seq);
        m_chain = chain;
        if (result)
            visit(eventOf(row));
    }
    if (result && step != SQLITE_DONE)
        result = sqliteFailure(QStringLiteral("be read"));
    sqlite3_finalize(statement);
    if (result && m_newestSeq < m_markedSeq)
        result =
            damaged(QStringLiteral("it ends at event %1, and %2 were recorded").arg(m_newestSeq).arg(m_markedSeq));
    if (result)
        sqlite3_db_config(m_db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return result;
}

Result<void> EventDatabase::begin()
{
    m_seqAtBegin = m_newestSeq;
    m_chainAtBegin = m_chain;
    return execute("BEGIN IMMEDIATE");
}

Result<std::uint64_t> EventDatabase::find(const Event &event)
{
    bindText(m_find, 1, event.origin.toUtf8());
    bindText(m_find, 2, event.originInstance.toUtf8());
    sqlite3_bind_int64(m_find, 3, static_cast<qint64>(event.originSeq));
    const int step = sqlite3_step(m_find);
    const auto seq = step == SQLITE_ROW ? static_cast<std::uint64_t>(sqlite3_column_int64(m_find, 0)) : 0;
    sqlite3_reset(m_find);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return sqliteFailure(QStringLiteral("be read"));
    return seq;
}

Result<EventDatabase::Inserted> EventDatabase::insert(const Event &event)
{
    if (event.originSeq) {
        const Result<std::uint64_t> known = find(event);
        if (!known || *known)
            return known.map([](std::uint64_t seq) { return Inserted{seq, false}; });
    }
    const Row row = rowOf(event, m_newestSeq + 1);
    const QByteArray chain = chainOf(row, m_chain);
    bindRow(m_insert, row, chain);
    const int step = sqlite3_step(m_insert);
    sqlite3_reset(m_insert);
    if (step != SQLITE_DONE)
        return sqliteFailure(QStringLiteral("be written"));
    ++m_newestSeq;
    m_chain = chain;
    return Inserted{m_newestSeq, true};
}

Result<void> EventDatabase::commit()
{
    const Result<void> done = execute("COMMIT");
    if (!done)
        rollback();
    else if (m_newestSeq != m_seqAtBegin)
        writeMark();
    return done;
}

void EventDatabase::rollback()
{
    sqlite3_exec(m_db, "ROLLBACK", nullptr, nullptr, nullptr);
    m_newestSeq = m_seqAtBegin;
    m_chain = m_chainAtBegin;
}

std::uint64_t EventDatabase::newestOriginSeq(const QString &origin, const QString &instance)
{
    sqlite3_stmt *statement = nullptr;
    const char *sql = "SELECT max(origin_seq) FROM events WHERE origin=? AND origin_instance=?";
    if (sqlite3_prepare_v2(m_db, sql, -1, &statement, nullptr) != SQLITE_OK)
        return 0;
    bindText(statement, 1, origin.toUtf8());
    bindText(statement, 2, instance.toUtf8());
    const auto newest =
        sqlite3_step(statement) == SQLITE_ROW ? static_cast<std::uint64_t>(sqlite3_column_int64(statement, 0)) : 0;
    sqlite3_finalize(statement);
    return newest;
}

} // namespace qd
