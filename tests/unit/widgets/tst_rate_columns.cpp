// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/counter_rate.h"
#include "model/recording/file_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/recorded.h"
#include "tests/support/test_program.h"
#include "tests/unit/widgets/chart_store.h"
#include "widgets/chart/rate_columns.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <cmath>
#include <functional>

using namespace qd;
using namespace std::chrono_literals;
using test::ChartStore;

namespace {

/// A counter each second of an hour.
SeriesSnapshot hourOf(const std::function<std::optional<double>(int)> &value)
{
    ChartStore store;
    for (int second = 0; second < 3600; ++second) {
        if (const auto v = value(second)) {
            store.scrape(second, {{"c", *v}});
        } else {
            store.fail(second);
        }
    }
    return store.snapshot();
}

std::vector<ColumnSummary> drawn(const SeriesSnapshot &snapshot, TimeRange range, int columns)
{
    RateColumns rates;
    rates.update(snapshot.first("c"), timeAxisFor(range, columns), snapshot.extent().end);
    return rates.columns();
}

const TimeRange hour{ChartStore::at(0), ChartStore::at(3600)};

} // namespace

class TestRateColumns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aSteadyCounterIsAFlatLine_data();
    void aSteadyCounterIsAFlatLine();
    void aResetIsNoDip();
    void severalResetsInAColumn();
    void nothingIsJoinedOverAFailure();
    void aPanGivesTheSameRates();
    void newSamplesArrive();
    void nothingChangedNeedsNothing();
    void noSeriesNoColumns();
    void aFileThatHasNotBeenLoaded();
};

void TestRateColumns::aSteadyCounterIsAFlatLine_data()
{
    QTest::addColumn<int>("columns");
    QTest::newRow("many samples a column") << 40;
    QTest::newRow("a few") << 900;
    QTest::newRow("not a whole number of them") << 1300;
    QTest::newRow("less than one") << 7200;
}

void TestRateColumns::aSteadyCounterIsAFlatLine()
{
    QFETCH(int, columns);
    const auto snapshot = hourOf([](int second) { return 7.0 * second; });
    int seen = 0;
    for (const ColumnSummary &c : drawn(snapshot, hour, columns)) {
        if (c.count > 0) {
            ++seen;
            QVERIFY2(std::abs(c.last - 7) < 1e-9, qPrintable(QString::number(c.last)));
        }
    }
    QVERIFY(seen > std::min(columns, 3600) - 4);
}

void TestRateColumns::aResetIsNoDip()
{
    const auto snapshot = hourOf([](int second) { return 5.0 * (second < 1800 ? second : second - 1799); });
    for (const ColumnSummary &c : drawn(snapshot, hour, 60)) {
        QVERIFY2(c.count == 0 || std::abs(c.last - 5) < 1e-9, qPrintable(QString::number(c.last)));
    }
}

void TestRateColumns::severalResetsInAColumn()
{
    // It climbs by one a second and begins again every 30 s, at one: it always rises by one a second.
    const auto snapshot = hourOf([](int second) { return 1.0 + second % 30; });
    for (const ColumnSummary &c : drawn(snapshot, hour, 36)) {
        QVERIFY2(c.count == 0 || std::abs(c.last - 1) < 0.011, qPrintable(QString::number(c.last)));
    }
}

void TestRateColumns::nothingIsJoinedOverAFailure()
{
    const auto snapshot = hourOf([](int second) {
        return second >= 1000 && second < 1100 ? std::nullopt
                                               : std::optional(second < 1000 ? 3.0 * second : 1e6 + 3.0 * second);
    });
    for (int columns : {60, 1200, 7200}) {
        for (const ColumnSummary &c : drawn(snapshot, hour, columns)) {
            QVERIFY2(c.count == 0 || std::abs(c.last - 3) < 1e-6, qPrintable(QString::number(c.last)));
        }
    }
}

void TestRateColumns::aPanGivesTheSameRates()
{
    const auto snapshot = hourOf([](int second) { return std::floor(second * 1.7) + 3 * (second / 100); });
    RateColumns moved;
    const SeriesView counter = snapshot.first("c");
    const Timestamp end = snapshot.extent().end;
    const TimeAxis before = timeAxisFor({ChartStore::at(600), ChartStore::at(1800)}, 120);
    moved.update(counter, before, end);
    TimeAxis after = before;
    after.first += 7;
    moved.update(counter, after, end);
    RateColumns fresh;
    fresh.update(counter, after, end);
    for (std::size_t i = 0; i < fresh.columns().size(); ++i) {
        QCOMPARE(moved.columns()[i].last, fresh.columns()[i].last);
    }
}

void TestRateColumns::newSamplesArrive()
{
    ChartStore store;
    for (int second = 0; second < 100; ++second) {
        store.scrape(second, {{"c", second * 2.0}});
    }
    const TimeAxis axis = timeAxisFor({ChartStore::at(0), ChartStore::at(200)}, 20);
    RateColumns rates;
    SeriesSnapshot snapshot = store.snapshot();
    rates.update(snapshot.first("c"), axis, snapshot.extent().end);
    QCOMPARE(rates.columns()[15].count, 0U);
    for (int second = 100; second < 180; ++second) {
        store.scrape(second, {{"c", second * 2.0}});
    }
    snapshot = store.snapshot();
    QVERIFY(rates.update(snapshot.first("c"), axis, snapshot.extent().end));
    QCOMPARE(rates.columns()[15].last, 2.0);
}

void TestRateColumns::nothingChangedNeedsNothing()
{
    const auto snapshot = hourOf([](int second) { return 1.0 * second; });
    RateColumns rates;
    const TimeAxis axis = timeAxisFor(hour, 60);
    QVERIFY(rates.update(snapshot.first("c"), axis, snapshot.extent().end));
    QVERIFY(!rates.update(snapshot.first("c"), axis, snapshot.extent().end));
}

void TestRateColumns::noSeriesNoColumns()
{
    RateColumns rates;
    QVERIFY(!rates.update({}, timeAxisFor(hour, 60), hour.end));
    QVERIFY(rates.columns().empty());
}

/// What is known of it are stretches of 256 rows, and neighbouring columns lie in the same one.
void TestRateColumns::aFileThatHasNotBeenLoaded()
{
    const QTemporaryDir folder;
    HistorySnapshot stored;
    stored.series = hourOf([](int second) { return 1e6 + 7.0 * second; });
    stored.now = stored.series.extent().end;
    const QString path = folder.filePath(QStringLiteral("hour.mcap"));
    QVERIFY(test::record(stored, path));
    const auto file = FileHistory::open(path);
    QVERIFY(file);
    int seen = 0;
    for (const ColumnSummary &c : drawn((*file)->snapshot({}), hour, 900)) {
        seen += c.count > 0 ? 1 : 0;
        QVERIFY2(c.count == 0 || std::abs(c.last - 7) < 0.2, qPrintable(QString::number(c.last)));
    }
    QVERIFY2(seen >= 10, qPrintable(QString::number(seen)));
}

QD_TEST_APPLESS(TestRateColumns)
#include "tst_rate_columns.moc"
