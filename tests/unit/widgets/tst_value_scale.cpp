// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/widgets/chart_store.h"
#include "widgets/chart/span_figures.h"
#include "widgets/chart/value_scale.h"

#include <QtTest/QTest>

using namespace qd;
using test::ChartStore;

namespace {

constexpr double mib = 1024 * 1024;

} // namespace

class TestValueScale : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void topsAreRound_data();
    void topsAreRound();
    void growsAtOnceAndShrinksLate();
    void isSteadyUnderNoise();
    void countsHaveNoHalves();
    void decades();
    void decadesFollowTheData_data();
    void decadesFollowTheData();
    void decadesAreSteady();
    void belowZeroHasRoom();
    void closeToTheData_data();
    void closeToTheData();
    void closeIsSteady();
    void ticksAreFewAndEven();
    void figuresOfASpan();
    void figuresOfNothing();
};

void TestValueScale::topsAreRound_data()
{
    QTest::addColumn<Unit>("unit");
    QTest::addColumn<double>("highest");
    QTest::addColumn<double>("top");
    QTest::addColumn<QString>("name");
    QTest::newRow("memory near its limit") << Unit::Bytes << 246 * mib << 256 * mib << QStringLiteral("MiB");
    QTest::newRow("memory") << Unit::Bytes << 85 * mib << 96 * mib << QStringLiteral("MiB");
    QTest::newRow("gibibytes") << Unit::Bytes << 2900 * mib << 3072 * mib << QStringLiteral("GiB");
    QTest::newRow("thousands of sessions") << Unit::Count << 31'004.0 << 40'000.0 << QStringLiteral("thousands");
    QTest::newRow("a few sessions") << Unit::Count << 3.0 << 4.0 << QString();
    QTest::newRow("rate") << Unit::PerSecond << 612.0 << 800.0 << QStringLiteral("per second");
    QTest::newRow("milliseconds") << Unit::Seconds << 0.00133 << 0.0016 << QStringLiteral("ms");
}

void TestValueScale::topsAreRound()
{
    QFETCH(Unit, unit);
    QFETCH(double, highest);
    QFETCH(double, top);
    QFETCH(QString, name);
    ValueScale scale(unit);
    QVERIFY(scale.fit(0, highest));
    QVERIFY2(qFuzzyCompare(scale.top(), top), qPrintable(QString::number(scale.top())));
    QCOMPARE(scale.unit().name, name);
    QCOMPARE(scale.bottom(), 0.0);
}

void TestValueScale::growsAtOnceAndShrinksLate()
{
    ValueScale scale(Unit::PerSecond);
    scale.fit(0, 100);
    const double top = scale.top();
    QVERIFY(scale.fit(0, 150));
    QVERIFY(scale.top() > top);
    const double grown = scale.top();
    QVERIFY(!scale.fit(0, 100));
    QCOMPARE(scale.top(), grown);
    QVERIFY(scale.fit(0, 20));
    QVERIFY(scale.top() <= 30);
}

void TestValueScale::isSteadyUnderNoise()
{
    ValueScale scale(Unit::PerSecond);
    scale.fit(0, 590);
    int changes = 0;
    for (int i = 0; i < 200; ++i) {
        changes += scale.fit(0, 560 + (i * 37) % 80) ? 1 : 0;
    }
    QVERIFY(changes <= 1);
    QVERIFY(!scale.fit(qQNaN(), qQNaN()));
}

void TestValueScale::countsHaveNoHalves()
{
    ValueScale scale(Unit::Count);
    scale.fit(0, 1);
    for (double tick : scale.ticks(5)) {
        QCOMPARE(tick, std::round(tick));
    }
}

void TestValueScale::decades()
{
    ValueScale scale(Unit::Seconds, ScaleKind::Logarithmic);
    scale.setDecades(1e-4, 1e-1);
    QCOMPARE(scale.bottom(), 1e-4);
    scale.fit(3e-4, 2e-2);
    QCOMPARE(scale.ticks(5).size(), std::size_t(4));
    QVERIFY(std::abs(scale.share(1e-4)) < 1e-9);
    QVERIFY(std::abs(scale.share(1e-3) - 1.0 / 3) < 1e-9);
    QCOMPARE(scale.share(0), -0.02);
    scale.fit(3e-4, 2.5);
    QVERIFY(std::abs(scale.top() - 10) < 1e-9);
    QCOMPARE(tickText(1e-4, scale.unit()), QStringLiteral("0.1"));
}

void TestValueScale::decadesFollowTheData_data()
{
    QTest::addColumn<double>("lowest");
    QTest::addColumn<double>("highest");
    QTest::addColumn<double>("bottom");
    QTest::addColumn<double>("top");
    QTest::newRow("slow: nothing is drawn below") << 2e-3 << 4e-2 << 1e-3 << 1e-1;
    QTest::newRow("fast") << 2e-5 << 8e-4 << 1e-5 << 1e-3;
    QTest::newRow("very slow") << 0.4 << 30.0 << 0.1 << 100.0;
    QTest::newRow("within one decade") << 2e-3 << 5e-3 << 1e-4 << 1e-2;
    QTest::newRow("one value on a decade") << 1e-3 << 1e-3 << 1e-4 << 1e-2;
    QTest::newRow("begins at zero") << 0.0 << 4e-2 << 1e-3 << 1e-1;
}

void TestValueScale::decadesFollowTheData()
{
    QFETCH(double, lowest);
    QFETCH(double, highest);
    ValueScale scale(Unit::Seconds, ScaleKind::Logarithmic);
    scale.fit(lowest, highest);
    QFETCH(double, bottom);
    QFETCH(double, top);
    QVERIFY2(qFuzzyCompare(scale.bottom(), bottom), qPrintable(QString::number(scale.bottom())));
    QVERIFY2(qFuzzyCompare(scale.top(), top), qPrintable(QString::number(scale.top())));
}

void TestValueScale::decadesAreSteady()
{
    ValueScale scale(Unit::Seconds, ScaleKind::Logarithmic);
    scale.fit(2e-3, 4e-2);
    QVERIFY2(scale.fit(2e-3, 1.5), "one slow request has its decades");
    QVERIFY(qFuzzyCompare(scale.top(), 10.0));
    QVERIFY2(!scale.fit(2e-3, 0.8), "a single empty decade does not move the axis");
    QVERIFY2(scale.fit(2e-3, 4e-2), "two do");
    QVERIFY(qFuzzyCompare(scale.top(), 0.1));
    QVERIFY(!scale.fit(qQNaN(), qQNaN()));
}

void TestValueScale::belowZeroHasRoom()
{
    ValueScale scale(Unit::Number);
    scale.fit(-3, 10);
    QVERIFY(scale.bottom() <= -3);
    QVERIFY(scale.share(-3) >= 0);
}

void TestValueScale::closeToTheData_data()
{
    QTest::addColumn<Unit>("unit");
    QTest::addColumn<double>("lowest");
    QTest::addColumn<double>("highest");
    QTest::addColumn<double>("bottom");
    QTest::addColumn<double>("top");
    QTest::newRow("a temperature") << Unit::Celsius << 72.0 << 101.0 << 70.0 << 110.0;
    QTest::newRow("free memory") << Unit::Bytes << 13.8 * 1024 * mib << 14.3 * 1024 * mib << 13.8 * 1024 * mib
                                 << 14.6 * 1024 * mib;
    QTest::newRow("from low to high") << Unit::Number << 2.0 << 9.5 << 0.0 << 10.0;
    QTest::newRow("as good as constant") << Unit::Number << 99.5 << 100.0 << 0.0 << 120.0;
    QTest::newRow("constant") << Unit::Number << 50.0 << 50.0 << 0.0 << 60.0;
    QTest::newRow("below zero") << Unit::Celsius << -9.0 << -8.0 << -10.0 << 1.0;
}

void TestValueScale::closeToTheData()
{
    QFETCH(Unit, unit);
    QFETCH(double, lowest);
    QFETCH(double, highest);
    ValueScale scale(unit, ScaleKind::Close);
    QVERIFY(scale.fit(lowest, highest) || scale.top() == 1);
    QTEST(scale.bottom(), "bottom");
    QTEST(scale.top(), "top");
}

void TestValueScale::closeIsSteady()
{
    ValueScale scale(Unit::Number, ScaleKind::Close);
    QVERIFY(scale.fit(72, 101));
    QVERIFY(!scale.fit(74, 99));
    QVERIFY(scale.fit(74, 120)); // it grows at once
    QVERIFY(scale.fit(3, 120));  // and begins at zero when that is no loss
    QCOMPARE(scale.bottom(), 0.0);
}

void TestValueScale::ticksAreFewAndEven()
{
    ValueScale scale(Unit::Bytes);
    scale.fit(0, 246 * mib);
    QStringList texts;
    for (double tick : scale.ticks(6)) {
        texts << tickText(tick, scale.unit());
    }
    QCOMPARE(texts.join(u' '), QStringLiteral("0 64 128 192 256"));
    QCOMPARE(scale.ticks(2).size(), std::size_t(2));
}

void TestValueScale::figuresOfASpan()
{
    ChartStore store;
    for (int i = 0; i <= 60; ++i) {
        store.scrape(i, {{"m", 10.0 + i}});
    }
    const SeriesSnapshot snapshot = store.snapshot();
    const auto f = spanFigures(snapshot.first("m"), {ChartStore::at(0), ChartStore::at(61)});
    QVERIFY(f.has_value());
    QCOMPARE(f->min, 10.0);
    QCOMPARE(f->max, 70.0);
    QCOMPARE(f->mean, 40.0);
    QCOMPARE(f->delta, 60.0);
    QCOMPARE(f->perMinute, 60.0);
    QCOMPARE(f->samples, std::size_t(61));
    QVERIFY(spanText(QStringLiteral("m"), *f, {}).contains(QStringLiteral("Δ +60")));
}

void TestValueScale::figuresOfNothing()
{
    ChartStore store;
    store.scrape(0, {{"m", 1}});
    const SeriesSnapshot snapshot = store.snapshot();
    QVERIFY(!spanFigures(snapshot.first("m"), {ChartStore::at(5), ChartStore::at(9)}));
    QVERIFY(!spanFigures(SeriesView(), {ChartStore::at(0), ChartStore::at(9)}));
    QCOMPARE(spanFigures(snapshot.first("m"), {ChartStore::at(0), ChartStore::at(9)})->perMinute, 0.0);
}

QD_TEST_GUILESS(TestValueScale)
#include "tst_value_scale.moc"
