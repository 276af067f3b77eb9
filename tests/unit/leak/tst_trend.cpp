// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/trend.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>

using namespace qd;

namespace {

using Values = std::vector<double>;

Sample sampleAt(double seconds, double value)
{
    return {Timestamp(Millis(std::llround(seconds * 1000))), value};
}

} // namespace

class TrendTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void slopes_data();
    void slopes();
    void nothingOfOneInstant();
    void spreadOfSlopes();
    void mannKendallOf_data();
    void mannKendallOf();
};

void TrendTest::slopes_data()
{
    QTest::addColumn<std::vector<Sample>>("samples");
    QTest::addColumn<double>("slope");
    QTest::newRow("two points") << std::vector{sampleAt(0, 1), sampleAt(2, 5)} << 2.0;
    QTest::newRow("flat") << std::vector{sampleAt(0, 3), sampleAt(1, 3), sampleAt(2, 3)} << 0.0;
    QTest::newRow("uneven times") << std::vector{sampleAt(0, 0), sampleAt(1, 3), sampleAt(10, 30)} << 3.0;
    // Pairs: 1, 1, 4, 1, 5.5, 10; the median of six lies between 1 and 4.
    QTest::newRow("median of an even number")
        << std::vector{sampleAt(0, 0), sampleAt(1, 1), sampleAt(2, 2), sampleAt(3, 12)} << 2.5;
}

void TrendTest::slopes()
{
    QFETCH(std::vector<Sample>, samples);
    QFETCH(double, slope);
    QCOMPARE(theilSenSlope(samples).value(), slope);
    QCOMPARE(quantileOfSorted(pairwiseSlopes(samples), 0.5), slope);
}

void TrendTest::nothingOfOneInstant()
{
    QVERIFY(!theilSenSlope({}));
    const std::vector same{sampleAt(1, 1), sampleAt(1, 2)};
    QVERIFY(!theilSenSlope(same));
    QVERIFY(pairwiseSlopes(same).empty());
}

void TrendTest::spreadOfSlopes()
{
    const std::vector samples{sampleAt(0, 0), sampleAt(1, 1), sampleAt(2, 2), sampleAt(3, 12)};
    const auto slopes = pairwiseSlopes(samples);
    QVERIFY(std::ranges::is_sorted(slopes));
    QCOMPARE(quantileOfSorted(slopes, 0), 1.0);
    QCOMPARE(quantileOfSorted(slopes, 1), 10.0);
    QCOMPARE(quantileOfSorted(slopes, 0.9), 7.75); // between 5.5 and 10
}

void TrendTest::mannKendallOf_data()
{
    QTest::addColumn<Values>("values");
    QTest::addColumn<double>("z");
    QTest::addColumn<double>("tau");
    QTest::newRow("none") << Values{} << 0.0 << 0.0;
    QTest::newRow("all the same") << Values{2, 2, 2, 2} << 0.0 << 0.0;
    // n = 5: S = 10, variance 5·4·15/18 = 16.667, z = 9/4.0825.
    QTest::newRow("rising") << Values{1, 2, 3, 4, 5} << 2.2045 << 1.0;
    QTest::newRow("falling") << Values{5, 4, 3, 2, 1} << -2.2045 << -1.0;
    // S = 8 - 2 = 6; z = 5/4.0825.
    QTest::newRow("two out of place") << Values{1, 3, 2, 5, 4} << 1.2247 << 0.6;
    // Ties of two: S = 9, variance (300 - 2·1·9)/18 = 15.667, tau-b = 9/sqrt(10·9).
    QTest::newRow("a tie") << Values{1, 2, 2, 3, 4} << 2.0212 << 0.9487;
}

void TrendTest::mannKendallOf()
{
    QFETCH(Values, values);
    QFETCH(double, z);
    QFETCH(double, tau);
    const MonotonicTrend trend = mannKendall(values);
    QVERIFY2(std::abs(trend.z - z) < 1e-4, qPrintable(QString::number(trend.z, 'g', 9)));
    QVERIFY2(std::abs(trend.tau - tau) < 1e-4, qPrintable(QString::number(trend.tau, 'g', 9)));
}

QD_TEST_APPLESS(TrendTest)
#include "tst_trend.moc"
