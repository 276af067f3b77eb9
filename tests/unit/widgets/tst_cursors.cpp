// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/widgets/chart_store.h"
#include "widgets/chart/cursors.h"
#include "widgets/chart/trace_source.h"

#include <QtTest/QTest>

#include <cmath>

using namespace qd;
using namespace std::chrono_literals;
using test::ChartStore;

namespace {

Timestamp at(double second)
{
    return ChartStore::begin + Millis(static_cast<std::int64_t>(second * 1000));
}

TraceSource traceOf(const SeriesSnapshot &snapshot, TraceMath math = TraceMath::Stored)
{
    TraceSpec spec;
    spec.metric = "m";
    spec.math = math;
    TraceSource source;
    source.bind(snapshot, spec);
    return source;
}

/// 10, 12, 14 … each second of a minute.
SeriesSnapshot rising()
{
    ChartStore store;
    for (int second = 0; second < 60; ++second) {
        store.scrape(second, {{"m", 10 + 2.0 * second}});
    }
    return store.snapshot();
}

} // namespace

class TestCursors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void clicksPlaceAThenBThenTheNearer();
    void theSpanIsInOrder();
    void deltaIsWhatTheValuesSay();
    void bBeforeAIsMeasuredForwards();
    void aCounterIsMeasuredInItsRate();
    void oneCursorHasAValue();
    void aGapHasNone();
    void words();
    void rateWords();
};

void TestCursors::clicksPlaceAThenBThenTheNearer()
{
    Cursors c;
    c.place(at(10));
    QVERIFY(c.a && !c.b);
    c.place(at(20));
    QCOMPARE(*c.b, at(20));
    c.place(at(13));
    QCOMPARE(*c.a, at(13));
    c.place(at(40));
    QCOMPARE(*c.b, at(40));
    QCOMPARE(*c.a, at(13));
}

void TestCursors::theSpanIsInOrder()
{
    QVERIFY(!Cursors({at(1), {}}).span());
    QCOMPARE(*Cursors({at(9), at(4)}).span(), (TimeRange{at(4), at(9)}));
}

void TestCursors::deltaIsWhatTheValuesSay()
{
    const SeriesSnapshot snapshot = rising();
    // Between samples a cursor shows the one before it.
    const auto f = cursorFigures(traceOf(snapshot), {at(10.5), at(30.9)});
    QCOMPARE(f.a->value, 30.0);
    QCOMPARE(f.b->value, 70.0);
    QCOMPARE(f.delta, 40.0);
    QCOMPARE(f.between->min, 30.0);
    QCOMPARE(f.between->max, 70.0);
    QCOMPARE(f.between->mean, 50.0);
    QCOMPARE(f.between->perMinute, 120.0);
    QCOMPARE(f.between->samples, 21U);
}

void TestCursors::bBeforeAIsMeasuredForwards()
{
    const auto f = cursorFigures(traceOf(rising()), {at(30), at(10)});
    QCOMPARE(f.delta, 40.0); // time runs forwards all the same
    QCOMPARE(f.between->perMinute, 120.0);
}

void TestCursors::aCounterIsMeasuredInItsRate()
{
    const auto f = cursorFigures(traceOf(rising(), TraceMath::RatePerSecond), {at(10), at(30)});
    QCOMPARE(f.a->value, 2.0);
    QCOMPARE(f.delta, 0.0);
    QCOMPARE(f.between->mean, 2.0);
}

void TestCursors::oneCursorHasAValue()
{
    const auto f = cursorFigures(traceOf(rising()), {{}, at(5)});
    QVERIFY(!f.a && !f.between);
    QCOMPARE(f.b->value, 20.0);
}

void TestCursors::aGapHasNone()
{
    ChartStore store;
    store.scrape(0, {{"m", 1.0}});
    store.fail(1);
    store.scrape(60, {{"m", 5.0}});
    const auto f = cursorFigures(traceOf(store.snapshot()), {at(30), at(61)});
    QVERIFY(!f.a);
    QCOMPARE(f.b->value, 5.0);
    QCOMPARE(f.between->samples, 1U);
    QVERIFY(!cursorFigures({}, {at(1), at(2)}).between);
}

void TestCursors::words()
{
    const auto f = cursorFigures(traceOf(rising()), {at(10), at(30)});
    QCOMPARE(cursorText(QStringLiteral("m"), f, {}),
             QStringLiteral("m: A 30 · B 70 · Δ +40 · +2/s · min 30 · mean 50 · max 70"));
    QCOMPARE(cursorText(QStringLiteral("m"), {}, {}), QStringLiteral("m: A – · B –"));
}

void TestCursors::rateWords()
{
    QCOMPARE(rateText(59, {}), QStringLiteral("+59/min"));
    QCOMPARE(rateText(-120, {}), QStringLiteral("−2/s"));
    QCOMPARE(rateText(0.5, {}), QStringLiteral("+0.50/min"));
    QCOMPARE(rateText(0.05, {}), QStringLiteral("+3/h"));
    QCOMPARE(rateText(-0.001, {}), QStringLiteral("−1.44/d"));
    const UnitScale mib{1024 * 1024, QStringLiteral("MiB"), true};
    QCOMPARE(rateText(12 * 1024.0 * 1024, mib), QStringLiteral("+12.0/min"));
}

QD_TEST_APPLESS(TestCursors)
#include "tst_cursors.moc"
