// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/packed_series.h"
#include "model/recording/append_file.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/exchange/small_recording.h"

#include <QtCore/QTemporaryDir>

using namespace qd;
using namespace qd::exchange;
using test::Columns;

namespace {

/// Every sample of a series, as "second=value".
QStringList samplesOf(const PackedSeries &series, TimeRange within)
{
    QStringList samples;
    for (SampleCursor cursor(series, within); cursor.sample(); cursor.next())
        samples << QStringLiteral("%1=%2")
                       .arg(cursor.sample()->at.time_since_epoch().count() / 1000)
                       .arg(cursor.sample()->value);
    return samples;
}

std::vector<double> rising(int count)
{
    std::vector<double> cells;
    for (int i = 0; i < count; ++i)
        cells.push_back(i);
    return cells;
}

} // namespace

class PackedSeriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aSmallBudgetGivesTheSame_data();
    void aSmallBudgetGivesTheSame();
    void rowsThatStandTwiceComeOnce();
    void onlyWhatIsSelected();
    void stops();
};

void PackedSeriesTest::aSmallBudgetGivesTheSame_data()
{
    QTest::addColumn<std::uint64_t>("budget");
    QTest::newRow("a unit at a time") << std::uint64_t(0);
    QTest::newRow("some") << std::uint64_t(1000);
    QTest::newRow("all") << std::uint64_t(1'000'000);
}

void PackedSeriesTest::aSmallBudgetGivesTheSame()
{
    QFETCH(std::uint64_t, budget);
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("a.mcap"));
    test::writeRecording(path, {test::tableOf({{{"a", rising(3000)}, {"b", rising(3000)}, {"c", rising(3000)}}})});
    const auto reader = RecordingReader::open(path);
    const Selection all;
    const auto catalog = catalogOf(*reader, all, {});
    QCOMPARE(catalog->series.size(), std::size_t(3));
    const std::vector<SeriesUnit> units{{{"a", {}}}, {{"b", {}}, {"c", {}}}};
    std::vector<std::size_t> visited;
    const auto done = forEachUnit(*reader, all, *catalog, units, budget, {},
                                  [&](std::size_t unit, const std::vector<PackedSeries> &series) {
                                      visited.push_back(unit);
                                      for (const PackedSeries &one : series)
                                          [&] { QCOMPARE(samplesOf(one, all.within).size(), 3000); }();
                                      return true;
                                  });
    QVERIFY(done);
    QCOMPARE(visited, (std::vector<std::size_t>{0, 1}));
}

void PackedSeriesTest::rowsThatStandTwiceComeOnce()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("a.mcap"));
    RecordingWriter writer(*AppendFile::create(path), mcap::Indexing::Chunks);
    QVERIFY(writer.begin({}));
    Columns first{{{"a", {1, 2, 3}}}};
    first.begin = 0;
    Columns again{{{"a", {2, 3, 4}}}};
    again.begin = 1000;
    for (const Columns &columns : {first, again, first}) {
        writer.addTable(test::tableOf(columns));
        QVERIFY(writer.endChunk());
    }
    QVERIFY(writer.finish());
    const auto reader = RecordingReader::open(path);
    const Selection all;
    const auto catalog = catalogOf(*reader, all, {});
    QVERIFY(forEachUnit(
        *reader, all, *catalog, {{{"a", {}}}}, 0, {}, [&](std::size_t, const std::vector<PackedSeries> &series) {
            [&] {
                QCOMPARE(samplesOf(series.front(), all.within).join(u' '), QStringLiteral("0=1 1=2 2=3 3=4"));
            }();
            return true;
        }));
}

void PackedSeriesTest::onlyWhatIsSelected()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("a.mcap"));
    Columns columns{{{"a", rising(2000)}, {"b", rising(2000)}}};
    columns.begin = 0;
    test::writeRecording(path, {test::tableOf(columns)}, {test::noteAt(5000, {}), test::noteAt(1'100'000, {})});
    const auto reader = RecordingReader::open(path);
    const Selection some{{Timestamp(std::chrono::seconds(1100)), Timestamp(std::chrono::seconds(1102))},
                         {*SeriesMatch::parse(QStringLiteral("a"))}};
    const auto catalog = catalogOf(*reader, some, {});
    QCOMPARE(catalog->series.size(), std::size_t(1));
    QCOMPARE(catalog->extents.size(), std::size_t(1)); // the first page was not read
    QCOMPARE(catalog->events, 1);
    QVERIFY(forEachUnit(
        *reader, some, *catalog, {{{"a", {}}}}, 0, {}, [&](std::size_t, const std::vector<PackedSeries> &series) {
            [&] {
                QCOMPARE(samplesOf(series.front(), some.within).join(u' '), QStringLiteral("1100=1100 1101=1101"));
            }();
            return true;
        }));
}

void PackedSeriesTest::stops()
{
    const QTemporaryDir dir;
    const QString path = dir.filePath(QStringLiteral("a.mcap"));
    test::writeRecording(path, {test::tableOf({{{"a", {1}}}})});
    std::stop_source stop;
    stop.request_stop();
    const auto catalog = catalogOf(*RecordingReader::open(path), {}, stop.get_token());
    QVERIFY(!catalog);
    QCOMPARE(catalog.error().code, ErrorCode::Refused);
}

QD_TEST_APPLESS(PackedSeriesTest)
#include "tst_packed_series.moc"
