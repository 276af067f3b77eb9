// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/prometheus_server.h"
#include "tests/support/test_program.h"
#include "tests/support/traffic_run.h"

#include <QtCore/QJsonArray>
#include <QtCore/QProcess>
#include <QtTest/QTest>

using namespace qd::test;

namespace {

/// How many sessions of a state the admin API lists, page by page.
double listed(const RealSessiond &service, const QByteArray &state)
{
    double count = 0;
    QByteArray cursor;
    do {
        const HttpAnswer answer = service.admin("GET", "/admin/v1/sessions?limit=1000&state=" + state +
                                                           (cursor.isEmpty() ? "" : "&cursor=" + cursor));
        if (answer.status != 200) {
            return -1;
        }
        count += double(answer.json().value(u"sessions").toArray().size());
        cursor = answer.json().value(u"next_cursor").toString().toUtf8().toPercentEncoding();
    } while (!cursor.isEmpty());
    return count;
}

} // namespace

/// What a real Prometheus reads is what the admin API says, and its own linter has nothing to say.
class TestPrometheusAgrees : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void sessionCountsAreTheAdminApis()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill")});
        QVERIFY2(service.start(), service.errorText());
        QCOMPARE(service.admin("PUT", "/admin/v1/drill", "{\"retain_after_logout\":0.5}").status, 200);
        const PrometheusServer prometheus(service);
        TrafficRun run(
            service,
            QStringLiteral("--users 200 --rate 600 --session-steps 2 --ramp 0s --duration 3s").split(u' '));
        const QJsonObject report = run.report(20'000);
        QVERIFY2(!report.isEmpty(), run.errorText());
        for (const char *state : {"active", "retained", "expired"}) {
            const double there = listed(service, state);
            qInfo("%s: %.0f", state, there);
            QVERIFY(there >= 0);
            QTRY_COMPARE_WITH_TIMEOUT(prometheus.value(QByteArray("sessiond_sessions{state=\"") + state + "\"}"),
                                      there, 20'000);
        }
        QVERIFY(listed(service, "active") > 0);
        QVERIFY(listed(service, "retained") > 0);
        QTRY_COMPARE_WITH_TIMEOUT(
            prometheus.value("sum(sessiond_http_requests_total{route=\"login\"})"),
            report.value(u"routes").toObject().value(u"login").toObject().value(u"count").toDouble(), 20'000);
        QCOMPARE(prometheus.value("up"), 1.0);
    }

    void theLinterIsSilent()
    {
        RealSessiond service({QStringLiteral("--insecure-hashing")});
        QVERIFY2(service.start(), service.errorText());
        QVERIFY(!TrafficRun(service, QStringLiteral("--users 20 --rate 200 --ramp 0s --duration 1s").split(u' '))
                     .report(20'000)
                     .isEmpty());
        QProcess promtool;
        promtool.setProcessChannelMode(QProcess::MergedChannels);
        promtool.start(QStringLiteral("promtool"), {QStringLiteral("check"), QStringLiteral("metrics")});
        QVERIFY(promtool.waitForStarted());
        promtool.write(service.metrics());
        promtool.closeWriteChannel();
        QVERIFY(promtool.waitForFinished());
        QCOMPARE(promtool.readAll(), QByteArray());
        QCOMPARE(promtool.exitCode(), 0);
    }
};

QD_TEST_GUILESS(TestPrometheusAgrees)
#include "tst_prometheus_agrees.moc"
