// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/statistics.h"

#include "backend/traffic/json_line.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <boost/json/array.hpp>

using namespace qd::traffic;
using namespace std::chrono_literals;

namespace {

HttpOutcome answer(int status, std::chrono::nanoseconds latency)
{
    HttpOutcome outcome;
    outcome.status = status;
    outcome.latency = latency;
    return outcome;
}

} // namespace

class TestStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }

    void linesAreJsonThatPeopleCanRead()
    {
        const boost::json::object object{{"a", boost::json::array{0.094, 400.0, 7, -1e-9}},
                                         {"b\"", boost::json::object{}},
                                         {"c", "x"},
                                         {"d", nullptr}};
        const std::string line = jsonLine(object);
        QCOMPARE(line, std::string("{\"a\":[0.094,400,7,-1e-09],\"b\\\"\":{},\"c\":\"x\",\"d\":null}\n"));
    }

    void countsByRouteAndStatus()
    {
        Statistics statistics;
        statistics.record(Route::Validate, answer(200, 1ms));
        statistics.record(Route::Validate, answer(401, 2ms));
        statistics.record(Route::Login, answer(503, 40ms));
        statistics.record(Route::Logout, HttpOutcome{});
        QCOMPARE(statistics.requests(), 4u);
        QCOMPARE(statistics.unanswered(), 1u);
        QCOMPARE(statistics.statusCount(Route::Validate, 200), 1u);
        QCOMPARE(statistics.statusCount(Route::Validate, 500), 0u);
        const auto report = statistics.report(2.0);
        QCOMPARE(report.at("refused").to_number<int>(), 1);
        QCOMPARE(report.at("rate").as_double(), 2.0);
        QCOMPARE(report.at("routes").at("validate").at("statuses").at("401").to_number<int>(), 1);
        // What was not answered has no latency.
        QCOMPARE(report.at("routes").at("logout").at("count").to_number<int>(), 0);
    }

    void classesCarryTheServicesBuckets()
    {
        Statistics statistics;
        statistics.record(Route::SessionData, answer(200, 16us));
        statistics.record(Route::Me, answer(200, 17us));
        statistics.record(Route::Login, answer(200, 30ms));
        statistics.record(Route::Login, answer(401, 90ms)); // no success, so in no class
        const auto report = statistics.report(1.0);
        QCOMPARE(report.at("classes").at("login").at("count").to_number<int>(), 1);
        const auto &other = report.at("classes").at("other").at("buckets").as_array();
        QCOMPARE(other.size(), 2u);
        QCOMPARE(other[0].at(0).as_double(), 16e-6);
        QCOMPARE(other[1].at(1).to_number<int>(), 2);
        QVERIFY(std::abs(report.at("classes").at("login").at("p50_ms").as_double() - 30) < 0.01);
    }

    void progressCoversTheTimeSinceTheLastLine()
    {
        Statistics statistics;
        statistics.record(Route::Validate, answer(200, 5ms));
        QCOMPARE(statistics.progress(1.0).at("p50_ms").as_double(), 5.0);
        statistics.record(Route::Validate, answer(200, 1ms));
        statistics.record(Route::Validate, answer(200, 1ms));
        const auto line = statistics.progress(0.5);
        QCOMPARE(line.at("p99_ms").as_double(), 1.0);
        QCOMPARE(line.at("rate").as_double(), 4.0);
        QCOMPARE(line.at("requests").to_number<int>(), 3);
        QCOMPARE(statistics.progress(1.0).at("p99_ms").as_double(), 0.0);
    }
};

QD_TEST_GUILESS(TestStatistics)
#include "tst_statistics.moc"
