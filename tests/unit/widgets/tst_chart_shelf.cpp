// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_shelf.h"

#include <QtTest/QTest>

using namespace qd;

namespace {

std::vector<ChartSpec> foreign(int count)
{
    std::vector<ChartSpec> charts(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        charts[static_cast<std::size_t>(i)].id = ChartId(100 + i);
    }
    return charts;
}

} // namespace

class TestChartShelf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void asManyAsCanBeRead();
    void theFiveOfSessiondAlwaysFit();
    void oneIsAlwaysThere();
    void scrollingStaysWithin();
    void growingTallerScrollsBack();
    void revealMovesNoMoreThanNeeded();
    void fewerChartsScrollBack();
};

void TestChartShelf::asManyAsCanBeRead()
{
    ChartShelf shelf;
    shelf.setCharts(foreign(20));
    QVERIFY(shelf.setHeight(652));
    QCOMPARE(shelf.count(), 5);
    QCOMPARE(shelf.lastFirst(), 15);
    QVERIFY(!shelf.setHeight(653));
    QVERIFY(shelf.setHeight(900));
    QCOMPARE(shelf.count(), 8);
}

void TestChartShelf::theFiveOfSessiondAlwaysFit()
{
    ChartShelf shelf;
    shelf.setCharts(standardCharts());
    shelf.setHeight(447); // of a window of 1024 × 700
    QCOMPARE(shelf.count(), 5);
    QCOMPARE(shelf.lastFirst(), 0);
}

void TestChartShelf::oneIsAlwaysThere()
{
    ChartShelf shelf;
    shelf.setCharts(foreign(3));
    shelf.setHeight(10);
    QCOMPARE(shelf.count(), 1);
    shelf.setCharts({});
    QCOMPARE(shelf.count(), 0);
    QVERIFY(shelf.standing().empty());
}

void TestChartShelf::scrollingStaysWithin()
{
    ChartShelf shelf;
    shelf.setCharts(foreign(9));
    shelf.setHeight(652);
    QVERIFY(!shelf.scrollTo(-3));
    QVERIFY(shelf.scrollTo(100));
    QCOMPARE(shelf.first(), 4);
    QCOMPARE(shelf.standing().back().id, ChartId(108));
}

void TestChartShelf::growingTallerScrollsBack()
{
    ChartShelf shelf;
    shelf.setCharts(foreign(9));
    shelf.setHeight(652);
    shelf.scrollTo(4);
    QVERIFY(shelf.setHeight(1200));
    QCOMPARE(shelf.first(), 0);
    QCOMPARE(shelf.count(), 9);
}

void TestChartShelf::revealMovesNoMoreThanNeeded()
{
    ChartShelf shelf;
    shelf.setCharts(foreign(20));
    shelf.setHeight(652);
    QVERIFY(!shelf.reveal(ChartId(103)));
    QVERIFY(shelf.reveal(ChartId(107)));
    QCOMPARE(shelf.first(), 3);
    QVERIFY(shelf.reveal(ChartId(101)));
    QCOMPARE(shelf.first(), 1);
    QVERIFY(!shelf.reveal(ChartId::Memory));
}

void TestChartShelf::fewerChartsScrollBack()
{
    ChartShelf shelf;
    shelf.setCharts(foreign(20));
    shelf.setHeight(652);
    shelf.scrollTo(15);
    shelf.setCharts(foreign(7));
    QCOMPARE(shelf.first(), 2);
}

QD_TEST_APPLESS(TestChartShelf)
#include "tst_chart_shelf.moc"
