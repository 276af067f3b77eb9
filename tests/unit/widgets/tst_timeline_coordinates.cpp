// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/chart/timeline_coordinates.h"

#include <QtTest/QTest>

#include <random>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const Timestamp start{Millis(1'724'155'200'123)};

} // namespace

class TestTimelineCoordinates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void roundTrip_data();
    void roundTrip();
    void newestIsInTheLastColumn_data();
    void newestIsInTheLastColumn();
    void aPanMovesWholeColumns();
    void gridEdgesAgreeWithColumns_data();
    void gridEdgesAgreeWithColumns();
    void aShiftMovesWholeColumns_data();
    void aShiftMovesWholeColumns();
    void coarserCoversAll();
    void spansAreSeenMergedAndClipped();
};

void TestTimelineCoordinates::roundTrip_data()
{
    QTest::addColumn<Millis>("span");
    QTest::addColumn<int>("columns");
    QTest::newRow("two seconds at scale 2") << Millis(2s) << 1912;
    QTest::newRow("five minutes") << Millis(5min) << 956;
    QTest::newRow("an hour on a narrow pane") << Millis(1h) << 417;
    QTest::newRow("a day at 4K") << Millis(24h) << 3760;
    QTest::newRow("a month") << Millis(24h * 31) << 956;
}

void TestTimelineCoordinates::roundTrip()
{
    QFETCH(Millis, span);
    QFETCH(int, columns);
    const TimeAxis axis = timeAxisFor({start - span, start}, columns);
    std::mt19937_64 random(3);
    for (int i = 0; i < 2000; ++i) {
        const Timestamp t =
            start - Millis(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span.count())));
        const double x = xOf(axis, t);
        QVERIFY(x >= -1 && x <= columns);
        QCOMPARE(static_cast<std::int64_t>(std::floor(x)), columnOf(axis, t) - axis.first);
        QVERIFY(std::abs((timeAt(axis, x) - t).count()) <= 1);
    }
}

void TestTimelineCoordinates::newestIsInTheLastColumn_data()
{
    roundTrip_data();
}

void TestTimelineCoordinates::newestIsInTheLastColumn()
{
    QFETCH(Millis, span);
    QFETCH(int, columns);
    const TimeAxis axis = timeAxisFor({start - span, start}, columns);
    const std::int64_t last = axis.first + columns - 1;
    QVERIFY(columnOf(axis, start - 1ms) == last || axis.width < 2ms);
    QVERIFY(xOf(axis, start) <= columns);
    const TimeRange shown = rangeOf(axis);
    QVERIFY(shown.begin <= start - span + std::chrono::ceil<Millis>(axis.width));
    QVERIFY(shown.end >= start);
    QVERIFY(shown.length() <= span + span / 50 + 2ms);
}

void TestTimelineCoordinates::aPanMovesWholeColumns()
{
    const TimeAxis before = timeAxisFor({start - 1h, start}, 956);
    const TimeAxis after = timeAxisFor({start - 1h + 1s, start + 1s}, 956);
    QCOMPARE(after.width, before.width);
    QVERIFY(after.first - before.first <= 1);
    QVERIFY(hasExactEdges(before));
    const double moved = xOf(before, start - 30min) - xOf(after, start - 30min);
    QCOMPARE(moved, static_cast<double>(after.first - before.first));
}

void TestTimelineCoordinates::gridEdgesAgreeWithColumns_data()
{
    roundTrip_data();
}

/// The store cuts columns by begin + i*width in whole milliseconds; that must be the column xOf() says.
void TestTimelineCoordinates::gridEdgesAgreeWithColumns()
{
    QFETCH(Millis, span);
    QFETCH(int, columns);
    const TimeAxis axis = timeAxisFor({start - span, start}, columns);
    if (!hasExactEdges(axis)) {
        return; // such an axis is always asked for as a whole
    }
    const TimeGrid grid = gridOf(axis, axis.first + 7, 100);
    for (int i = 0; i < 100; ++i) {
        const Timestamp edge = grid.begin + std::chrono::duration_cast<Millis>(grid.width * i);
        QCOMPARE(columnOf(axis, edge), axis.first + 7 + i);
        QCOMPARE(columnOf(axis, edge - 1ms), axis.first + 6 + i);
    }
}

void TestTimelineCoordinates::aShiftMovesWholeColumns_data()
{
    QTest::addColumn<Millis>("shift");
    QTest::newRow("an hour") << Millis(1h);
    QTest::newRow("a week") << Millis(24h * 7);
    QTest::newRow("no whole number of columns") << Millis(1234567);
    QTest::newRow("to what comes later") << Millis(-24h);
    QTest::newRow("years") << Millis(24h * 365 * 12 + 77ms);
}

void TestTimelineCoordinates::aShiftMovesWholeColumns()
{
    QFETCH(Millis, shift);
    const TimeAxis axis = timeAxisFor({start, start + 15min}, 956);
    const TimeAxis under = shifted(axis, shift);
    QCOMPARE(under.width, axis.width);
    QCOMPARE(under.columns, axis.columns);
    // What happened `shift` before lies on the same pixel, half a column off at most.
    const Timestamp here = start + 7min;
    QVERIFY(std::abs(xOf(under, here - shift) - xOf(axis, here)) <= 0.5 + 1e-3);
    TimeAxis panned = axis;
    panned.first += 13;
    QCOMPARE(shifted(panned, shift).first - under.first, 13);
}

void TestTimelineCoordinates::coarserCoversAll()
{
    for (int factor : {1, 3, 6}) {
        const TimeAxis axis = timeAxisFor({start - 1h, start}, 956);
        const TimeAxis cells = coarser(axis, factor);
        QCOMPARE(cells.width, axis.width * factor);
        QVERIFY(rangeOf(cells).begin <= rangeOf(axis).begin);
        QVERIFY(rangeOf(cells).end >= rangeOf(axis).end);
        QVERIFY(cells.columns <= axis.columns / factor + 2);
    }
}

void TestTimelineCoordinates::spansAreSeenMergedAndClipped()
{
    const TimeAxis axis = timeAxisFor({start - 100s, start}, 100);
    const Timestamp left = rangeOf(axis).begin;
    const std::vector<TimeRange> spans{{left - 50s, left - 10s},
                                       {left - 5s, left + 2s},
                                       {left + 20s, left + 20s + 10ms},
                                       {left + 21s, left + 25s},
                                       {left + 98s, left + 500s}};
    const auto columns = columnSpans(axis, spans, 3);
    QCOMPARE(columns.size(), std::size_t(3));
    QCOMPARE(columns[0].begin, 0);
    QVERIFY(columns[0].end >= 2 && columns[0].end <= 4);
    QVERIFY(columns[1].begin <= 20 && columns[1].end >= 24);
    QVERIFY(columns[2].begin <= 98);
    QCOMPARE(columns[2].end, 100);
}

QD_TEST_GUILESS(TestTimelineCoordinates)
#include "tst_timeline_coordinates.moc"
