// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event_log.h"
#include "model/recording/compaction.h"
#include "model/recording/segment_recorder.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/load.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <bit>
#include <cmath>

using namespace qd;
using namespace qd::test;

namespace {

constexpr qint64 leastSize = 64 << 10;
constexpr int eventEvery = 50;
constexpr qsizetype mcapVersionAt = 5;

Timestamp second(int s)
{
    return Timestamp(std::chrono::seconds(1'724'135'400 + s));
}

/// A segment of at least 64 KiB, chunks of ten rows; torn off as a kill leaves it unless it is to be closed.
void writeSegment(const QString &folder, bool close, QString &path)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    SegmentRecorder recorder(folder, {{"service", "sessiond"}}, {std::chrono::hours(100)});
    const ManualClock clock(second(0));
    auto log = EventLog::open(folder + QStringLiteral("/events.db"), clock);
    QVERIFY(log);
    for (int s = 0; s % 10 != 0 || QFile(path).size() < leastSize; ++s) {
        std::vector<ParsedSample> samples{{"counter", double(s) * 17, SeriesType::Counter}};
        for (const char *name : {"a", "b", "c", "d", "e", "f"})
            samples.push_back({name, std::sin(s * double(name[0])), SeriesType::Gauge});
        QVERIFY(store.appendScrape(group, second(s), samples, 0.001));
        if (s % eventEvery == 0) {
            Event event;
            event.at = second(s);
            event.kind = EventKind::Note;
            event.origin = QStringLiteral("test");
            event.originInstance = QString::number(s);
            QVERIFY((*log)->append(event));
        }
        if (s % 10 == 9) {
            QVERIFY(recorder.write(store.snapshot(), (*log)->snapshot()));
            path = recorder.openPath();
        }
    }
    if (close)
        QVERIFY(recorder.close());
}

/// What was read: of each row the sum of its bits, by time, and the events.
struct Contents
{
    std::map<std::int64_t, std::uint64_t> rows;
    std::set<std::uint64_t> events;
    std::vector<RecordingLoss> losses;
    bool rebuilt = false;

    void add(const recording::Page &page)
    {
        for (const auto &group : page.groups) {
            int damaged = 0;
            const recording::Table table = recording::tableOf(group, damaged);
            if (damaged != 0)
                losses.push_back({{}, QStringLiteral("%1 columns").arg(damaged)});
            for (std::size_t row = 0; row < table.times.size(); ++row) {
                std::uint64_t sum = 0;
                for (const auto &column : table.columns)
                    sum += std::bit_cast<std::uint64_t>(column.cells[row]) *
                           (2 * std::hash<std::string>()(column.key.name) + 1);
                rows[table.times[row]] = sum;
            }
        }
        for (const Event &event : page.events)
            events.insert(event.seq);
        if (page.unreadable != 0)
            losses.push_back({{}, QStringLiteral("%1 messages").arg(page.unreadable)});
    }
};

Result<Contents> contentsOf(const QString &path)
{
    const auto reader = RecordingReader::open(path);
    if (!reader)
        return tl::unexpected(reader.error());
    Contents contents;
    contents.rebuilt = reader->rebuilt();
    reader->forEachPage(
        [&](const recording::Page &page) {
            contents.add(page);
            return true;
        },
        [&](RecordingLoss loss) { contents.losses.push_back(std::move(loss)); });
    return contents;
}

/// A chunk of the whole file and what is in it.
struct Chunk
{
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    Contents contents;
    [[nodiscard]] bool isMissingIn(const Contents &read) const
    {
        return std::ranges::any_of(contents.rows,
                                   [&](const auto &row) { return !read.rows.contains(row.first); }) ||
               !std::ranges::includes(read.events, contents.events);
    }
};

std::vector<Chunk> chunksOf(const QString &path)
{
    std::vector<Chunk> chunks;
    const auto file = mcap::Reader::open(path);
    [&] { QVERIFY(file); }();
    for (const auto &index : (*file)->contents().chunks) {
        const auto records = (*file)->chunk(index);
        [&] { QVERIFY(records); }();
        chunks.push_back({index.offset, index.offset + index.length, {}});
        chunks.back().contents.add(recording::readPage(*records, (*file)->contents().channels));
    }
    return chunks;
}

/// Nothing is there that was not written; whatever is not damaged is there; what is missing is told.
QByteArray complaint(const Result<Contents> &read, const std::vector<Chunk> &chunks,
                     const std::function<bool(const Chunk &)> &isDamaged)
{
    if (!read)
        return "refused: " + read.error().words.toUtf8();
    bool missing = false;
    std::size_t rows = 0;
    for (const Chunk &chunk : chunks) {
        const bool gone = chunk.isMissingIn(*read);
        missing = missing || gone;
        if (gone && !isDamaged(chunk))
            return "an undamaged chunk is missing";
        for (const auto &[at, sum] : chunk.contents.rows) {
            const auto row = read->rows.find(at);
            rows += row == read->rows.end() ? 0 : 1;
            if (row != read->rows.end() && row->second != sum)
                return "a row is another one than was written";
        }
    }
    if (rows != read->rows.size())
        return "there are rows that were not written";
    return missing && read->losses.empty() && !read->rebuilt ? "a loss is not told" : "";
}

} // namespace

/// A recording of 64 KiB, damaged at every place (a share of them, unless QD_ACCEPTANCE=full).
class RecordingDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void flippedBits_data() { kinds(); }
    void flippedBits();
    void truncation_data() { kinds(); }
    void truncation();

private:
    static void kinds();
    void make(const QString &kind);
    QTemporaryDir m_dir;
    QString m_path;
    std::vector<Chunk> m_chunks;
    QByteArray m_bytes;
};

void RecordingDamageTest::kinds()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("a segment torn off") << QStringLiteral("torn");
    QTest::newRow("a closed segment") << QStringLiteral("closed");
    QTest::newRow("a compacted segment") << QStringLiteral("compacted");
}

void RecordingDamageTest::make(const QString &kind)
{
    m_dir = QTemporaryDir();
    m_path.clear();
    writeSegment(m_dir.path(), kind != u"torn", m_path);
    if (kind == u"compacted")
        QVERIFY(recording::compact(m_path));
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_bytes = file.readAll();
    m_chunks = chunksOf(m_path);
    QVERIFY(!m_chunks.empty());
}

void RecordingDamageTest::flippedBits()
{
    QFETCH(QString, kind);
    make(kind);
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
    // Before the first chunk nothing has a checksum: more of it is tried.
    const auto dense = qsizetype(m_chunks.front().begin);
    const auto stride = [&](qsizetype offset) { return qsizetype(fullSize() ? 1 : offset < dense ? 2 : 189); };
    int flips = 0;
    for (qsizetype offset = 0; offset < m_bytes.size(); offset += stride(offset), ++flips) {
        if (offset == mcapVersionAt)
            continue; // refused as a file of another version, which nothing tells it from
        const int bit = static_cast<int>(offset * 5 % 8); // each in its turn
        const auto put = [&](char byte) { return file.seek(offset) && file.putChar(byte); };
        QVERIFY(put(static_cast<char>(m_bytes[offset] ^ (1 << bit))));
        const auto at = static_cast<std::uint64_t>(offset);
        const QByteArray wrong = complaint(
            contentsOf(m_path), m_chunks, [&](const Chunk &chunk) { return at >= chunk.begin && at < chunk.end; });
        QVERIFY2(wrong.isEmpty(), "bit " + QByteArray::number(bit) + " of byte " +
                                      QByteArray::number(qlonglong(offset)) + ": " + wrong);
        QVERIFY(put(m_bytes[offset]));
    }
    qInfo("%d flipped bits, %zu chunks, %lld bytes", flips, m_chunks.size(), qlonglong(m_bytes.size()));
}

void RecordingDamageTest::truncation()
{
    QFETCH(QString, kind);
    make(kind);
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
    const qsizetype stride = fullSize() ? 1 : 189;
    int cuts = 0;
    for (qsizetype size = m_bytes.size() - 1; size > qsizetype(m_chunks.front().begin); size -= stride, ++cuts) {
        QVERIFY(file.resize(size));
        const auto read = contentsOf(m_path);
        const QByteArray wrong = complaint(
            read, m_chunks, [&](const Chunk &chunk) { return chunk.end > static_cast<std::uint64_t>(size); });
        QVERIFY2(wrong.isEmpty(), "cut at " + QByteArray::number(qlonglong(size)) + ": " + wrong);
        QVERIFY(read->rebuilt);
    }
    qInfo("cut at %d places", cuts);
}

namespace {

int damageRecording(int argc, char **argv)
{
    if (fullSize())
        qputenv("QTEST_FUNCTION_TIMEOUT", "7200000"); // ms; Qt's five minutes are for what hangs
    return runWithApp<RecordingDamageTest, QCoreApplication>(argc, argv);
}

} // namespace

QD_TEST_MAIN(damageRecording)
#include "tst_recording_damage.moc"
