// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/widgets/chart_store.h"
#include "widgets/chart/column_cache.h"
#include "widgets/chart/heat_map.h"

#include <QtTest/QTest>

#include <cmath>

using namespace qd;
using namespace std::chrono_literals;
using test::ChartStore;

namespace {

double wave(int second)
{
    return 10 + std::sin(second / 7.0) + (second % 97 == 0 ? 5 : 0);
}

bool same(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool same(const ColumnSummary &a, const ColumnSummary &b)
{
    return same(a.min, b.min) && same(a.max, b.max) && same(a.first, b.first) && same(a.last, b.last) &&
           a.count == b.count && a.stale == b.stale;
}

} // namespace

class TestColumnCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void everyViewEqualsAFreshOne();
    void aPanAsksOnlyForNewColumns();
    void aNewSampleAsksOnlyForTheLastColumns();
    void nothingNewAsksForNothing();
    void aColumnLessIsAChange();
    void heatCountsGrowth();
    void heatSurvivesACounterReset();
    void heatDoesNotReachAcrossAGap();
};

/// A walk through pans, zooms and new samples; after each step the kept columns equal freshly asked ones.
void TestColumnCache::everyViewEqualsAFreshOne()
{
    ChartStore store;
    int known = 0;
    const auto scrapeTo = [&](int second) {
        for (; known < second; ++known) {
            known % 400 == 399 ? store.fail(known) : store.scrape(known, {{"m", wave(known)}});
        }
    };
    scrapeTo(4000);
    struct Step
    {
        int known, from, to;
    };
    ColumnCache kept;
    for (const Step &s :
         {Step{4000, 1000, 3000}, Step{4000, 1010, 3010}, Step{4000, 900, 2900}, Step{4001, 2001, 4001},
          Step{4002, 2002, 4002}, Step{4060, 2060, 4060}, Step{4060, 100, 2100}, Step{4200, 2900, 4900},
          Step{4300, 3000, 5000}, Step{4301, 4200, 4301}, Step{4302, 4201, 4302}}) {
        scrapeTo(s.known);
        const SeriesSnapshot snapshot = store.snapshot();
        const SeriesView series = snapshot.first("m");
        const TimeAxis axis = timeAxisFor({ChartStore::at(s.from), ChartStore::at(s.to)}, 500);
        kept.update(series, axis, snapshot.extent().end);
        ColumnCache fresh;
        fresh.update(series, axis, snapshot.extent().end);
        for (std::size_t i = 0; i < 500; ++i) {
            QVERIFY2(same(kept.columns()[i], fresh.columns()[i]),
                     qPrintable(QStringLiteral("view %1..%2, column %3").arg(s.from).arg(s.to).arg(i)));
        }
    }
}

void TestColumnCache::aPanAsksOnlyForNewColumns()
{
    ChartStore store;
    for (int i = 0; i < 4000; ++i) {
        store.scrape(i, {{"m", wave(i)}});
    }
    const SeriesSnapshot snapshot = store.snapshot();
    const auto view = [](int from) {
        return timeAxisFor({ChartStore::at(from), ChartStore::at(from + 2000)}, 500);
    };
    ColumnCache cache;
    QVERIFY(cache.update(snapshot.first("m"), view(1000), snapshot.extent().end));
    QCOMPARE(cache.lastFetched(), 500);
    QVERIFY(cache.update(snapshot.first("m"), view(1040), snapshot.extent().end));
    QCOMPARE(cache.lastFetched(), 10);
    QVERIFY(cache.update(snapshot.first("m"), view(1000), snapshot.extent().end));
    QCOMPARE(cache.lastFetched(), 10);
}

void TestColumnCache::aNewSampleAsksOnlyForTheLastColumns()
{
    ChartStore store;
    for (int i = 0; i < 2000; ++i) {
        store.scrape(i, {{"m", wave(i)}});
    }
    ColumnCache cache;
    const auto view = [](int to) { return timeAxisFor({ChartStore::at(to - 2000), ChartStore::at(to)}, 500); };
    SeriesSnapshot snapshot = store.snapshot();
    cache.update(snapshot.first("m"), view(2000), snapshot.extent().end);
    store.scrape(2000, {{"m", 99}});
    snapshot = store.snapshot();
    QVERIFY(cache.update(snapshot.first("m"), view(2001), snapshot.extent().end));
    QVERIFY(cache.lastFetched() <= 2);
    QCOMPARE(cache.columns().back().max, 99.0);
}

void TestColumnCache::nothingNewAsksForNothing()
{
    ChartStore store;
    store.scrape(0, {{"m", 1}});
    const SeriesSnapshot snapshot = store.snapshot();
    const TimeAxis axis = timeAxisFor({ChartStore::at(-10), ChartStore::at(10)}, 100);
    ColumnCache cache;
    QVERIFY(cache.update(snapshot.first("m"), axis, snapshot.extent().end));
    QVERIFY(!cache.update(snapshot.first("m"), axis, snapshot.extent().end));
    QVERIFY(cache.update({}, axis, snapshot.extent().end));
    QVERIFY(cache.columns().empty());
}

namespace {

const HeatSpec heatSpec{"b", {}};

ChartStore::Row bucketRow(double fast, double slow)
{
    return {{"b{le=\"0.001\"}", fast}, {"b{le=\"0.01\"}", fast + slow}, {"b{le=\"+Inf\"}", fast + slow}};
}

std::vector<HeatMap::Slice> slicesOf(ChartStore &store, int seconds)
{
    const SeriesSnapshot snapshot = store.snapshot();
    const TimeRange view{ChartStore::at(0), ChartStore::at(seconds)};
    HeatMap map;
    map.update(snapshot, heatSpec, timeAxisFor(view, seconds), 2);
    return map.slices(snapshot.gaps(view));
}

} // namespace

/// A view whose width is rounded to the same column: nothing is asked for, and yet it is another one.
void TestColumnCache::aColumnLessIsAChange()
{
    ChartStore store;
    for (int second = 0; second < 900; ++second) {
        store.scrape(second, {{"m", wave(second)}});
    }
    const SeriesSnapshot snapshot = store.snapshot();
    const TimeRange range{ChartStore::at(100), ChartStore::at(400)};
    ColumnCache cache;
    for (const int columns : {1201, 1200}) {
        QVERIFY(cache.update(snapshot.first("m"), timeAxisFor(range, columns), snapshot.extent().end));
        QCOMPARE(int(cache.columns().size()), columns);
    }
}

void TestColumnCache::heatCountsGrowth()
{
    ChartStore store;
    for (int i = 0; i < 100; ++i) {
        store.scrape(i, bucketRow(3.0 * i, 1.0 * i));
    }
    const auto slices = slicesOf(store, 100);
    QCOMPARE(slices.size(), std::size_t(50));
    for (std::size_t i = 1; i < slices.size(); ++i) {
        QCOMPARE(slices[i].counts, (std::vector<double>{6, 2, 0}));
        QCOMPARE(slices[i].total, 8.0);
    }
}

void TestColumnCache::heatSurvivesACounterReset()
{
    ChartStore store;
    for (int i = 0; i < 100; ++i) {
        const double since = i < 50 ? 100 + i : i - 50;
        store.scrape(i, bucketRow(3 * since, since));
    }
    for (const auto &slice : slicesOf(store, 100)) {
        QVERIFY2(slice.total >= 0 && slice.total <= 8, qPrintable(QString::number(slice.total)));
    }
}

void TestColumnCache::heatDoesNotReachAcrossAGap()
{
    ChartStore store;
    for (int i = 0; i < 100; ++i) {
        i >= 40 && i < 60 ? store.fail(i) : store.scrape(i, bucketRow(3.0 * i, 1.0 * i));
    }
    for (const auto &slice : slicesOf(store, 100)) {
        QVERIFY(slice.total <= 8);
        QVERIFY(slice.endColumn - slice.firstColumn <= 2);
    }
}

QD_TEST_GUILESS(TestColumnCache)
#include "tst_column_cache.moc"
