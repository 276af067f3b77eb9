// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/gauge_trend.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace qd;
using namespace std::chrono_literals;

namespace {

Sample at(double seconds, double value)
{
    return {Timestamp(Millis(std::llround(seconds * 1000))), value};
}

} // namespace

class GaugeTrendTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void outliersDoNotMoveIt();
    void nothingUntilEnoughIsKnown();
    void aPurgeBeginsAnew();
    void hashingIsNeitherGrowthNorAStep();
    void oldSamplesAreForgotten();
};

void GaugeTrendTest::outliersDoNotMoveIt()
{
    std::mt19937 random(1);
    GaugeTrend trend({10min, 1min, 0.5, 1e9});
    for (int s = 0; s < 600; ++s)
        trend.add(at(s, 1e6 + 100 * s + (random() % 5 == 0 ? 1e5 : 0.0)));
    QVERIFY(std::abs(*trend.slope() - 100) < 10);
}

void GaugeTrendTest::nothingUntilEnoughIsKnown()
{
    GaugeTrend trend({5min, 30s, 0.1, 10});
    QVERIFY(!trend.slope());
    for (int s = 0; s < 30; ++s) {
        trend.add(at(s, s));
        QVERIFY(!trend.slope());
    }
    trend.add(at(30, 30));
    QCOMPARE(trend.slope().value(), 1.0);
}

void GaugeTrendTest::aPurgeBeginsAnew()
{
    GaugeTrend trend({5min, 30s, 0.1, 10});
    for (int s = 0; s <= 100; ++s)
        trend.add(at(s, 10 * s));
    QCOMPARE(trend.slope().value(), 10.0);
    trend.add(at(101, 0));
    QVERIFY(!trend.slope());
    for (int s = 102; s <= 140; ++s)
        trend.add(at(s, 2 * (s - 101)));
    QCOMPARE(trend.slope().value(), 2.0);
    trend.add(at(141, 73)); // a small fall is noise
    QVERIFY(trend.slope());
}

void GaugeTrendTest::hashingIsNeitherGrowthNorAStep()
{
    GaugeTrend trend({10min, 1min, 0.1, 1 << 20}); // as for resident memory
    constexpr double mebi = 1 << 20;
    std::mt19937 random(2);
    for (int s = 0; s < 900; ++s) {
        const bool hashing = random() % 7 == 0; // 19 MiB come and go, now and then where a stretch begins
        trend.add(at(s, 10 * mebi + 2000.0 * s + (hashing ? 19 * mebi : 0)));
        if (s > 120)
            QVERIFY2(trend.slope(), qPrintable(QString::number(s)));
    }
    QVERIFY2(std::abs(*trend.slope() - 2000) < 50, qPrintable(QString::number(*trend.slope())));
    trend.add(at(900, 4 * mebi)); // what a purge gives back
    QVERIFY(!trend.slope());
}

void GaugeTrendTest::oldSamplesAreForgotten()
{
    GaugeTrend trend({60s, 30s, 0.9, 1e9});
    for (int s = 0; s < 200; ++s)
        trend.add(at(s, s < 100 ? 5 * s : 500));
    QCOMPARE(trend.slope().value(), 0.0);
}

QD_TEST_APPLESS(GaugeTrendTest)
#include "tst_gauge_trend.moc"
