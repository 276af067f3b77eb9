// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/traffic/latency.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/support/traffic_run.h"

#include <QtCore/QJsonArray>
#include <QtTest/QTest>

#include <algorithm>
#include <vector>

using namespace qd::test;
using qd::traffic::serviceBoundsSeconds;

namespace {

struct Bucket
{
    double bound;
    double cumulative;
};

/// The buckets of one class in a /metrics text, +Inf included, in order.
std::vector<Bucket> bucketsOf(const QByteArray &text, const QByteArray &route)
{
    std::vector<Bucket> buckets;
    for (const QByteArray &line : text.split('\n')) {
        const qsizetype bound = line.indexOf("le=\"");
        if (!line.startsWith("sessiond_http_request_duration_seconds_bucket{") || bound < 0 ||
            !line.contains("route=\"" + route + '"')) {
            continue;
        }
        const QByteArray le = line.mid(bound + 4, line.indexOf('"', bound + 4) - bound - 4);
        const double upper = le == "+Inf" ? qInf() : le.toDouble();
        buckets.push_back({upper, line.mid(line.lastIndexOf(' ')).toDouble()});
    }
    std::sort(buckets.begin(), buckets.end(), [](const Bucket &a, const Bucket &b) { return a.bound < b.bound; });
    return buckets;
}

/// histogram_quantile() of Prometheus: linear inside the bucket.
double quantileOf(const std::vector<Bucket> &buckets, double q)
{
    const double rank = q * buckets.back().cumulative;
    double lower = 0;
    double below = 0;
    for (const Bucket &bucket : buckets) {
        if (bucket.cumulative >= rank) {
            return std::isinf(bucket.bound)
                       ? lower
                       : lower + (bucket.bound - lower) * (rank - below) / (bucket.cumulative - below);
        }
        lower = bucket.bound;
        below = bucket.cumulative;
    }
    return lower;
}

/// The number of the bucket that holds a duration.
qsizetype bucketNumber(double seconds)
{
    const auto &bounds = serviceBoundsSeconds();
    return std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
}

} // namespace

/// With 40 ms on every query and a mixed load, the service's own quantiles are what its clients measured.
class TestLatencyAgrees : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void quantilesAgreeWithTheClients()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill")});
        QVERIFY2(service.start(), service.errorText());
        QCOMPARE(service.admin("PUT", "/admin/v1/drill", "{\"query_delay_ms\":40}").status, 200);
        // Queries wait for each other, 25 a second at most: most of the requests that are neither login
        // nor validation, and not more than 15 a second.
        TrafficRun run(service, QStringLiteral("--users 60 --rate 30 --session-steps 200 --ramp 0s --duration %1s "
                                               "--mix validate=10,me=12,read=1,write=1,sessions=1")
                                    .arg(qEnvironmentVariableIntValue("QD_ACCEPTANCE_SECONDS") > 0
                                             ? qEnvironmentVariableIntValue("QD_ACCEPTANCE_SECONDS")
                                             : 10)
                                    .split(u' '));
        const QJsonObject report = run.report(120'000);
        QVERIFY2(!report.isEmpty(), run.errorText());
        const QJsonObject clients = report.value(u"classes").toObject().value(u"other").toObject();
        const std::vector<Bucket> buckets = bucketsOf(service.metrics(), "other");
        QVERIFY(!buckets.empty());
        const double p50 = quantileOf(buckets, 0.50);
        const double p99 = quantileOf(buckets, 0.99);
        const double clientP50 = clients.value(u"p50_ms").toDouble() / 1000;
        const double clientP99 = clients.value(u"p99_ms").toDouble() / 1000;
        qInfo("requests %g, p50 %.2f ms here and %.2f ms at the clients, p99 %.2f and %.2f",
              buckets.back().cumulative, p50 * 1e3, clientP50 * 1e3, p99 * 1e3, clientP99 * 1e3);
        QVERIFY(clientP50 > 0.040);
        QVERIFY(std::abs(p50 - clientP50) <= 0.15 * clientP50);
        QVERIFY(std::abs(bucketNumber(p99) - bucketNumber(clientP99)) <= 1);
    }
};

QD_TEST_GUILESS(TestLatencyAgrees)
#include "tst_latency_agrees.moc"
