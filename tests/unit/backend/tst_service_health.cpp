// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/service_health.h"
#include "model/health/reading.h"
#include "model/rules/derived_names.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const Timestamp now = Timestamp(100'000s);

struct Figures
{
    double retained = 0, rise = 0, errors = 0, resident = 0, limit = 1000;
};

SeriesSnapshot seriesOf(const Figures &figures)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}, 1s});
    const std::array values{
        SeriesValue{store.series(group, {"sessiond_sessions", Labels({{"state", "retained"}})}), figures.retained},
        SeriesValue{store.series(group, {std::string(derived::retainedSlope), {}}), figures.rise},
        SeriesValue{store.series(group, {std::string(derived::errorPercent1m), {}}), figures.errors},
        SeriesValue{store.series(group, {"process_resident_memory_bytes", {}}), figures.resident},
        SeriesValue{store.series(group, {"sessiond_memory_limit_bytes", {}}), figures.limit},
        SeriesValue{store.series(group, {"sessiond_http_requests_in_flight", {}}), 3}};
    if (!store.append(group, now - 1s, values))
        qFatal("not stored");
    return store.snapshot();
}

} // namespace

class TestServiceHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void callsDegradedWhatIs_data()
    {
        QTest::addColumn<Figures>("figures");
        QTest::addColumn<QString>("problem"); // a beginning; empty: healthy
        const auto row = [](const char *name, Figures figures, const char *problem) {
            QTest::newRow(name) << figures << QString::fromLatin1(problem);
        };
        row("all well", {}, "");
        row("retained and rising", {4812, 40, 0, 0, 1000}, "4,812 sessions retained after logout.");
        row("retained and not rising", {4812, 0, 0, 0, 1000}, "4,812 sessions retained after logout.");
        row("a few retained", {9, 40, 0, 0, 1000}, "");
        row("errors", {0, 0, 7.25, 0, 1000}, "Too many requests fail: above 5 %.");
        row("some errors", {0, 0, 1.1, 0, 1000}, "Too many requests fail: above 1 %.");
        row("few errors", {0, 0, 0.9, 0, 1000}, "");
        row("near the memory limit", {0, 0, 0, 930, 1000}, "Memory is above 90 % of its limit.");
        row("the worse of two", {4812, 0, 0, 930, 1000}, "Memory is above 90 % of its limit.");
        row("memory without a limit", {0, 0, 0, 930, 0}, "");
    }

    void callsDegradedWhatIs()
    {
        QFETCH(Figures, figures);
        QFETCH(QString, problem);
        ServiceStatus status;
        status.health = Health::Ok;
        judge(status, seriesOf(figures), now);
        QVERIFY2(problem.isEmpty() ? status.problem.isEmpty() : status.problem.startsWith(problem),
                 qPrintable(status.problem));
        QVERIFY(status.health == (problem.isEmpty() ? Health::Ok : Health::Degraded));
        // The word above the list and the list agree.
        HistorySnapshot history;
        history.now = now;
        history.series = seriesOf(figures);
        history.status = status;
        const bool isOpen = std::ranges::any_of(findings(history, now), [](const Finding &f) {
            return f.severity == Severity::Warning || f.severity == Severity::Critical;
        });
        QCOMPARE(isOpen, severityOf(status.health) != Severity::Ok);
        QCOMPARE(status.memoryLimitBytes, std::int64_t(figures.limit));
        QCOMPARE(status.requestsInFlight, 3);
    }

    void aDownServiceIsNotCalledDegraded()
    {
        ServiceStatus status;
        status.health = Health::Down;
        status.problem = QStringLiteral("sessiond was ended by signal 9");
        judge(status, seriesOf({4812, 40, 0, 0, 1000}), now);
        QVERIFY(status.health == Health::Down);
        QCOMPARE(status.problem, QStringLiteral("sessiond was ended by signal 9"));
    }

    void scrapesThatFailAreSaid()
    {
        ServiceStatus status;
        status.health = Health::Ok;
        judgeScrapes(status, Error{ErrorCode::Timeout, QStringLiteral("no answer within 3 s")}, now);
        QVERIFY(status.health == Health::Down);
        QCOMPARE(status.problem, QStringLiteral("The metrics of PRACTICE cannot be read: no answer within 3 s."));
        status.health = Health::Ok;
        judgeScrapes(status, Error{ErrorCode::Invalid, QStringLiteral("Line 2 of the metrics: x")}, now);
        QVERIFY(status.health == Health::Unknown);
    }

    void silenceForFifteenSecondsIsUnknown()
    {
        ServiceStatus status;
        status.health = Health::Ok;
        status.lastScrapeAt = now - 15s;
        judgeScrapes(status, {}, now);
        QVERIFY(status.health == Health::Ok);
        judgeScrapes(status, {}, now + 1ms);
        QVERIFY(status.health == Health::Unknown);
    }
};

QD_TEST_GUILESS(TestServiceHealth)

#include "tst_service_health.moc"
