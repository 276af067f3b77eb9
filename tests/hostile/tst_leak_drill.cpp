// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/load.h"
#include "tests/support/test_program.h"
#include "tests/support/traffic_run.h"

#include <QtTest/QTest>

#include <algorithm>
#include <unordered_set>

using namespace qd::test;
using qd::traffic::HttpOutcome;

namespace {

double retained(const RealSessiond &service)
{
    return metricSum(service.metrics(), "sessiond_sessions", {"state=\"retained\""});
}

double resident(const RealSessiond &service)
{
    return metricSum(service.metrics(), "process_resident_memory_bytes");
}

double mebibytes(double bytes)
{
    return bytes / (1024 * 1024);
}

} // namespace

/// The outage this product is about, made on purpose and cured by a purge.
class TestLeakDrill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void retainedSessionsArePurgedAndNothingElse();
    void withoutTheDrillNothingIsRetained();

private:
    /// Each user keeps ten sessions, half of what a user may have. Signs in leaked + kept sessions with 1 KiB
    /// each, interleaved, and logs the leaked ones out. Reports the largest resident size seen, and the bearers of
    /// those kept.
    void leak(const RealSessiond &service, std::size_t leaked, std::size_t kept, std::size_t users);

    std::vector<std::string> m_kept;
    std::size_t m_refused = 0;
    double m_peak = 0;
};

void TestLeakDrill::leak(const RealSessiond &service, std::size_t leaked, std::size_t kept, std::size_t users)
{
    m_kept.clear();
    m_refused = 0;
    m_peak = 0;
    const std::size_t all = leaked + kept;
    const std::size_t stride = all / kept;
    Load load(service.dataPort());
    load.forEach(all, 64, [&](std::size_t i, const std::function<void()> &next) {
        if (i % (all / 20) == 0) {
            m_peak = std::max(m_peak, resident(service));
        }
        const bool keep = i % stride == 0 && i / stride < kept;
        load.send(loginRequest("user-" + std::to_string((keep ? i / stride : i) % users), loadPassword),
                  [&, keep, next](const HttpOutcome &login) {
                      const std::string token = tokenOf(login);
                      m_refused += token.empty();
                      load.send(writeRequest(token, 1024), [&, keep, next, token](const HttpOutcome &written) {
                          m_refused += written.status / 100 != 2;
                          if (keep) {
                              m_kept.push_back(token);
                              next();
                              return;
                          }
                          load.send(logoutRequest(token), [&, next](const HttpOutcome &ended) {
                              m_refused += ended.status != 204;
                              next();
                          });
                      });
                  });
    });
    m_peak = std::max(m_peak, resident(service));
}

void TestLeakDrill::retainedSessionsArePurgedAndNothingElse()
{
    // Smaller ones would measure the caches that any load fills, and not the sessions.
    const std::size_t leaked = fullSize() ? 100'000 : 20'000;
    const std::size_t kept = fullSize() ? 20'000 : 2'000;
    const std::size_t users = kept / 10;
    RealSessiond service({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill")});
    QVERIFY2(service.start(), service.errorText());
    QVERIFY(makeUsers(service.adminPort(), service.adminToken().toStdString(), users, loadPassword));
    QCOMPARE(service.admin("PUT", "/admin/v1/drill", "{\"retain_after_logout\":1}").status, 200);
    const double before = resident(service);

    QElapsedTimer took;
    took.start();
    leak(service, leaked, kept, users);
    const double seconds = double(took.elapsed()) / 1000;
    QCOMPARE(m_refused, 0u);
    QCOMPARE(m_kept.size(), kept);
    QCOMPARE(retained(service), double(leaked));

    const HttpAnswer preview =
        service.admin("POST", "/admin/v1/purge/preview", R"({"selector":{"state":"retained"}})");
    QCOMPARE(preview.status, 200);
    QCOMPARE(preview.json().value(u"matched").toDouble(), double(leaked));
    m_peak = std::max(m_peak, resident(service));

    took.restart();
    const QByteArray order = "{\"preview_id\":\"" + preview.json().value(u"preview_id").toString().toUtf8() +
                             "\",\"reason\":\"leak drill\"}";
    const HttpAnswer accepted = service.admin("POST", "/admin/v1/purge", order);
    QCOMPARE(accepted.status, 202);
    const double acknowledgedMs = double(took.nsecsElapsed()) / 1e6;
    const QByteArray path = "/admin/v1/purge/" + accepted.json().value(u"purge_id").toString().toUtf8();
    QTRY_COMPARE_WITH_TIMEOUT(service.admin("GET", path).json().value(u"state").toString(), QStringLiteral("done"),
                              30'000);
    const double doneMs = double(took.nsecsElapsed()) / 1e6;
    const QJsonObject purge = service.admin("GET", path).json();
    QCOMPARE(purge.value(u"matched").toDouble(), double(leaked));
    QCOMPARE(purge.value(u"purged").toDouble(), double(leaked));
    QCOMPARE(purge.value(u"spared").toDouble(), 0.0);
    QCOMPARE(retained(service), 0.0);

    const auto givenBack = [&] { return (m_peak - resident(service)) / (m_peak - before); };
    const bool enough = QTest::qWaitFor([&] { return givenBack() >= 0.75; }, 2000);
    qInfo("%zu leaked and %zu kept in %.1f s; resident %.1f MiB before, %.1f at the peak, %.1f after: %.0f %% "
          "given back; "
          "purge acknowledged in %.1f ms, done in %.0f ms",
          leaked, kept, seconds, mebibytes(before), mebibytes(m_peak), mebibytes(resident(service)),
          givenBack() * 100, acknowledgedMs, doneMs);

    QVERIFY(enough);

    std::size_t alive = 0;
    Load load(service.dataPort());
    load.forEach(m_kept.size(), 64, [&](std::size_t i, const std::function<void()> &next) {
        load.send(validateRequest(m_kept[i]), [&, next](const HttpOutcome &outcome) {
            alive += outcome.status == 200;
            next();
        });
    });
    QCOMPARE(alive, kept);
    QCOMPARE(metricSum(service.metrics(), "sessiond_sessions", {"state=\"active\""}), double(kept));
}

/// Idle expiry is not a leak: what timed out is expired until its pass, and never retained.
void TestLeakDrill::withoutTheDrillNothingIsRetained()
{
    RealSessiond service({QStringLiteral("--insecure-hashing"), QStringLiteral("--drill"),
                          QStringLiteral("--idle-timeout"), QStringLiteral("1s"),
                          QStringLiteral("--collector-interval"), QStringLiteral("500ms")});
    QVERIFY2(service.start(), service.errorText());
    TrafficRun run(
        service,
        QStringLiteral("--scenario idle-expiry --users 200 --rate 1000 --ramp 0s --duration 6s --progress")
            .split(u' '));
    double most = 0;
    double mostExpired = 0;
    for (int line = 1; run.lines(line, 10'000).size() == line && run.process().state() == QProcess::Running;
         ++line) {
        const QByteArray metrics = service.metrics();
        most = std::max({most, metricSum(metrics, "sessiond_sessions", {"state=\"retained\""}),
                         metricSum(metrics, "sessiond_sessions_retained_after_pass")});
        mostExpired = std::max(mostExpired, metricSum(metrics, "sessiond_sessions", {"state=\"expired\""}));
    }
    QVERIFY2(!run.report(20'000).isEmpty(), run.errorText());
    QTRY_COMPARE_WITH_TIMEOUT(metricSum(service.metrics(), "sessiond_sessions"), 0.0, 10'000);
    const double collected = metricSum(service.metrics(), "sessiond_sessions_collected_total");
    qInfo("%.0f sessions expired and were collected, %.0f at most at a time waited for it", collected,
          mostExpired);
    QVERIFY(collected > 1000);
    QCOMPARE(most, 0.0);
}

QD_TEST_GUILESS(TestLeakDrill)
#include "tst_leak_drill.moc"
