// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/little_endian.h"
#include "model/recording/compaction.h"
#include "model/recording/mcap_records.h"
#include "model/recording/mcap_writer.h"
#include "model/recording/recording_format.h"
#include "model/recording/recording_json.h"
#include "model/recording/segment_folder.h"
#include "model/recording/segment_recorder.h"
#include "model/series/column_codec.h"
#include "model/series/markers.h"
#include "model/series/series_store.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/interop/recording_text.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>

#include <cmath>
#include <random>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;
using recording::Table;

namespace {

constexpr std::int64_t start = 1'724'135'400'000;
constexpr std::array<std::uint64_t, 7> specialBits{
    0x7ff8000000000000, // NaN
    0x7ff0000000000000, // the infinities
    0xfff0000000000000,
    0x8000000000000000, // minus zero
    0x7ff0000000000002, // a stale marker
    0x7ff0000000000a85, // no sample
    0xfff8000000000123, // a NaN of somebody else
};

struct JavaScriptReading
{
    QByteArray text;
    QJsonObject met; ///< what the reader counted on its way
};

/// What JavaScript makes of the file: `how` is "indexed" (by the index at its end) or "stream" (front to back).
JavaScriptReading readInJavaScript(const char *how, const QString &path)
{
    QProcess node;
    node.setWorkingDirectory(QStringLiteral(QD_INTEROP));
    node.start(QStringLiteral("node"), {QStringLiteral("read_recording.mjs"), QLatin1String(how), path});
    if (!node.waitForStarted())
        return {"node could not be started; ./dev deps installs it.", {}};
    if (!node.waitForFinished(60'000))
        return {"node did not end.", {}};
    const QByteArray errors = node.readAllStandardError();
    if (node.exitStatus() != QProcess::NormalExit || node.exitCode() != 0)
        return {errors, {}};
    return {node.readAllStandardOutput(), QJsonDocument::fromJson(errors).object()};
}

/// Where two texts part, for people; empty when they do not.
QByteArray difference(const QByteArray &ours, const QByteArray &theirs)
{
    if (ours == theirs)
        return {};
    const QByteArrayList a = ours.split('\n');
    const QByteArrayList b = theirs.split('\n');
    const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const QByteArray line = at.first == a.end() ? QByteArray("(its end)") : *at.first;
    const QByteArray other = at.second == b.end() ? QByteArray("(its end)") : *at.second;
    return "line " + QByteArray::number(qlonglong(at.first - a.begin() + 1)) + ", ours: " + line.left(300) +
           "\ntheirs: " + other.left(1000);
}

QByteArray readByUs(const QString &path)
{
    const auto reader = RecordingReader::open(path);
    if (!reader)
        return reader.error().words.toUtf8();
    int losses = 0;
    const QByteArray text = textOf(*reader, losses);
    return losses == 0 ? text : QByteArray::number(losses) + " losses\n" + text;
}

/// A table in which every way to write a column down is the best one for some series.
Table everyEncoding(std::int64_t firstRow, std::size_t rows)
{
    std::mt19937_64 random(static_cast<std::uint64_t>(firstRow));
    Table table;
    table.group = {GroupKind::Scraped, Labels{{"job", "j\"1\""}, {"instance", "ü:1"}}, 1s, {}};
    for (std::size_t i = 0; i < rows; ++i)
        table.times.push_back(start + (firstRow + static_cast<std::int64_t>(i)) * 1000 + (i % 7 == 3 ? 1 : 0));
    const auto add = [&](const char *name, SeriesType type, auto &&cell) {
        Table::Column column{
            {name, Labels{{"job", "j\"1\""}, {"instance", "ü:1"}, {"path", "a\\b\nc"}}}, type, {}};
        for (std::size_t i = 0; i < rows; ++i)
            column.cells.push_back(cell(static_cast<double>(firstRow) + static_cast<double>(i), i));
        table.columns.push_back(std::move(column));
    };
    const auto special = [&](std::size_t i) { return std::bit_cast<double>(specialBits[i % specialBits.size()]); };
    add("constant", SeriesType::Gauge, [](double, std::size_t) { return 0.1; });
    add("steps", SeriesType::Counter, [](double row, std::size_t) { return std::floor(row / 10) * 3; });
    add("line", SeriesType::Counter, [](double row, std::size_t) { return row * 123'456'789.0; });
    add("growing", SeriesType::Counter, [](double, std::size_t i) { return double(i * i); });
    add("decimal", SeriesType::Gauge, [&](double, std::size_t) { return double(random() % 20'000) / 1e3 - 10; });
    add("nine_decimals", SeriesType::Gauge,
        [&](double, std::size_t) { return double(random() % 4'000'000) / 1e9; });
    add("large", SeriesType::Gauge,
        [&](double, std::size_t i) { return double(random() >> 11U) * (i % 2 == 0 ? 1 : -1); });
    add("bits", SeriesType::Unknown, [&](double row, std::size_t) { return std::sin(row) * 1e-7; });
    add("tiny", SeriesType::Unknown, [](double, std::size_t i) { return double(i % 5) * 5e-324; });
    add("runs", SeriesType::Histogram,
        [&](double row, std::size_t i) { return i % 50 < 9 ? special(i / 50) : row; });
    add("specials", SeriesType::Summary, [&](double, std::size_t i) { return special(i); });
    add("absent", SeriesType::Gauge, [&](double row, std::size_t i) { return i < 3 ? absentMarker() : row; });
    return table;
}

Event eventAt(std::int64_t at, std::uint64_t seq)
{
    Event event;
    event.seq = seq;
    event.origin = QStringLiteral("quarterdeck");
    event.originInstance = QStringLiteral("i");
    event.originSeq = seq;
    event.at = Timestamp(Millis(at));
    event.kind = EventKind::Note;
    event.subject = QStringLiteral("sessiond");
    event.reason = QString::fromUtf8("„so\" \\ \t\u2028 \U0001F6A2");
    event.body = {{QStringLiteral("text"), QStringLiteral("=1+1")}, {QStringLiteral("n"), 12.25}};
    return event;
}

/// A file whose columns are packed one by one, which the format allows and our writer, which packs whole chunks,
/// does not do.
class PackedFile
{
public:
    explicit PackedFile(std::unique_ptr<AppendSink> sink)
        : m_writer(std::move(sink))
    {}

    [[nodiscard]] Result<void> write(const Table &table)
    {
        auto done = m_writer.begin(recording::profile, "test");
        for (const auto &kind : recording::kinds) {
            const auto id = static_cast<std::uint16_t>(kind.kind);
            if (done)
                done = m_writer.add(mcap::Schema{id, std::string(kind.schema), "", ""});
            if (done)
                done =
                    m_writer.add(mcap::Channel{id, id, std::string(kind.topic), std::string(kind.encoding), {}});
        }
        if (done)
            done = m_writer.addMetadata(recording::infoName, {{std::string(recording::versionKey), "1"}});
        if (!done)
            return done;
        addJson(recording::Kind::Group, recording::toJson(1, table.group));
        addBlock(table, 0, encodeTimes(table.times, ColumnPacking::Zstd));
        std::uint32_t id = 0;
        for (const auto &column : table.columns) {
            addJson(recording::Kind::Series, recording::toJson(++id, 1, column.key, column.type));
            addBlock(table, id, encodeColumn(column.cells, ColumnPacking::Zstd));
        }
        return m_writer.finish();
    }

private:
    void add(recording::Kind kind, std::span<const std::byte> data)
    {
        m_writer.addMessage(static_cast<std::uint16_t>(kind), start * 1'000'000ULL, data);
    }
    void addJson(recording::Kind kind, const QJsonObject &json)
    {
        const std::string text = QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
        add(kind, mcap::bytesOf(text));
    }
    void addBlock(const Table &table, std::uint32_t series, const std::vector<std::byte> &column)
    {
        std::vector<std::byte> block;
        appendLittle(block, std::uint32_t{1});
        appendLittle(block, series);
        appendLittle(block, table.times.front());
        appendLittle(block, table.times.back());
        appendLittle(block, static_cast<std::uint32_t>(table.times.size()));
        appendLittle(block, std::uint32_t{0});
        block.insert(block.end(), column.begin(), column.end());
        add(recording::Kind::Block, block);
    }

    mcap::Writer m_writer;
};

/// What the reader must have met for its agreement to mean something.
bool metEncodings(const JavaScriptReading &reading, std::initializer_list<int> encodings)
{
    const QJsonObject counts = reading.met[QLatin1String("encodings")].toObject();
    return std::ranges::all_of(encodings,
                               [&](int encoding) { return counts[QString::number(encoding)].toInt() > 0; });
}

int met(const JavaScriptReading &reading, const char *what)
{
    return reading.met[QLatin1String(what)].toInt();
}

} // namespace

/// Our recordings in the hands of others: @mcap/core reads the container, and a reader of our blocks that knows
/// docs/recording-format.md alone finds every sample, bit for bit.
class JavaScriptReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void whatTheWriterWrites();
    void columnsThatArePackedOneByOne();
    void segmentsTornClosedAndCompacted();
    void aRealServiceIsTheSameInBoth();

private:
    static void compareAll(const QString &path, const QByteArray &expected);
};

void JavaScriptReaderTest::compareAll(const QString &path, const QByteArray &expected)
{
    QCOMPARE(difference(expected, readByUs(path)), QByteArray());
    for (const char *how : {"stream", "indexed"}) {
        const auto reading = readInJavaScript(how, path);
        QCOMPARE(difference(expected, reading.text), QByteArray());
    }
}

void JavaScriptReaderTest::whatTheWriterWrites()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("all.mcap"));
    RecordingText expected;
    {
        auto file = AppendFile::create(path);
        QVERIFY(file);
        RecordingWriter writer(std::move(*file));
        QVERIFY(writer.begin({{"service", "sessiond"}, {"provenance", "real"}}));
        std::int64_t row = 0;
        for (const std::size_t rows : {1, 2, 5, 1024, 3000}) {
            // The last rows of each table stand at the front of the next one too, as after a write that failed.
            const Table table = everyEncoding(std::max<std::int64_t>(0, row - 3), rows);
            row += static_cast<std::int64_t>(rows);
            writer.addTable(table);
            expected.add(table);
            const Event event = eventAt(table.times.front(), rows);
            writer.addEvent(event);
            expected.add(event);
            QVERIFY(writer.endChunk());
        }
        QVERIFY(writer.addMetadata("quarterdeck.lost", {{"1", "a chunk"}}));
        QVERIFY(writer.finish());
    }
    compareAll(path, expected.text());
    const auto reading = readInJavaScript("indexed", path);
    QVERIFY2(metEncodings(reading, {0, 1, 2, 3, 4}), QJsonDocument(reading.met).toJson().constData());
    QVERIFY(met(reading, "stale") > 0 && met(reading, "absent") > 0 && met(reading, "rowsTwice") > 0);
    QCOMPARE(met(reading, "messages"), met(reading, "counted"));
    const QJsonObject metadata = reading.met[QLatin1String("metadata")].toObject();
    QCOMPARE(metadata[QLatin1String("quarterdeck")].toObject()[QLatin1String("version")].toString(),
             QStringLiteral("1"));
    QCOMPARE(metadata[QLatin1String("quarterdeck.lost")].toObject()[QLatin1String("1")].toString(),
             QStringLiteral("a chunk"));
}

void JavaScriptReaderTest::columnsThatArePackedOneByOne()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("packed.mcap"));
    const Table table = everyEncoding(0, 2000);
    auto file = AppendFile::create(path);
    QVERIFY(file);
    QVERIFY(PackedFile(std::move(*file)).write(table));
    RecordingText expected;
    expected.add(table);
    compareAll(path, expected.text());
    const auto reading = readInJavaScript("stream", path);
    QVERIFY2(metEncodings(reading, {1, 0x82, 0x83, 0x84}), QJsonDocument(reading.met).toJson().constData());
}

void JavaScriptReaderTest::segmentsTornClosedAndCompacted()
{
    const QTemporaryDir dir;
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    SegmentRecorder recorder(dir.path(), {{"service", "sessiond"}}, {2h});
    for (int s = 0; s < 2500; ++s) {
        const Timestamp at(Millis(start + 1000 * s));
        const std::vector<ParsedSample> samples{{"a", double(s), SeriesType::Counter},
                                                {s % 9 < 7 ? "b" : "c", std::sqrt(s), SeriesType::Gauge}};
        QVERIFY(s % 400 < 390 ? store.appendScrape(group, at, samples, 0.001).has_value()
                              : store.appendFailure(group, at, 1).has_value());
        if (s % 10 == 9)
            QVERIFY(recorder.write(store.snapshot(), {}));
    }
    const QString path = recorder.openPath();
    const QByteArray expected = readByUs(path);
    QVERIFY(expected.count('\n') > 10'000);
    const auto torn = readInJavaScript("stream", path);
    QCOMPARE(difference(expected, torn.text), QByteArray());
    QVERIFY(!torn.met[QLatin1String("complete")].toBool());

    QVERIFY(recorder.close());
    const auto closed = readInJavaScript("stream", path);
    QCOMPARE(difference(expected, closed.text), QByteArray());
    QVERIFY(closed.met[QLatin1String("complete")].toBool());
    // Its chunks are in the index and their messages are not, as the format note says.
    QVERIFY(readInJavaScript("indexed", path).text.contains("without message indexes"));

    QVERIFY(recording::compact(path));
    compareAll(path, expected);
    // Times, `up` and the two figures of each scrape, a, b and c: in three pages of four nodes at most.
    const int nodes = met(readInJavaScript("indexed", path), "nodes");
    QVERIFY2(nodes > 50, QByteArray::number(nodes).constData());
}

void JavaScriptReaderTest::aRealServiceIsTheSameInBoth()
{
    EngineFixture f;
    f.config.where = Where::Practice;
    f.config.startTraffic = true;
    f.config.traffic.users = 20;
    f.config.traffic.requestsPerSecond = 50;
    f.config.scrape.interval = 100ms;
    f.config.recordEvery = 500ms;
    f.start();
    QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().trafficRunning, 60'000);
    const auto rows = [&] {
        return f.now()->series.first("up").samples({f.now()->now - 1h, f.now()->now}).size();
    };
    QTRY_VERIFY_WITH_TIMEOUT(rows() >= 40, 30'000);
    const QString folder = f.status().dataFolder + QStringLiteral("/recording");
    f.engine.reset();
    const auto segments = recording::segmentsIn(folder);
    QVERIFY(!segments.empty());
    const QByteArray expected = readByUs(segments.front().path);
    QVERIFY(expected.contains("\"name\":\"sessiond_sessions\"") && expected.contains("event {"));
    QCOMPARE(difference(expected, readInJavaScript("stream", segments.front().path).text), QByteArray());
    QVERIFY(recording::compact(segments.front().path));
    compareAll(segments.front().path, expected);
    qInfo("%lld lines are the same", qlonglong(expected.count('\n')));
}

QD_TEST_GUILESS(JavaScriptReaderTest)
#include "tst_javascript_reader.moc"
