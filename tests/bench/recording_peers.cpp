// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/recording_peers.h"

#include "model/recording/compact_writer.h"
#include "model/recording/recording_reader.h"
#include "model/series/markers.h"
#include "model/series/parsed_sample.h"
#include "tests/bench/machine.h"

#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QProcess>

#include <sqlite3.h>
#include <sys/resource.h>

#include <charconv>
#include <map>
#include <memory>

namespace qd::bench {

namespace {

double childMillis()
{
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    const auto ms = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
    };
    return ms(used.ru_utime) + ms(used.ru_stime);
}

/// Runs a program to its end; the processor time it took.
Result<double> run(const QString &program, const QStringList &arguments)
{
    const double before = childMillis();
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.start(program, arguments);
    if (!process.waitForStarted())
        return failure(ErrorCode::NotFound, QStringLiteral("%1 is not installed: ./dev deps.").arg(program));
    if (!process.waitForFinished(-1) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return failure(ErrorCode::Io, QStringLiteral("%1: %2").arg(
                                          program, QString::fromLocal8Bit(process.readAllStandardError())));
    return childMillis() - before;
}

std::int64_t bytesIn(const QString &folder)
{
    std::int64_t bytes = 0;
    for (QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
        it.next();
        bytes += it.fileInfo().size();
    }
    return bytes;
}

void appendNumber(std::string &text, double value)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

/// A sum over bits and places, so that reading cannot be optimised away and a lost sample shows.
struct Checksum
{
    std::uint64_t sum = 0;
    void add(std::int64_t at, double value)
    {
        sum += std::bit_cast<std::uint64_t>(value) * (2 * std::uint64_t(at) + 1);
    }
    void add(const recording::Table &table)
    {
        for (const auto &column : table.columns) {
            for (std::size_t row = 0; row < column.cells.size(); ++row) {
                if (!isAbsent(column.cells[row]))
                    add(table.times[row], column.cells[row]);
            }
        }
    }
};

Checksum checksumOf(const RecordingData &data)
{
    Checksum sum;
    for (const recording::Table &table : data.tables)
        sum.add(table);
    return sum;
}

tl::unexpected<Error> notTheSame(const char *what)
{
    return failure(ErrorCode::Corrupt, QStringLiteral("%1 gave back other samples.").arg(QLatin1String(what)));
}

struct CloseDatabase
{
    void operator()(sqlite3 *database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinishStatement
{
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

Statement prepare(const Database &database, const char *sql)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(database.get(), sql, -1, &statement, nullptr);
    return Statement(statement);
}

/// Rows as one would write them who takes what is at hand: a series' number, a time, a value.
bool writeRows(const Database &database, const RecordingData &data)
{
    const auto execute = [&](const char *sql) {
        return sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    };
    bool good =
        execute("CREATE TABLE series(id INTEGER PRIMARY KEY, name TEXT) STRICT") &&
        execute("CREATE TABLE sample(series INTEGER, at INTEGER, value REAL, PRIMARY KEY(series, at)) STRICT, "
                "WITHOUT ROWID") &&
        execute("BEGIN");
    const Statement insertSeries = prepare(database, "INSERT INTO series VALUES(?,?)");
    const Statement insert = prepare(database, "INSERT INTO sample VALUES(?,?,?)");
    std::map<std::string, int> ids;
    for (const recording::Table &table : data.tables) {
        for (const auto &column : table.columns) {
            const std::string name = seriesText(column.key) + table.group.name;
            const auto [id, isNew] = ids.try_emplace(name, static_cast<int>(ids.size()));
            if (isNew) {
                sqlite3_bind_int(insertSeries.get(), 1, id->second);
                sqlite3_bind_text(insertSeries.get(), 2, name.c_str(), -1, SQLITE_STATIC);
                good = good && sqlite3_step(insertSeries.get()) == SQLITE_DONE;
                sqlite3_reset(insertSeries.get());
            }
            for (std::size_t row = 0; row < column.cells.size(); ++row) {
                if (isAbsent(column.cells[row]) || std::isnan(column.cells[row]))
                    continue; // SQLite has no NaN
                sqlite3_bind_int(insert.get(), 1, id->second);
                sqlite3_bind_int64(insert.get(), 2, table.times[row]);
                sqlite3_bind_double(insert.get(), 3, column.cells[row]);
                good = good && sqlite3_step(insert.get()) == SQLITE_DONE;
                sqlite3_reset(insert.get());
            }
        }
    }
    return good && execute("COMMIT");
}

std::int64_t readRows(const Database &database)
{
    const Statement select = prepare(database, "SELECT series, at, value FROM sample");
    Checksum sum;
    std::int64_t rows = 0;
    while (sqlite3_step(select.get()) == SQLITE_ROW) {
        sum.add(sqlite3_column_int64(select.get(), 1), sqlite3_column_double(select.get(), 2));
        ++rows;
    }
    return sum.sum == 0 ? 0 : rows;
}

} // namespace

Result<Kept> keepAsRecording(const RecordingData &data, const QString &folder)
{
    const QString path = QDir(folder).filePath(recordingName);
    Kept kept{QStringLiteral("Quarterdeck recording"), 0, 0, 0};
    double before = processorMillis();
    auto writer = recording::CompactWriter::create(path, {{"service", "bench"}, {"provenance", "real"}});
    if (!writer)
        return tl::unexpected(writer.error());
    for (const recording::Table &table : data.tables)
        (*writer)->add(table);
    if (auto finished = (*writer)->finish(); !finished)
        return tl::unexpected(finished.error());
    kept.writeMs = processorMillis() - before;
    kept.bytes = QFile(path).size();

    before = processorMillis();
    const auto reader = RecordingReader::open(path);
    if (!reader)
        return tl::unexpected(reader.error());
    Checksum sum;
    int damaged = 0;
    reader->forEachPage(
        [&](const recording::Page &page) {
            for (const auto &group : page.groups)
                sum.add(recording::tableOf(group, damaged));
            return true;
        },
        [&](const RecordingLoss &) { ++damaged; });
    kept.readMs = processorMillis() - before;
    if (damaged != 0 || sum.sum != checksumOf(data).sum)
        return notTheSame("The recording");
    return kept;
}

Result<Kept> keepInSqlite(const RecordingData &data, const QString &folder)
{
    const QByteArray path = QFile::encodeName(QDir(folder).filePath(QStringLiteral("data.db")));
    Kept kept{QStringLiteral("SQLite rows"), 0, 0, 0};
    double before = processorMillis();
    {
        sqlite3 *handle = nullptr;
        sqlite3_open(path.constData(), &handle);
        const Database database(handle);
        if (!writeRows(database, data))
            return failure(ErrorCode::Io, QString::fromUtf8(sqlite3_errmsg(handle)));
    }
    kept.writeMs = processorMillis() - before;
    kept.bytes = bytesIn(folder);
    before = processorMillis();
    sqlite3 *handle = nullptr;
    sqlite3_open(path.constData(), &handle);
    const Database database(handle);
    if (readRows(database) == 0)
        return notTheSame("SQLite");
    kept.readMs = processorMillis() - before;
    return kept;
}

Result<Kept> keepAsText(const RecordingData &data, const QString &text)
{
    std::map<std::string, std::string> lines; // of one series together, as the text format asks for
    const double before = processorMillis();
    for (const recording::Table &table : data.tables) {
        for (const auto &column : table.columns) {
            const std::string name = seriesText(column.key);
            std::string &out = lines[name];
            for (std::size_t row = 0; row < column.cells.size(); ++row) {
                if (isAbsent(column.cells[row]) || isStaleMarker(column.cells[row]))
                    continue;
                out += name + ' ';
                appendNumber(out, column.cells[row]);
                out += ' ';
                appendNumber(out, static_cast<double>(table.times[row]) / 1e3);
                out += '\n';
            }
        }
    }
    QFile file(text);
    bool good = file.open(QIODevice::WriteOnly);
    for (const auto &[name, block] : lines)
        good = good && file.write(block.data(), static_cast<qint64>(block.size())) >= 0;
    if (!good || file.write("# EOF\n") < 0 || !file.flush())
        return failure(ErrorCode::Io, QStringLiteral("%1: %2").arg(text, file.errorString()));
    return Kept{QStringLiteral("OpenMetrics text"), file.size(), processorMillis() - before, 0};
}

Result<Kept> keepAsGzip(const QString &text)
{
    const auto packed = run(QStringLiteral("gzip"), {QStringLiteral("-k"), QStringLiteral("-f"), text});
    if (!packed)
        return tl::unexpected(packed.error());
    const QString path = text + QStringLiteral(".gz");
    const auto unpacked = run(QStringLiteral("gzip"), {QStringLiteral("-dc"), path});
    if (!unpacked)
        return tl::unexpected(unpacked.error());
    return Kept{QStringLiteral("gzip of the text"), QFile(path).size(), *packed, *unpacked};
}

Result<Kept> keepInPrometheus(const QString &text, const QString &folder)
{
    const auto made =
        run(QStringLiteral("promtool"), {QStringLiteral("tsdb"), QStringLiteral("create-blocks-from"),
                                         QStringLiteral("openmetrics"), text, folder});
    if (!made)
        return tl::unexpected(made.error());
    const std::int64_t bytes = bytesIn(folder);
    QDir(folder).mkdir(QStringLiteral("wal")); // without it promtool takes the folder for no database
    const auto read = run(QStringLiteral("promtool"), {QStringLiteral("tsdb"), QStringLiteral("dump"), folder});
    if (!read)
        return tl::unexpected(read.error());
    return Kept{QStringLiteral("Prometheus blocks"), bytes, *made, *read};
}

} // namespace qd::bench
