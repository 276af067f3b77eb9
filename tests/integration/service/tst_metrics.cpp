// SPDX-License-Identifier: GPL-3.0-or-later
// What /metrics of a real sessiond says: accepted by promtool, bounded, and true.
#include "tests/integration/service/raw_client.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtCore/QProcess>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace qd::test;

namespace {

const QByteArray knownPassword = "correct horse";

QList<QByteArray> series(const QByteArray &text)
{
    QList<QByteArray> lines;
    for (const QByteArray &line : text.split('\n')) {
        if (!line.isEmpty() && !line.startsWith('#')) {
            lines << line.left(line.lastIndexOf(' '));
        }
    }
    return lines;
}

} // namespace

class tst_Metrics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { failOnAnyWarning(); }
    void namesAreComplete();
    void promtoolIsSilent();
    void openMetricsWhenAsked();
    void countsRequests();
    void measuresLatency();
    void refusalsDoNotLookFast();
    void countsSessions();
    void memoryAddsUp();
    void staysBounded();

private:
    QByteArray scrape() const { return m_service.metrics(); }

    RealSessiond m_service{{QStringLiteral("--insecure-hashing"), QStringLiteral("--drill"),
                            QStringLiteral("--release"), QStringLiteral("1.2\\3\"4")}};
};

void tst_Metrics::initTestCase()
{
    QVERIFY2(m_service.start(), m_service.errorText().constData());
    QVERIFY(m_service.addUser("anna", knownPassword));
}

void tst_Metrics::namesAreComplete()
{
    const QByteArray text = scrape();
    for (const char *name : {"process_resident_memory_bytes",
                             "process_cpu_seconds_total",
                             "process_start_time_seconds",
                             "process_open_fds",
                             "process_max_fds",
                             "sessiond_memory_bytes",
                             "sessiond_memory_unaccounted_bytes",
                             "sessiond_memory_limit_bytes",
                             "sessiond_sessions",
                             "sessiond_sessions_retained_after_pass",
                             "sessiond_sessions_created_total",
                             "sessiond_sessions_ended_total",
                             "sessiond_sessions_collected_total",
                             "sessiond_collector_passes_total",
                             "sessiond_collector_pass_duration_seconds",
                             "sessiond_http_requests_total",
                             "sessiond_http_request_duration_seconds",
                             "sessiond_http_requests_in_flight",
                             "sessiond_connections",
                             "sessiond_db_query_duration_seconds",
                             "sessiond_password_hash_queue",
                             "sessiond_build_info"}) {
        QVERIFY2(text.contains(QByteArray("# HELP ") + name + ' '), name);
        QVERIFY2(text.contains(QByteArray("# TYPE ") + name + ' '), name);
    }
    QVERIFY(text.contains("sessiond_build_info{release=\"1.2\\\\3\\\"4\"} 1\n"));
}

void tst_Metrics::promtoolIsSilent()
{
    QProcess promtool;
    promtool.setProcessChannelMode(QProcess::MergedChannels);
    promtool.start(QStringLiteral("promtool"), {QStringLiteral("check"), QStringLiteral("metrics")});
    QVERIFY2(promtool.waitForStarted(), "promtool of the package prometheus is needed");
    promtool.write(scrape());
    promtool.closeWriteChannel();
    QVERIFY(promtool.waitForFinished());
    QCOMPARE(promtool.readAll(), QByteArray());
    QCOMPARE(promtool.exitCode(), 0);
}

void tst_Metrics::openMetricsWhenAsked()
{
    const QByteArray head =
        "GET /metrics HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer " +
        m_service.adminToken() + "\r\nAccept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n\r\n";
    const QByteArray answer = converse(m_service.adminPort(), withHost(head, m_service.adminPort())).bytes;
    QVERIFY(answer.contains("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"));
    QVERIFY(answer.endsWith("# EOF\n"));
    QVERIFY(answer.contains("# TYPE sessiond_http_requests counter\n"));
    QVERIFY(answer.contains("\nsessiond_http_requests_total{"));
    QVERIFY(!answer.contains("# TYPE sessiond_http_requests_total"));
    const HttpAnswer plain = m_service.admin("GET", "/metrics");
    QCOMPARE(plain.headers.value("content-type"), QByteArray("text/plain; version=0.0.4; charset=utf-8"));
    QVERIFY(!plain.body.contains("# EOF"));
}

void tst_Metrics::countsRequests()
{
    const auto count = [&](const char *route, const char *code) {
        return metricSum(scrape(), "sessiond_http_requests_total",
                         {"route=\"" + QByteArray(route) + '"', "code=\"" + QByteArray(code) + '"'});
    };
    const double good = count("validate", "200");
    const double bad = count("validate", "401");
    const double gate = count("gate", "421");
    const QByteArray token = m_service.login("anna", knownPassword);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(m_service.data("GET", "/v1/session", token).status, 200);
    }
    QCOMPARE(m_service.data("GET", "/v1/session", "qd_wrong").status, 401);
    QCOMPARE(converse(m_service.dataPort(), "GET /healthz HTTP/1.1\r\nHost: evil\r\n\r\n", 1).status(), 421);
    QCOMPARE(count("validate", "200"), good + 20);
    QCOMPARE(count("validate", "401"), bad + 1);
    QCOMPARE(count("gate", "421"), gate + 1);
}

void tst_Metrics::measuresLatency()
{
    QCOMPARE(m_service.admin("PUT", "/admin/v1/drill", R"({"query_delay_ms":40})").status, 200);
    const QByteArray token = m_service.login("anna", knownPassword);
    const QByteArray before = scrape();
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(m_service.data("GET", "/v1/me", token).status, 200);
    }
    const QByteArray after = scrape();
    const auto grown = [&](const char *name, const QByteArray &label) {
        return metricSum(after, name, {label}) - metricSum(before, name, {label});
    };
    const double sum = grown("sessiond_http_request_duration_seconds_sum", "route=\"other\"");
    QVERIFY2(sum >= 0.2 && sum < 1.0, qPrintable(QString::number(sum)));
    const double query = grown("sessiond_db_query_duration_seconds_sum", "query=\"me\"");
    QVERIFY2(query >= 0.2 && query < 1.0, qPrintable(QString::number(query)));
    QCOMPARE(grown("sessiond_db_query_duration_seconds_count", "query=\"me\""), 5.0);
    QCOMPARE(m_service.admin("PUT", "/admin/v1/drill", "{}").status, 200);
}

/// A validation of nothing takes microseconds: in the histogram it would hide what signed in users wait for.
void tst_Metrics::refusalsDoNotLookFast()
{
    const QByteArray token = m_service.login("anna", knownPassword);
    const QByteArray before = scrape();
    for (int i = 0; i < 7; ++i) {
        QCOMPARE(m_service.data("GET", "/v1/session", "qd_wrong").status, 401);
        QCOMPARE(m_service.data("GET", "/v1/me", "qd_wrong").status, 401);
    }
    QCOMPARE(m_service.data("POST", "/v1/login", {}, R"({"username":"anna","password":"wrong horse"})").status,
             401);
    QCOMPARE(m_service.data("POST", "/v1/login", {}, "{}").status, 400);
    QCOMPARE(m_service.data("GET", "/v1/session", token).status, 200);
    QVERIFY(!m_service.login("anna", knownPassword).isEmpty());
    const QByteArray after = scrape();
    const auto grown = [&](const QByteArray &name, const QByteArray &route) {
        const QList<QByteArray> label{"route=\"" + route + '"'};
        return metricSum(after, name, label) - metricSum(before, name, label);
    };
    QCOMPARE(grown("sessiond_http_requests_total", "validate"), 8.0);
    QCOMPARE(grown("sessiond_http_request_duration_seconds_count", "validate"), 1.0);
    QCOMPARE(grown("sessiond_http_requests_total", "login"), 3.0);
    QCOMPARE(grown("sessiond_http_request_duration_seconds_count", "login"), 1.0);
    QVERIFY(grown("sessiond_http_request_duration_seconds_count", "other") >= 7.0);
}

void tst_Metrics::countsSessions()
{
    const QByteArray before = scrape();
    const QByteArray one = m_service.login("anna", knownPassword);
    const QByteArray two = m_service.login("anna", knownPassword);
    QVERIFY(!two.isEmpty());
    QCOMPARE(m_service.data("POST", "/v1/logout", one).status, 204);
    const QByteArray after = scrape();
    const auto grown = [&](const char *name, const QList<QByteArray> &labels) {
        return metricSum(after, name, labels) - metricSum(before, name, labels);
    };
    QCOMPARE(grown("sessiond_sessions_created_total", {}), 2.0);
    QCOMPARE(grown("sessiond_sessions_ended_total", {"reason=\"logout\""}), 1.0);
    QCOMPARE(grown("sessiond_sessions", {"state=\"active\""}), 1.0);
}

void tst_Metrics::memoryAddsUp()
{
    const QByteArray text = scrape();
    const double resident = metricSum(text, "process_resident_memory_bytes");
    const double claimed =
        metricSum(text, "sessiond_memory_bytes") + metricSum(text, "sessiond_memory_unaccounted_bytes");
    QVERIFY(resident > 1e6);
    // Both readings of the resident size are taken within one scrape, not at one instant.
    QVERIFY2(claimed >= resident * 0.95, qPrintable(QStringLiteral("%1 of %2").arg(claimed).arg(resident)));
    QCOMPARE(metricSum(text, "sessiond_memory_limit_bytes"), 256.0 * 1024 * 1024);
    for (const char *component :
         {"sessions", "session_data", "retained", "journal", "accounts", "http", "hashing"}) {
        QVERIFY2(text.contains("sessiond_memory_bytes{component=\"" + QByteArray(component) + "\"}"), component);
    }
    QVERIFY(metricSum(text, "sessiond_memory_bytes", {"component=\"http\""}) > 0);
}

/// Every route with every way to be answered that a client can bring about.
void tst_Metrics::staysBounded()
{
    const QByteArray token = m_service.login("anna", knownPassword);
    const QList<QByteArray> bearers{{}, "qd_wrong", token, m_service.adminToken()};
    const QList<QByteArray> bodies{{},
                                   "{}",
                                   "[",
                                   R"({"username":"anna","password":"wrong horse"})",
                                   R"({"old_password":"wrong horse","new_password":"short"})",
                                   R"({"preview_id":"x","reason":"y"})",
                                   R"({"selector":{"state":"retained"}})"};
    const QList<QByteArray> targets{"/v1/session",
                                    "/v1/login",
                                    "/v1/introspect",
                                    "/v1/session/data",
                                    "/v1/logout",
                                    "/v1/sessions",
                                    "/v1/sessions/x",
                                    "/v1/password",
                                    "/v1/me",
                                    "/healthz",
                                    "/readyz",
                                    "/metrics",
                                    "/admin/v1/status",
                                    "/admin/v1/sessions",
                                    "/admin/v1/sessions?limit=0",
                                    "/admin/v1/sessions/x",
                                    "/admin/v1/purge/preview",
                                    "/admin/v1/purge",
                                    "/admin/v1/purge/x",
                                    "/admin/v1/collect",
                                    "/admin/v1/users",
                                    "/admin/v1/users/x",
                                    "/admin/v1/events",
                                    "/admin/v1/audit",
                                    "/admin/v1/drill",
                                    "/nothing"};
    for (const quint16 port : {m_service.dataPort(), m_service.adminPort()}) {
        for (const QByteArray &target : targets) {
            for (const char *method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
                for (int i = 0; i < bearers.size() * bodies.size(); ++i) {
                    const QByteArray &body = bodies[i % bodies.size()];
                    const HttpAnswer answer = http(port, method, target, bearers[i / bodies.size()], body);
                    QVERIFY2(answer.status != 0 && answer.status != 500, (method + (' ' + target)).constData());
                }
            }
        }
    }
    const QList<QByteArray> all = series(scrape());
    QVERIFY2(all.size() <= 400, qPrintable(QString::number(all.size())));
    QCOMPARE(QSet<QByteArray>(all.begin(), all.end()).size(), all.size());
}

QD_TEST_GUILESS(tst_Metrics)
#include "tst_metrics.moc"
