// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/core_histograms.h"
#include "backend/service/http/metrics_text.h"
#include "backend/service/http/request_cells.h"
#include "backend/service/http/series_budget.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <array>
#include <numeric>

using namespace sessiond::http;
using std::chrono::nanoseconds;

class tst_MetricsText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void writesBothFormats();
    void escapesLabels();
    void cumulatesBuckets();
    void boundsAreFourAnOctave();
    void observesIntoTheRightBucket_data();
    void observesIntoTheRightBucket();
    void cellsAddUp();
    void theBudgetHoldsAndForgetsNothing();
};

void tst_MetricsText::writesBothFormats()
{
    for (const auto format : {MetricsFormat::Prometheus, MetricsFormat::OpenMetrics}) {
        MetricsText text(format);
        text.counter("a_total", "Help.");
        text.sample(std::uint64_t(3), {{"x", "y"}});
        text.gauge("b", "Help.");
        text.sample(0.5);
        QCOMPARE(text.series(), std::size_t(2));
        const std::string expected = format == MetricsFormat::Prometheus
                                         ? "# HELP a_total Help.\n# TYPE a_total counter\na_total{x=\"y\"} 3\n# "
                                           "HELP b Help.\n# TYPE b gauge\nb 0.5\n"
                                         : "# HELP a Help.\n# TYPE a counter\na_total{x=\"y\"} 3\n# HELP b "
                                           "Help.\n# TYPE b gauge\nb 0.5\n# EOF\n";
        QCOMPARE(text.finish(), expected);
    }
}

void tst_MetricsText::escapesLabels()
{
    MetricsText text(MetricsFormat::Prometheus);
    text.gauge("a", "Help.");
    text.sample(std::uint64_t(1), {{"x", "back\\slash \"quoted\"\nline"}});
    QVERIFY(text.finish().find("a{x=\"back\\\\slash \\\"quoted\\\"\\nline\"} 1\n") != std::string::npos);
}

void tst_MetricsText::cumulatesBuckets()
{
    MetricsText text(MetricsFormat::Prometheus);
    text.histogram("h", "Help.");
    const std::array<double, 2> bounds{0.5, 1};
    const std::array<std::uint64_t, 3> counts{2, 0, 1};
    text.buckets(bounds, counts, 4.25, {});
    QCOMPARE(text.finish(),
             std::string("# HELP h Help.\n# TYPE h histogram\nh_bucket{le=\"0.5\"} 2\nh_bucket{le=\"1.0\"} 2\n"
                         "h_bucket{le=\"+Inf\"} 3\nh_sum 4.25\nh_count 3\n"));
}

void tst_MetricsText::boundsAreFourAnOctave()
{
    const auto &bounds = latencyBoundsSeconds();
    QCOMPARE(bounds.front(), 16e-6);
    QVERIFY(bounds.back() >= 16.0);
    for (std::size_t i = 4; i < bounds.size(); ++i) {
        const double ratio = bounds[i] / bounds[i - 4];
        QVERIFY2(ratio > 1.999 && ratio < 2.001, qPrintable(QString::number(ratio)));
    }
}

void tst_MetricsText::observesIntoTheRightBucket_data()
{
    QTest::addColumn<qint64>("took");
    QTest::addColumn<std::size_t>("bucket");
    QTest::newRow("nothing") << qint64(0) << std::size_t(0);
    QTest::newRow("on the first bound") << qint64(16'000) << std::size_t(0);
    QTest::newRow("just beyond it") << qint64(16'001) << std::size_t(1);
    QTest::newRow("an octave up") << qint64(32'000) << std::size_t(4);
    QTest::newRow("beyond all bounds") << qint64(60'000'000'000) << kLatencyBounds;
    QTest::newRow("a clock that went back") << qint64(-5) << std::size_t(0);
}

void tst_MetricsText::observesIntoTheRightBucket()
{
    QFETCH(qint64, took);
    QFETCH(std::size_t, bucket);
    RequestCells cells;
    cells.observe(LatencyClass::Login, nanoseconds(took));
    RequestCells::Totals totals;
    cells.addTo(totals);
    QCOMPARE(totals.latency[std::size_t(LatencyClass::Login)].buckets[bucket], std::uint64_t(1));
}

void tst_MetricsText::cellsAddUp()
{
    RequestCells one;
    RequestCells two;
    one.count(RouteLabel::Login, 401);
    two.count(RouteLabel::Login, 401);
    two.count(RouteLabel::Login, 299); // no such status: kept apart, never lost
    one.addInFlight(2);
    two.addInFlight(-1);
    RequestCells::Totals totals;
    one.addTo(totals);
    two.addTo(totals);
    const auto &login = totals.requests[std::size_t(RouteLabel::Login)];
    QCOMPARE(std::accumulate(login.begin(), login.end(), std::uint64_t(0)), std::uint64_t(3));
    QCOMPARE(login[5], std::uint64_t(2));
    QCOMPARE(kStatuses[5], 401U);
    QCOMPARE(totals.inFlight, std::int64_t(1));
    CoarseHistogram coarse;
    coarse.add(std::chrono::milliseconds(40));
    QCOMPARE(coarse.buckets()[4], std::uint64_t(1));
    QCOMPARE(coarse.sum(), 0.04);
}

void tst_MetricsText::theBudgetHoldsAndForgetsNothing()
{
    SeriesBudget budget(4);
    QVERIFY(budget.admit({1, 1}) && budget.admit({1, 2}) && budget.admit({2, 1}));
    QVERIFY2(!budget.admit({2, 2}), "the fourth place is that of the sum");
    QVERIFY(budget.admit({1, 2}));
    QVERIFY(!budget.admit({2, 2}));
    QCOMPARE(budget.shown().size(), std::size_t(3));
}

QD_TEST_GUILESS(tst_MetricsText)
#include "tst_http_metrics_text.moc"
