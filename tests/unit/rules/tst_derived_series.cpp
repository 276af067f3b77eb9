// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/derived_names.h"
#include "model/rules/derived_series.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <cmath>
#include <map>

using namespace qd;
using namespace qd::derived;
using namespace std::chrono_literals;

namespace {

/// A service whose counters the test moves, scraped once a second of manual time.
class Service
{
public:
    Service() { restart(); }

    std::map<std::string, double> values;

    void restart()
    {
        values.clear();
        values["process_start_time_seconds"] = 1.7e9 + static_cast<double>(m_second);
        values["process_resident_memory_bytes"] = 64 << 20;
        values["sessiond_memory_limit_bytes"] = 256 << 20;
        values["sessiond_sessions{state=\"retained\"}"] = 0;
        values["sessiond_sessions_created_total"] = 0;
        values["sessiond_sessions_ended_total{reason=\"logout\"}"] = 0;
        values["sessiond_http_requests_total{route=\"metrics\",code=\"200\"}"] = 0;
        for (const char *route : {"validate", "login", "other"})
            observe("sessiond_http_request_duration_seconds", "route", route, 0, 0);
        observe("sessiond_db_query_duration_seconds", "query", "profile", 0, 0);
        observe("sessiond_db_query_duration_seconds", "query", "journal", 0, 0);
    }

    /// `times` observations of `seconds`.
    void observe(const std::string &name, const char *label, const std::string &value, double seconds,
                 double times)
    {
        for (const double bound : {0.001, 0.002, 0.004, 0.008, 0.016, HUGE_VAL}) {
            const QByteArray le = std::isinf(bound) ? QByteArray("+Inf") : QByteArray::number(bound);
            values[name + "_bucket{" + label + "=\"" + value + "\",le=\"" + le.toStdString() + "\"}"] +=
                seconds <= bound ? times : 0;
        }
    }
    void request(const std::string &route, const char *code, double times)
    {
        values["sessiond_http_requests_total{route=\"" + route + "\",code=\"" + code + "\"}"] += times;
    }
    void validate(double seconds, double times)
    {
        observe("sessiond_http_request_duration_seconds", "route", "validate", seconds, times);
    }

    void scrape()
    {
        values["sessiond_http_requests_total{route=\"metrics\",code=\"200\"}"] += 1;
        std::vector<ParsedSample> samples;
        for (const auto &[series, value] : values)
            samples.push_back({series, value, SeriesType::Unknown});
        ++m_second;
        QVERIFY(m_store.appendScrape(m_group, now(), samples, 0.01));
        QVERIFY(m_derived.evaluate(now()));
    }
    void fail()
    {
        ++m_second;
        QVERIFY(m_store.appendFailure(m_group, now(), 0.01));
        QVERIFY(m_derived.evaluate(now()));
    }
    void skip(int seconds) { m_second += seconds; }

    [[nodiscard]] Timestamp now() const { return Timestamp(std::chrono::seconds(1'700'000'000 + m_second)); }
    /// The value told at the last scrape; NaN when there is none.
    [[nodiscard]] double told(std::string_view name, const Labels &labels = {})
    {
        const auto sample = m_store.snapshot().first(name, labels).at(now(), 0ms);
        return sample ? sample->value : std::nan("");
    }
    [[nodiscard]] SeriesType typeOf(std::string_view name, const Labels &labels = {})
    {
        return m_store.snapshot().first(name, labels).type();
    }
    [[nodiscard]] DerivedSeries &derived() { return m_derived; }

private:
    SeriesStore m_store;
    Labels m_target{{"job", "sessiond"}, {"instance", "local"}};
    GroupId m_group = m_store.addGroup({GroupKind::Scraped, m_target});
    DerivedSeries m_derived{m_store, m_target, 1s};
    std::int64_t m_second = 0;
};

} // namespace

class DerivedSeriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void latencyOverBothWindows();
    void aQuietServiceHasCountsButNoQuantiles();
    void whatHappenedBeforeWeLookedDoesNotCount();
    void databaseQueriesAreAddedUp();
    void outcomesPerSecond();
    void aStatusSeenForTheFirstTimeCounts();
    void errorPercent();
    void restartsCountFromZero_data();
    void restartsCountFromZero();
    void aFailedScrapeTellsNothing();
    void aLongGapIsNotTheLastMinute();
    void missingInputsGiveNoFigures();
    void retainedAndMemoryTrends();
    void theStackNeverStandsAboveResident_data();
    void theStackNeverStandsAboveResident();
    void everyRequestIsCountedOnce();
    void noTimeToLimitWithoutGrowth_data();
    void noTimeToLimitWithoutGrowth();
    void sessionsPerMinute();
    void costIsSmall();
};

void DerivedSeriesTest::latencyOverBothWindows()
{
    Service service;
    service.scrape();
    for (int s = 0; s < 60; ++s) {
        service.validate(s < 45 ? 0.0015 : 0.006, 10);
        service.scrape();
    }
    // The last minute: 450 in (1, 2] ms, 150 in (4, 8] ms. p50: rank 300 of 450; p95: 570 is 120 into 150.
    QCOMPARE(service.told(latencyCount1m, routeLabels(routeValidate)), 600.0);
    QCOMPARE(service.told(latency1m, latencyLabels(routeValidate, p50)), 0.0016667); // 0.001 + 0.001 × 300/450
    QCOMPARE(service.told(latency1m, latencyLabels(routeValidate, p95)), 0.004 + 0.004 * (120.0 / 150));
    QCOMPARE(service.told(latency1m, latencyLabels(routeValidate, slowest)), 0.008);
    // The last 15 s: all in (4, 8] ms.
    QCOMPARE(service.told(latencyCount15s, routeLabels(routeValidate)), 150.0);
    QCOMPARE(service.told(latency15s, latencyLabels(routeValidate, p50)), 0.006);
    for (int s = 0; s < 60; ++s)
        service.scrape();
    QCOMPARE(service.told(latencyCount1m, routeLabels(routeValidate)), 0.0);
}

void DerivedSeriesTest::aQuietServiceHasCountsButNoQuantiles()
{
    Service service;
    service.scrape();
    QVERIFY(
        std::isnan(service.told(latencyCount1m, routeLabels(routeLogin)))); // one scrape says nothing of a window
    service.scrape();
    QCOMPARE(service.told(latencyCount1m, routeLabels(routeLogin)), 0.0);
    QVERIFY(std::isnan(service.told(latency1m, latencyLabels(routeLogin, p50))));
    QVERIFY(std::isnan(service.told(latency1m, latencyLabels(routeLogin, slowest))));
    QVERIFY(std::isnan(service.told(errorPercent1m)));
    QCOMPARE(service.told(requestRate, outcomeLabels(outcomeOk)), 0.0);
}

void DerivedSeriesTest::whatHappenedBeforeWeLookedDoesNotCount()
{
    Service service;
    service.validate(0.0015, 1'000'000);
    service.request("validate", "200", 1'000'000);
    service.scrape();
    service.validate(0.003, 3);
    service.request("validate", "200", 3);
    service.scrape();
    QCOMPARE(service.told(latencyCount1m, routeLabels(routeValidate)), 3.0);
    QCOMPARE(service.told(latency1m, latencyLabels(routeValidate, slowest)), 0.004);
    QCOMPARE(service.told(requestRate, outcomeLabels(outcomeOk)), 3.0);
}

void DerivedSeriesTest::databaseQueriesAreAddedUp()
{
    Service service;
    service.scrape();
    service.observe("sessiond_db_query_duration_seconds", "query", "profile", 0.0005, 60);
    service.observe("sessiond_db_query_duration_seconds", "query", "journal", 0.012, 40);
    service.scrape();
    QCOMPARE(service.told(dbCount1m), 100.0);
    QCOMPARE(service.told(dbLatency1m, quantileLabels(p50)), 0.0008333); // 0.001 × 50/60
    QCOMPARE(service.told(dbLatency15s, quantileLabels(slowest)), 0.016);
}

void DerivedSeriesTest::outcomesPerSecond()
{
    Service service;
    service.request("validate", "200", 1);
    service.request("validate", "401", 1);
    service.request("login", "503", 1);
    service.scrape();
    for (int s = 0; s < 40; ++s) {
        service.request("validate", "200", 20);
        service.request("logout", "204", 5);
        service.request("validate", "401", 3);
        service.request("login", "429", 1);
        service.request("login", "503", 2);
        service.request("admin", "200", 100);
        service.scrape();
    }
    QCOMPARE(service.told(requestRate, outcomeLabels(outcomeOk)), 25.0);
    QCOMPARE(service.told(requestRate, outcomeLabels(outcomeRefused)), 4.0);
    QCOMPARE(service.told(requestRate, outcomeLabels(outcomeError)), 2.0);
}

void DerivedSeriesTest::aStatusSeenForTheFirstTimeCounts()
{
    Service service;
    service.scrape();
    service.scrape();
    service.request("validate", "500", 7);
    service.scrape();
    QCOMPARE(service.told(requestRate, outcomeLabels(outcomeError)), 3.5);
    QCOMPARE(service.told(errorPercent1m), 100.0);
}

void DerivedSeriesTest::errorPercent()
{
    Service service;
    service.scrape();
    service.request("validate", "200", 90);
    service.request("validate", "401", 6);
    service.request("me", "500", 4);
    service.scrape();
    QCOMPARE(service.told(errorPercent1m), 4.0);
}

void DerivedSeriesTest::restartsCountFromZero_data()
{
    QTest::addColumn<double>("after");
    QTest::newRow("fewer than before") << 5.0;
    QTest::newRow("more than before") << 500.0;
}

void DerivedSeriesTest::restartsCountFromZero()
{
    QFETCH(double, after);
    Service service;
    service.scrape();
    service.validate(0.0015, 100);
    service.request("validate", "200", 100);
    service.scrape();
    service.fail();
    service.restart();
    service.validate(0.0015, after);
    service.request("validate", "200", after);
    service.scrape();
    QCOMPARE(service.told(latencyCount1m, routeLabels(routeValidate)), 100 + after);
    QCOMPARE(service.told(requestRate, outcomeLabels(outcomeOk)), (100 + after) / 3);
}

void DerivedSeriesTest::aFailedScrapeTellsNothing()
{
    Service service;
    service.scrape();
    service.validate(0.0015, 10);
    service.scrape();
    QVERIFY(!std::isnan(service.told(latency1m, latencyLabels(routeValidate, p99))));
    service.fail();
    QVERIFY(std::isnan(service.told(latency1m, latencyLabels(routeValidate, p99))));
    QVERIFY(std::isnan(service.told(latencyCount1m, routeLabels(routeValidate))));
    QCOMPARE(service.derived().evaluate(service.now()).error().code, ErrorCode::Conflict);
}

void DerivedSeriesTest::aLongGapIsNotTheLastMinute()
{
    Service service;
    service.scrape();
    service.scrape();
    service.skip(600);
    service.request("validate", "200", 6000);
    service.scrape();
    QVERIFY(std::isnan(service.told(requestRate, outcomeLabels(outcomeOk))));
    service.request("validate", "200", 8);
    service.scrape();
    QCOMPARE(service.told(requestRate, outcomeLabels(outcomeOk)), 8.0);
}

void DerivedSeriesTest::missingInputsGiveNoFigures()
{
    Service service;
    service.values = {{"node_load1", 0.5}};
    for (int s = 0; s < 100; ++s)
        service.scrape();
    for (const auto name : {latencyCount1m, latency1m, dbCount1m, dbLatency15s, errorPercent1m, loginRate,
                            sessionsCreated, sessionsEnded, retainedSlope, memorySlope, memoryTimeToLimit})
        QVERIFY2(std::isnan(service.told(name)), std::string(name).c_str());
}

void DerivedSeriesTest::retainedAndMemoryTrends()
{
    Service service;
    for (int s = 0; s <= 120; ++s) {
        service.values["sessiond_sessions{state=\"retained\"}"] = 13.25 * s;
        service.values["process_resident_memory_bytes"] = (64 << 20) + 4096.0 * s;
        service.scrape();
        QCOMPARE(std::isnan(service.told(retainedSlope)), s < 30);
        QCOMPARE(std::isnan(service.told(memorySlope)), s < 60);
    }
    QCOMPARE(service.told(retainedSlope), 795.0);
    QCOMPARE(service.told(memorySlope), 4096.0);
    QCOMPARE(service.told(memoryTimeToLimit), ((192 << 20) - 4096.0 * 120) / 4096);
    service.restart();
    service.scrape();
    QVERIFY(std::isnan(service.told(memorySlope)));
}

void DerivedSeriesTest::theStackNeverStandsAboveResident_data()
{
    QTest::addColumn<double>("sessions");
    QTest::addColumn<double>("hashing");
    QTest::addColumn<double>("resident");
    QTest::addColumn<double>("sessionsTold");
    QTest::addColumn<double>("hashingTold");
    QTest::addColumn<double>("unaccountedTold");
    QTest::newRow("as it should be") << 40.0 << 20.0 << 64.0 << 40.0 << 20.0 << 4.0;
    QTest::newRow("a hash ended between the two") << 40.0 << 38.0 << 64.0 << 40.0 << 24.0 << 0.0;
    QTest::newRow("more than one hash") << 80.0 << 19.0 << 64.0 << 64.0 << 0.0 << 0.0;
    QTest::newRow("nothing but what is accounted for") << 40.0 << 24.0 << 64.0 << 40.0 << 24.0 << 0.0;
}

void DerivedSeriesTest::theStackNeverStandsAboveResident()
{
    QFETCH(double, sessions);
    QFETCH(double, hashing);
    QFETCH(double, resident);
    Service s;
    s.values["sessiond_memory_bytes{component=\"sessions\"}"] = sessions;
    s.values["sessiond_memory_bytes{component=\"hashing\"}"] = hashing;
    s.values["process_resident_memory_bytes"] = resident;
    s.scrape();
    const double told[] = {s.told(memoryBytes, componentLabels("sessions")),
                           s.told(memoryBytes, componentLabels("hashing")),
                           s.told(memoryBytes, componentLabels(unaccounted))};
    QTEST(told[0], "sessionsTold");
    QTEST(told[1], "hashingTold");
    QTEST(told[2], "unaccountedTold");
    QCOMPARE(told[0] + told[1] + told[2], resident);
    QVERIFY(std::isnan(s.told(memoryBytes, componentLabels("http")))); // not known is not zero
}

void DerivedSeriesTest::everyRequestIsCountedOnce()
{
    Service s;
    s.request("validate", "200", 1000); // before we looked
    s.scrape();
    QCOMPARE(s.told(requestCount, outcomeLabels(outcomeOk)), 0.0);
    s.request("validate", "200", 7);
    s.request("validate", "401", 2);
    s.request("admin", "200", 5);
    s.scrape();
    s.restart();
    s.request("login", "200", 3);
    s.scrape();
    QCOMPARE(s.told(requestCount, outcomeLabels(outcomeOk)), 10.0);
    QCOMPARE(s.told(requestCount, outcomeLabels(outcomeRefused)), 2.0);
    QCOMPARE(s.typeOf(requestCount, outcomeLabels(outcomeOk)), SeriesType::Counter); // for who reads a recording
    QCOMPARE(s.typeOf(requestRate, outcomeLabels(outcomeOk)), SeriesType::Gauge);
}

void DerivedSeriesTest::noTimeToLimitWithoutGrowth_data()
{
    QTest::addColumn<double>("perSecond");
    QTest::addColumn<double>("limit");
    QTest::addColumn<double>("told");
    QTest::newRow("flat") << 0.0 << 1e9 << std::nan("");
    QTest::newRow("falling") << -1024.0 << 1e9 << std::nan("");
    QTest::newRow("no limit") << 1024.0 << 0.0 << std::nan("");
    QTest::newRow("far away") << 1.0 << 1e9 << std::nan("");
    QTest::newRow("beyond it already") << 1024.0 << 1e6 << 0.0;
}

void DerivedSeriesTest::noTimeToLimitWithoutGrowth()
{
    QFETCH(double, perSecond);
    QFETCH(double, limit);
    QFETCH(double, told);
    Service service;
    for (int s = 0; s <= 90; ++s) {
        service.values["process_resident_memory_bytes"] = 1e8 + perSecond * s;
        service.values["sessiond_memory_limit_bytes"] = limit;
        service.scrape();
    }
    QCOMPARE(service.told(memorySlope), perSecond);
    const double actual = service.told(memoryTimeToLimit);
    QVERIFY(actual == told || (std::isnan(actual) && std::isnan(told)));
}

void DerivedSeriesTest::sessionsPerMinute()
{
    Service service;
    service.scrape();
    for (int s = 0; s < 90; ++s) {
        service.values["sessiond_sessions_created_total"] += 105;
        service.values["sessiond_sessions_ended_total{reason=\"logout\"}"] += 2;
        service.values["sessiond_sessions_ended_total{reason=\"idle\"}"] += 1;
        service.scrape();
    }
    QCOMPARE(service.told(loginRate), 105.0);
    QCOMPARE(service.told(sessionsCreated), 6300.0);
    QCOMPARE(service.told(sessionsEnded), 180.0);
}

// 1 ms is the budget; the bound leaves room for a busy machine and sanitizers and still catches a window read
// again.
void DerivedSeriesTest::costIsSmall()
{
    Service service;
    for (int i = 0; i < 330; ++i)
        service.values["sessiond_http_request_duration_seconds_bucket{route=\"" +
                       std::string(i % 3 == 0   ? "validate"
                                   : i % 3 == 1 ? "login"
                                                : "other") +
                       "\",le=\"" + std::to_string(i * 0.01) + "\"}"] = i;
    QElapsedTimer timer;
    std::vector<qint64> costs;
    for (int s = 0; s < 200; ++s) {
        timer.start();
        service.scrape();
        costs.push_back(timer.nsecsElapsed());
    }
    std::sort(costs.begin(), costs.end());
    qInfo("median of storing and evaluating %zu series: %lld us", service.values.size(), costs[100] / 1000);
    QVERIFY(costs[100] < 20'000'000);
}

QD_TEST_APPLESS(DerivedSeriesTest)
#include "tst_derived_series.moc"
