// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/metrics_ingest.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

class TestStorySamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void countsGrowWithTheSpeedAndGaugesStay_data()
    {
        QTest::addColumn<QByteArray>("series");
        QTest::addColumn<SeriesType>("type");
        QTest::addColumn<double>("told");
        QTest::newRow("counter") << QByteArray("requests_total{code=\"200\"}") << SeriesType::Counter << 70.0;
        QTest::newRow("bucket") << QByteArray("seconds_bucket{le=\"1\"}") << SeriesType::Histogram << 70.0;
        QTest::newRow("sum") << QByteArray("seconds_sum") << SeriesType::Histogram << 70.0;
        QTest::newRow("gauge") << QByteArray("bytes") << SeriesType::Gauge << 7.0;
        QTest::newRow("of no known type") << QByteArray("bytes") << SeriesType::Unknown << 7.0;
    }

    void countsGrowWithTheSpeedAndGaugesStay()
    {
        QFETCH(QByteArray, series);
        QFETCH(SeriesType, type);
        QFETCH(double, told);
        const StoryClock story(Timestamp(0s), 10);
        QCOMPARE(storyOf({series.constData(), 7, type}, story).value, told);
    }

    void instantsLieInTheStory()
    {
        const StoryClock story(Timestamp(5'000s), 10);
        const double now = double(TimelineClock().now().time_since_epoch().count()) / 1000;
        for (const char *name : {"process_start_time_seconds", "leak_since_timestamp_seconds{component=\"a\"}"}) {
            const double told = storyOf({name, now + 100, SeriesType::Gauge}, story).value;
            QVERIFY2(std::abs(told - 6'000) < 10, name);
        }
    }

    /// A second of a story that runs ten times as fast holds a tenth of what the world did.
    void ratesAreThoseOfTheWorld()
    {
        SeriesStore store;
        const StoryClock story(Timestamp(0s), 10);
        MetricsIngest ingest(store, Labels(), 10s, &story);
        for (int second = 1; second <= 60; ++second) {
            const QByteArray text =
                "# TYPE requests_total counter\nrequests_total " + QByteArray::number(20 * second) + "\n";
            QVERIFY(ingest.ingest({Timestamp(second * 10s), 0, text}));
        }
        const SeriesView view = store.snapshot().first("requests_total");
        const double rise = view.at(Timestamp(600s), 1s)->value - view.at(Timestamp(10s), 1s)->value;
        QCOMPARE(rise / 590, 20.0);
    }
};

QD_TEST_APPLESS(TestStorySamples)
#include "tst_story_samples.moc"
