// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/support/traffic_run.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace qd::test;

namespace {

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

/// A Prometheus that scrapes one sessiond each second.
class Prometheus
{
public:
    explicit Prometheus(const RealSessiond &service)
        : m_port(freePort())
    {
        write(QStringLiteral("token"), service.adminToken());
        write(QStringLiteral("prometheus.yml"),
              "global:\n  scrape_interval: 1s\nscrape_configs:\n  - job_name: sessiond\n"
              "    authorization:\n      credentials_file: " +
                  m_folder.filePath(QStringLiteral("token")).toUtf8() +
                  "\n    static_configs:\n      - targets: ['127.0.0.1:" +
                  QByteArray::number(service.adminPort()) + "']\n");
        m_process.start(QStringLiteral("prometheus"),
                        {QStringLiteral("--config.file=") + m_folder.filePath(QStringLiteral("prometheus.yml")),
                         QStringLiteral("--storage.tsdb.path=") + m_folder.filePath(QStringLiteral("tsdb")),
                         QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(m_port)},
                        QIODevice::ReadOnly);
        m_process.waitForStarted();
    }

    ~Prometheus()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }

    /// The value of an expression that has one, now; -1 before it has.
    double value(const QByteArray &expression) const
    {
        const QJsonArray results = http(m_port, "GET", "/api/v1/query?query=" + expression.toPercentEncoding())
                                       .json()
                                       .value(u"data")
                                       .toObject()
                                       .value(u"result")
                                       .toArray();
        const QString text = results.at(0).toObject().value(u"value").toArray().at(1).toString();
        return results.size() == 1 ? text.toDouble() : -1;
    }

private:
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(text);
        }
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port;
};

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
        const Prometheus prometheus(service);
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
