// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/compaction.h"
#include "model/recording/segment_recorder.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/outage_clock.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using recording::Table;

namespace {

using test::second;

/// An hour of forty series in steps of ten seconds; the path of its segment, torn off unless closed.
QString segment(const QTemporaryDir &dir, bool closed)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    SegmentRecorder recorder(dir.path(), {{"service", "sessiond"}}, {std::chrono::hours(2)});
    for (int s = 0; s < 3600; ++s) {
        std::vector<std::string> names;
        std::vector<ParsedSample> samples;
        for (int i = 0; i < 40; ++i)
            names.push_back(QByteArray::number(i).prepend('n').toStdString());
        for (int i = 0; i < 40; ++i)
            samples.push_back({names[static_cast<std::size_t>(i)], double(s * i), SeriesType::Counter});
        [&] { QVERIFY(store.appendScrape(group, second(s), samples, 0.001)); }();
        if (s % 10 == 9)
            [&] { QVERIFY(recorder.write(store.snapshot(), {})); }();
    }
    const QString path = recorder.openPath();
    if (closed)
        [&] { QVERIFY(recorder.close()); }();
    return path;
}

struct Contents
{
    std::vector<Table> tables; ///< full blocks
    std::vector<RecordingLoss> losses;
    int pages = 0;
};

Contents contentsOf(const QString &path)
{
    Contents contents;
    const auto reader = RecordingReader::open(path);
    [&] { QVERIFY2(reader, reader ? "" : qPrintable(reader.error().words)); }();
    recording::TableAssembler assembler([&](Table table) { contents.tables.push_back(std::move(table)); });
    reader->forEachPage(
        [&](const recording::Page &page) {
            int damaged = 0;
            ++contents.pages;
            for (const auto &group : page.groups)
                assembler.add(recording::tableOf(group, damaged));
            return true;
        },
        [&](RecordingLoss loss) { contents.losses.push_back(std::move(loss)); });
    assembler.flush();
    return contents;
}

bool sameTables(const std::vector<Table> &a, const std::vector<Table> &b)
{
    return std::ranges::equal(a, b, [](const Table &x, const Table &y) {
        return x.times == y.times && std::ranges::equal(x.columns, y.columns, [](const auto &c, const auto &d) {
                   return c.key == d.key && c.type == d.type &&
                          std::memcmp(c.cells.data(), d.cells.data(), c.cells.size() * sizeof(double)) == 0;
               });
    });
}

} // namespace

class CompactionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void theSameInAFractionOfTheRoom_data();
    void theSameInAFractionOfTheRoom();
    void damageIsKeptInWords();
    void anOldPartIsNoHindrance();
    void whatIsNoRecordingIsRefusedAndKept();
    void whatCannotBeReplacedStays();
    void aFileThatIsNotThereReplacesNothing();
};

void CompactionTest::theSameInAFractionOfTheRoom_data()
{
    QTest::addColumn<bool>("closed");
    QTest::newRow("closed") << true;
    QTest::newRow("torn off") << false;
}

void CompactionTest::theSameInAFractionOfTheRoom()
{
    QFETCH(bool, closed);
    const QTemporaryDir dir;
    const QString path = segment(dir, closed);
    const Contents before = contentsOf(path);
    QCOMPARE(before.pages, 363); // a step of ten seconds lies across the end of each block: 1024, 2048, 3072
    const auto compacted = recording::compact(path);
    QVERIFY2(compacted, compacted ? "" : qPrintable(compacted.error().words));
    QVERIFY(compacted->done);
    QVERIFY2(compacted->bytesAfter * 10 < compacted->bytesBefore,
             qPrintable(QString::number(compacted->bytesAfter)));
    const Contents after = contentsOf(path);
    QCOMPARE(after.pages, 4);
    QVERIFY(sameTables(after.tables, before.tables));
    QCOMPARE(RecordingReader::open(path)->info().at("service"), std::string("sessiond"));
    QVERIFY(!RecordingReader::open(path)->rebuilt());
    QVERIFY(!recording::compact(path)->done);
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1);
}

void CompactionTest::damageIsKeptInWords()
{
    const QTemporaryDir dir;
    const QString path = segment(dir, true);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(file.size() / 2));
    QVERIFY(file.write("damage") == 6);
    file.close();
    const Contents before = contentsOf(path);
    QCOMPARE(before.losses.size(), std::size_t(1));
    QVERIFY(!before.losses[0].span.isEmpty());
    const auto compacted = recording::compact(path);
    QVERIFY(compacted && compacted->done);
    QCOMPARE(compacted->losses.size(), std::size_t(1));
    QVERIFY(sameTables(contentsOf(path).tables, before.tables));
    QVERIFY(contentsOf(path).losses.empty());
    QCOMPARE(RecordingReader::open(path)->lostBefore(), QStringList{before.losses[0].words});
}

void CompactionTest::anOldPartIsNoHindrance()
{
    const QTemporaryDir dir;
    const QString path = segment(dir, true);
    QFile part(path + QStringLiteral(".part"));
    QVERIFY(part.open(QIODevice::WriteOnly));
    part.close();
    QVERIFY(recording::compact(path));
    QVERIFY(!part.exists());
}

void CompactionTest::whatIsNoRecordingIsRefusedAndKept()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("notes.mcap"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("not a recording");
    file.close();
    QCOMPARE(recording::compact(path).error().code, ErrorCode::Invalid);
    QCOMPARE(file.size(), 15);
}

void CompactionTest::whatCannotBeReplacedStays()
{
    const QTemporaryDir dir;
    const QString path = segment(dir, false);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    QStringList asked;
    const auto compacted = recording::compact(path, [&](const QString &from, const QString &to) -> Result<void> {
        asked << from << to;
        return failure(ErrorCode::Io, QStringLiteral("%1 cannot be replaced: Read-only file system.").arg(to));
    });
    QVERIFY(!compacted);
    QCOMPARE(compacted.error().code, ErrorCode::Io);
    QVERIFY(compacted.error().words.contains(QStringLiteral("Read-only file system")));
    QCOMPARE(asked, (QStringList{path + QStringLiteral(".part"), path}));
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1); // no part is left behind
    file.seek(0);
    QCOMPARE(file.readAll(), before);
    QVERIFY(recording::compact(path)->done); // and the next attempt gets it
}

void CompactionTest::aFileThatIsNotThereReplacesNothing()
{
    const QTemporaryDir dir;
    const QString path = segment(dir, true);
    const auto replaced = recording::replaceFile(path + QStringLiteral(".part"), path);
    QVERIFY(!replaced);
    QCOMPARE(replaced.error().code, ErrorCode::Io);
    QVERIFY(replaced.error().words.startsWith(path));
    QVERIFY(QFile::exists(path));
}

QD_TEST_GUILESS(CompactionTest)
#include "tst_compaction.moc"
