// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event_log.h"
#include "model/recording/segment_recorder.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/outage_clock.h"
#include "tests/support/test_program.h"
#include "tests/unit/recording/memory_sink.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <numeric>

using namespace qd;

namespace {

using test::second;

/// One counter that reads its row.
class Counted
{
public:
    void to(int seconds)
    {
        for (; m_next < seconds; ++m_next) {
            const ParsedSample samples[]{{"n", double(m_next), SeriesType::Counter}};
            QVERIFY(m_store.appendScrape(m_group, second(m_next), samples, 0.001));
        }
    }
    [[nodiscard]] SeriesSnapshot series() { return m_store.snapshot(); }

private:
    SeriesStore m_store;
    GroupId m_group = m_store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    int m_next = 0;
};

struct Read
{
    std::vector<double> n; ///< the counter, over all segments in the order of their names
    std::vector<Event> events;
    int rebuilt = 0;
    std::int64_t twice = 0; ///< rows that stand in more than one chunk
};

Read readAll(const QString &folder)
{
    Read read;
    recording::TableAssembler assembler([&](const recording::Table &table) {
        for (const auto &column : table.columns) {
            if (column.key.name == "n")
                read.n.insert(read.n.end(), column.cells.begin(), column.cells.end());
        }
    });
    for (const QString &name : QDir(folder).entryList({QStringLiteral("*.mcap")}, QDir::Files, QDir::Name)) {
        const auto reader = mcap::Reader::open(QDir(folder).filePath(name));
        [&] { QVERIFY2(reader, qPrintable(name)); }();
        read.rebuilt += (*reader)->contents().rebuilt;
        for (const auto &index : (*reader)->contents().chunks) {
            const auto chunk = (*reader)->chunk(index);
            if (!chunk)
                continue;
            const auto page = recording::readPage(*chunk, (*reader)->contents().channels);
            read.events.insert(read.events.end(), page.events.begin(), page.events.end());
            int damaged = 0;
            for (const auto &group : page.groups)
                assembler.add(recording::tableOf(group, damaged));
            [&] { QCOMPARE(damaged, 0); }();
        }
    }
    assembler.flush();
    read.twice = assembler.droppedRows();
    return read;
}

std::vector<double> upTo(int count)
{
    std::vector<double> n(static_cast<std::size_t>(count));
    std::iota(n.begin(), n.end(), 0);
    return n;
}

} // namespace

class SegmentRecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_dir = std::make_unique<QTemporaryDir>();
    }
    void nothingToWriteMakesNoFile();
    void everyRowIsWrittenOnce();
    void aKilledRecorderLosesNothingThatWasAcknowledged();
    void whatIsAcknowledgedIsSynced();
    void anHourIsASegment();
    void afterAFullDiskTheRestFollows();
    void whatWasThereBeforeIsSkipped();
    void eventsAreWrittenOnceAndLateOnesToo();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
};

void SegmentRecorderTest::nothingToWriteMakesNoFile()
{
    SegmentRecorder recorder(m_dir->path(), {});
    QVERIFY(recorder.write({}, {}));
    QVERIFY(recorder.close());
    QVERIFY(QDir(m_dir->path()).isEmpty());
}

void SegmentRecorderTest::everyRowIsWrittenOnce()
{
    Counted grown;
    SegmentRecorder recorder(m_dir->path(), {{"service", "sessiond"}});
    for (int seconds = 10; seconds <= 3000; seconds += 10) {
        grown.to(seconds);
        QVERIFY(recorder.write(grown.series(), {}));
    }
    QVERIFY(recorder.close());
    const Read read = readAll(m_dir->path());
    QCOMPARE(read.n, upTo(3000));
    QCOMPARE(read.twice, 0);
    QCOMPARE(read.rebuilt, 0);
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{QStringLiteral("20240820T063000.000Z.mcap")});
}

void SegmentRecorderTest::aKilledRecorderLosesNothingThatWasAcknowledged()
{
    Counted grown;
    {
        SegmentRecorder recorder(m_dir->path(), {});
        grown.to(2050); // over two blocks in one step
        QVERIFY(recorder.write(grown.series(), {}));
    }
    const Read read = readAll(m_dir->path());
    QCOMPARE(read.n, upTo(2050));
    QCOMPARE(read.rebuilt, 1);
}

void SegmentRecorderTest::whatIsAcknowledgedIsSynced()
{
    auto bytes = std::make_shared<std::vector<std::byte>>();
    const test::MemorySink *sink = nullptr;
    const auto makeSink = [&](const QString &) -> Result<std::unique_ptr<AppendSink>> {
        auto made = std::make_unique<test::MemorySink>(bytes);
        sink = made.get();
        return made;
    };
    Counted grown;
    SegmentRecorder recorder(m_dir->path(), {}, {}, makeSink);
    for (int seconds = 10; seconds <= 30; seconds += 10) {
        grown.to(seconds);
        QVERIFY(recorder.write(grown.series(), {}));
        QVERIFY(sink);
        QCOMPARE(sink->synced(), bytes->size());
    }
}

void SegmentRecorderTest::anHourIsASegment()
{
    Counted grown;
    SegmentRecorder recorder(m_dir->path(), {});
    for (int seconds = 600; seconds <= 7800; seconds += 600) {
        grown.to(seconds);
        QVERIFY(recorder.write(grown.series(), {}));
    }
    QCOMPARE(recorder.takeClosed().size(), 2);
    QCOMPARE(recorder.takeClosed().size(), 0);
    QVERIFY(recorder.close());
    QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files).size(), 3);
    QCOMPARE(readAll(m_dir->path()).n, upTo(7800));
}

void SegmentRecorderTest::afterAFullDiskTheRestFollows()
{
    bool full = false;
    std::vector<std::shared_ptr<std::vector<std::byte>>> files;
    std::vector<QString> names;
    const auto makeSink = [&](const QString &path) -> Result<std::unique_ptr<AppendSink>> {
        names.push_back(path);
        files.push_back(std::make_shared<std::vector<std::byte>>());
        // Room for the head and a bit of the second chunk.
        return std::make_unique<test::MemorySink>(files.back(), full ? 100 : files.size() == 1 ? 1000 : 1U << 20U);
    };
    Counted grown;
    SegmentRecorder recorder(m_dir->path(), {}, {}, makeSink);
    grown.to(10);
    QVERIFY(recorder.write(grown.series(), {}));
    full = true;
    grown.to(1000);
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto written = recorder.write(grown.series(), {});
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
    }
    full = false;
    grown.to(1200);
    QVERIFY(recorder.write(grown.series(), {}));
    QVERIFY(recorder.close());
    QVERIFY(test::writeFile(m_dir->filePath(QStringLiteral("1.mcap")), *files.front()));
    QVERIFY(test::writeFile(m_dir->filePath(QStringLiteral("2.mcap")), *files.back()));
    // A chunk that was written whole and not acknowledged may stand there twice; whoever reads drops the second.
    QCOMPARE(readAll(m_dir->path()).n, upTo(1200));
}

void SegmentRecorderTest::whatWasThereBeforeIsSkipped()
{
    Counted grown;
    grown.to(100);
    SegmentRecorder recorder(m_dir->path(), {});
    recorder.skip(grown.series(), 0);
    QVERIFY(recorder.write(grown.series(), {}));
    QVERIFY(QDir(m_dir->path()).isEmpty());
    grown.to(110);
    QVERIFY(recorder.write(grown.series(), {}));
    QCOMPARE(readAll(m_dir->path()).n, (std::vector<double>{100, 101, 102, 103, 104, 105, 106, 107, 108, 109}));
}

void SegmentRecorderTest::eventsAreWrittenOnceAndLateOnesToo()
{
    ManualClock clock(second(0));
    auto log = EventLog::open(m_dir->filePath(QStringLiteral("events.db")), clock);
    QVERIFY(log);
    const auto append = [&](int at, const char *words) {
        Event event;
        event.origin = QStringLiteral("test");
        event.at = second(at);
        event.reason = QString::fromLatin1(words);
        QVERIFY((*log)->append(event));
    };
    SegmentRecorder recorder(m_dir->path(), {});
    append(5, "first");
    QVERIFY(recorder.write({}, (*log)->snapshot()));
    QVERIFY(recorder.write({}, (*log)->snapshot()));
    append(3, "late");
    QVERIFY(recorder.write({}, (*log)->snapshot()));
    QStringList words;
    for (const Event &event : readAll(m_dir->path()).events)
        words << event.reason;
    QCOMPARE(words, (QStringList{QStringLiteral("first"), QStringLiteral("late")}));
}

QD_TEST_GUILESS(SegmentRecorderTest)
#include "tst_segment_recorder.moc"
