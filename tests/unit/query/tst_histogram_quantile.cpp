// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/histogram_quantile.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace qd::query;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
using Buckets = std::vector<Bucket>;

bool same(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-12 * std::abs(b);
}

} // namespace

Q_DECLARE_METATYPE(Bucket)

class HistogramQuantileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void quantiles_data();
    void quantiles();
    void falls_data();
    void falls();
    void largest_data();
    void largest();
    void bounds();
};

void HistogramQuantileTest::quantiles_data()
{
    QTest::addColumn<double>("q");
    QTest::addColumn<Buckets>("buckets");
    QTest::addColumn<double>("value");
    const double nan = std::nan("");
    // 12 observations; values by hand: rank = 12 q, then linear between the bounds around it.
    // testhistogram{start="positive"}
    const Buckets positive{{.1, 5}, {.2, 7}, {1e0, 10}, {infinite, 12}};
    const Buckets negative{{-.25, 1}, {-.2, 1}, {-.1, 2}, {.3, 2}, {infinite, 3}};
    QTest::newRow("below zero") << -0.1 << positive << -infinite;
    QTest::newRow("above one") << 1.01 << positive << infinite;
    QTest::newRow("no number") << nan << positive << nan;
    QTest::newRow("zero") << 0.0 << positive << 0.0;
    QTest::newRow("in the lowest bucket from zero") << 0.2 << positive << 0.048;
    QTest::newRow("median") << 0.5 << positive << 0.15;
    QTest::newRow("on a bound") << 7.0 / 12 << positive << 0.2;
    QTest::newRow("in a wide bucket") << 0.8 << positive << 0.2 + 0.8 * (2.6 / 3);
    QTest::newRow("in the highest bucket") << 1.0 << positive << 1.0;
    QTest::newRow("lowest bucket below zero is its bound") << 0.0 << negative << -0.25;
    QTest::newRow("still its bound") << 0.3 << negative << -0.25;
    QTest::newRow("between negative bounds") << 0.5 << negative << -0.2 + 0.1 * 0.5;
    QTest::newRow("order does not matter") << 0.5 << Buckets{{infinite, 12}, {.2, 7}, {1e0, 10}, {.1, 5}} << 0.15;
    QTest::newRow("equal bounds are added up")
        << 0.5 << Buckets{{.1, 2}, {.2, 7}, {.1, 3}, {1, 10}, {infinite, 12}} << 0.15;
    QTest::newRow("no observations") << 0.5 << Buckets{{.1, 0}, {infinite, 0}} << nan;
    QTest::newRow("only +Inf") << 0.5 << Buckets{{infinite, 5}} << nan;
    QTest::newRow("no +Inf") << 0.5 << Buckets{{.1, 5}, {.2, 7}} << nan;
    QTest::newRow("no bucket") << 0.5 << Buckets{} << nan;
    QTest::newRow("all in +Inf") << 0.5 << Buckets{{.1, 0}, {.4, 0}, {infinite, 9}} << 0.4;
    QTest::newRow("counts are rates") << 0.5 << Buckets{{.1, 5e-3}, {.2, 7e-3}, {1, 1e-2}, {infinite, 1.2e-2}}
                                      << 0.15;
}

void HistogramQuantileTest::quantiles()
{
    QFETCH(double, q);
    QFETCH(Buckets, buckets);
    QFETCH(double, value);
    const auto result = histogramQuantile(q, buckets);
    QVERIFY2(same(result.value, value), qPrintable(QString::number(result.value, 'g', 17)));
    QVERIFY(!result.forcedMonotonic);
}

void HistogramQuantileTest::falls_data()
{
    QTest::addColumn<Buckets>("buckets");
    QTest::addColumn<bool>("forced");
    QTest::addColumn<double>("median");
    QTest::newRow("a count that falls") << Buckets{{1, 10}, {2, 5}, {3, 20}, {infinite, 20}} << true << 1.0;
    QTest::newRow("+Inf below the rest") << Buckets{{1, 5}, {2, 10}, {infinite, 9}} << true << 1.0;
    QTest::newRow("rounding only") << Buckets{{1, 10}, {2, 10 - 1e-14}, {infinite, 20}} << false << 1.0;
}

void HistogramQuantileTest::falls()
{
    QFETCH(Buckets, buckets);
    QFETCH(bool, forced);
    QFETCH(double, median);
    const auto result = histogramQuantile(0.5, buckets);
    QCOMPARE(result.forcedMonotonic, forced);
    QCOMPARE(result.value, median);
}

void HistogramQuantileTest::largest_data()
{
    QTest::addColumn<Buckets>("buckets");
    QTest::addColumn<double>("largest");
    QTest::newRow("in the middle") << Buckets{{1, 1}, {2, 4}, {4, 4}, {infinite, 4}} << 2.0;
    QTest::newRow("in the lowest") << Buckets{{1, 4}, {2, 4}, {infinite, 4}} << 1.0;
    QTest::newRow("beyond the finite ones") << Buckets{{1, 1}, {2, 3}, {infinite, 4}} << 2.0;
    QTest::newRow("none") << Buckets{{1, 0}, {2, 0}, {infinite, 0}} << -1.0;
}

void HistogramQuantileTest::largest()
{
    QFETCH(Buckets, buckets);
    QFETCH(double, largest);
    QCOMPARE(Distribution(buckets).upperBoundOfLargest().value_or(-1), largest);
}

void HistogramQuantileTest::bounds()
{
    QCOMPARE(bucketBound("+Inf").value(), infinite);
    QCOMPARE(bucketBound("1.6e-05").value(), 1.6e-05);
    QVERIFY(!bucketBound("NaN"));
    QVERIFY(!bucketBound("wide"));
    QVERIFY(!bucketBound(""));
}

QD_TEST_APPLESS(HistogramQuantileTest)
#include "tst_histogram_quantile.moc"
