// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/panels/metric_meaning.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;

Q_DECLARE_METATYPE(qd::SeriesType)
Q_DECLARE_METATYPE(qd::MetricPart)
Q_DECLARE_METATYPE(qd::Unit)
Q_DECLARE_METATYPE(qd::Interest)

class TestMetricMeaning : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aNameAndATypeMeanSomething_data();
    void aNameAndATypeMeanSomething();
    void interest_data();
    void interest();
    void aFamilyIsWithoutItsPart();
};

void TestMetricMeaning::aNameAndATypeMeanSomething_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<SeriesType>("type");
    QTest::addColumn<MetricPart>("part");
    QTest::addColumn<Unit>("unit");
    const auto row = [](const char *words, const char *name, SeriesType type, MetricPart part, Unit unit) {
        QTest::newRow(words) << QByteArray(name) << type << part << unit;
    };
    using Type = SeriesType;
    using Part = MetricPart;
    row("bytes", "process_resident_memory_bytes", Type::Gauge, Part::Value, Unit::Bytes);
    row("a word behind the unit", "node_memory_bytes_free", Type::Gauge, Part::Value, Unit::Bytes);
    row("counter of bytes", "node_network_receive_bytes_total", Type::Counter, Part::Counter,
        Unit::BytesPerSecond);
    row("counter of seconds is a share of time", "process_cpu_seconds_total", Type::Counter, Part::Counter,
        Unit::Ratio);
    row("counter without the suffix", "requests", Type::Counter, Part::Counter, Unit::PerSecond);
    row("total without a type", "http_requests_total", Type::Unknown, Part::Counter, Unit::PerSecond);
    row("a gauge that is called total", "pages_total", Type::Gauge, Part::Value, Unit::Number);
    row("total as a first word", "totalMemory", Type::Unknown, Part::Value, Unit::Number);
    row("seconds", "scrape_duration_seconds", Type::Gauge, Part::Value, Unit::Seconds);
    row("milliseconds", "latency_ms", Type::Unknown, Part::Value, Unit::Milliseconds);
    row("ratio", "cache_hit_ratio", Type::Gauge, Part::Value, Unit::Ratio);
    row("percent", "mem_util_percent", Type::Unknown, Part::Value, Unit::Percent);
    row("percent in camel case", "percentageMemory", Type::Unknown, Part::Value, Unit::Percent);
    row("celsius", "node_hwmon_temp_celsius", Type::Gauge, Part::Value, Unit::Celsius);
    row("temperature of no scale", "machine_temperature", Type::Gauge, Part::Value, Unit::Degrees);
    row("bucket", "http_request_duration_seconds_bucket", Type::Histogram, Part::Bucket, Unit::Seconds);
    row("bucket without a type", "rpc_size_bytes_bucket", Type::Unknown, Part::Bucket, Unit::Bytes);
    row("a gauge that is called bucket", "leaky_bucket", Type::Gauge, Part::Value, Unit::Number);
    row("how often", "http_request_duration_seconds_count", Type::Histogram, Part::Count, Unit::PerSecond);
    row("a count that is a gauge", "elb_request_count", Type::Unknown, Part::Value, Unit::Number);
    row("quantiles of a summary", "rpc_duration_seconds", Type::Summary, Part::Value, Unit::Seconds);
    row("sum of a summary", "rpc_duration_seconds_sum", Type::Summary, Part::Sum, Unit::Ratio);
    row("nothing that is known", "value", Type::Unknown, Part::Value, Unit::Number);
    row("no letters", "___", Type::Unknown, Part::Value, Unit::Number);
    row("only the suffix", "_bucket", Type::Unknown, Part::Value, Unit::Number);
}

void TestMetricMeaning::aNameAndATypeMeanSomething()
{
    QFETCH(QByteArray, name);
    QFETCH(SeriesType, type);
    const MetricMeaning meaning = meaningOf(name.toStdString(), type);
    QTEST(meaning.part, "part");
    QTEST(meaning.unit, "unit");
}

void TestMetricMeaning::interest_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<Interest>("interest");
    QTest::newRow("own") << QByteArray("http_requests_total") << Interest::Own;
    QTest::newRow("resident") << QByteArray("process_resident_memory_bytes") << Interest::Own;
    QTest::newRow("runtime") << QByteArray("go_goroutines") << Interest::Runtime;
    QTest::newRow("up") << QByteArray("up") << Interest::Bookkeeping;
    QTest::newRow("scrape") << QByteArray("scrape_samples_scraped") << Interest::Bookkeeping;
    QTest::newRow("info") << QByteArray("build_info") << Interest::Bookkeeping;
    QTest::newRow("created") << QByteArray("requests_created") << Interest::Bookkeeping;
    QTest::newRow("start") << QByteArray("process_start_time_seconds") << Interest::Bookkeeping;
    QTest::newRow("up is not a prefix") << QByteArray("uploads_total") << Interest::Own;
}

void TestMetricMeaning::interest()
{
    QFETCH(QByteArray, name);
    QTEST(meaningOf(name.toStdString(), SeriesType::Unknown).interest, "interest");
}

void TestMetricMeaning::aFamilyIsWithoutItsPart()
{
    QCOMPARE(meaningOf("a_seconds_bucket", SeriesType::Histogram).family, std::string("a_seconds"));
    QCOMPARE(meaningOf("a_seconds_count", SeriesType::Summary).family, std::string("a_seconds"));
    QCOMPARE(meaningOf("a_total", SeriesType::Counter).family, std::string("a_total"));
}

QD_TEST_APPLESS(TestMetricMeaning)
#include "tst_metric_meaning.moc"
