// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/latency.h"

#include "backend/traffic/random.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <algorithm>
#include <numeric>

using namespace qd::traffic;
using namespace std::chrono_literals;

class TestLatency : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }

    void emptyHasNoQuantiles()
    {
        const LatencyHistogram latency;
        QCOMPARE(latency.count(), 0u);
        QCOMPARE(latency.quantileSeconds(0.99), 0.0);
        QCOMPARE(latency.meanSeconds(), 0.0);
    }

    void oneValueIsEveryQuantile_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::newRow("zero") << qint64(0);
        QTest::newRow("a microsecond") << qint64(1);
        QTest::newRow("last exact cell") << qint64(8191);
        QTest::newRow("first coarse cell") << qint64(8192);
        QTest::newRow("a second") << qint64(1'000'000);
        QTest::newRow("a minute") << qint64(60'000'000);
    }
    void oneValueIsEveryQuantile()
    {
        QFETCH(qint64, micros);
        LatencyHistogram latency;
        latency.record(std::chrono::microseconds(micros));
        for (const double q : {0.0, 0.5, 1.0}) {
            const double got = latency.quantileSeconds(q) * 1e6;
            QVERIFY2(std::abs(got - double(micros)) <= double(micros) * 0.00025, QByteArray::number(got));
        }
        QCOMPARE(latency.maxSeconds(), double(micros) * 1e-6);
    }

    void beyondTheRangeCountsAsTheLongest()
    {
        LatencyHistogram latency;
        latency.record(24h);
        latency.record(-5s);
        QVERIFY(latency.quantileSeconds(1.0) > 130);
        QCOMPARE(latency.quantileSeconds(0.5), 0.0);
    }

    /// Against the definition, on values from 20 µs to 20 s.
    void quantilesAgreeWithSorting()
    {
        Random random(7);
        LatencyHistogram latency;
        std::vector<double> sorted;
        for (int i = 0; i < 20'000; ++i) {
            const double micros = std::floor(20 * std::pow(1e6, random.uniform()));
            sorted.push_back(micros * 1e-6);
            latency.record(std::chrono::microseconds(qint64(micros)));
        }
        std::sort(sorted.begin(), sorted.end());
        for (const double q : {0.01, 0.5, 0.9, 0.95, 0.99, 0.999}) {
            const double right = sorted[std::size_t(std::ceil(q * 20'000)) - 1];
            QVERIFY(std::abs(latency.quantileSeconds(q) - right) <= std::max(1e-6, right * 0.00025));
        }
    }

    void serviceBoundsAreFourAnOctave()
    {
        const auto &bounds = serviceBoundsSeconds();
        QCOMPARE(bounds.front(), 16e-6);
        QCOMPARE(bounds[4], 32e-6);
        QVERIFY(std::abs(bounds.back() - 16e-6 * 1048576) < 1e-9);
    }

    void everyValueFallsIntoItsServiceBucket()
    {
        LatencyHistogram latency;
        latency.record(10us); // below the first bound
        latency.record(16us); // on it: bounds are inclusive
        latency.record(17us);
        latency.record(30s); // above the last
        const auto buckets = latency.inServiceBuckets();
        QCOMPARE(buckets[0], 2u);
        QCOMPARE(buckets[1], 1u);
        QCOMPARE(buckets.back(), 1u);
        QCOMPARE(std::accumulate(buckets.begin(), buckets.end(), std::uint64_t(0)), latency.count());
    }

    void clearForgetsEverything()
    {
        LatencyHistogram latency;
        latency.record(5ms);
        latency.clear();
        QCOMPARE(latency.count(), 0u);
        QCOMPARE(latency.maxSeconds(), 0.0);
        QCOMPARE(latency.quantileSeconds(0.5), 0.0);
    }
};

QD_TEST_GUILESS(TestLatency)
#include "tst_latency.moc"
