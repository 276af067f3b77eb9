// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/http.h"
#include "tests/support/test_program.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <atomic>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

Labels activeLabels()
{
    return Labels({{"state", "active"}});
}

/// Goes on as time does, but for what it jumps: as a timeline does over a suspended machine.
class JumpingClock final : public Clock
{
public:
    [[nodiscard]] Timestamp now() const override { return m_clock.now() + Millis(m_ahead.load()); }
    void jump(Millis by) { m_ahead += by.count(); }

private:
    TimelineClock m_clock;
    std::atomic<std::int64_t> m_ahead = 0;
};

} // namespace

class TestLiveEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void scrapesARealServiceAndEndsItWithItself()
    {
        qint64 pid = 0;
        {
            EngineFixture f;
            QVERIFY(f.folder.isValid());
            f.start();
            QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
            QCOMPARE(f.status().release, QStringLiteral("r1"));
            QVERIFY(f.status().memoryLimitBytes > 0);
            QVERIFY(f.status().startedAt.has_value());
            QVERIFY(f.event(EventKind::ServiceReady));
            QCOMPARE(f.figure("up"), 1.0);
            QTRY_VERIFY_WITH_TIMEOUT(f.count(EventKind::ServiceEvent) > 0, 5'000);
            pid = f.status().pid;
            QVERIFY(processRuns(pid));
        }
        QVERIFY(!processRuns(pid));
    }

    void aCrashIsNoticedAtOnceAndServedAgain()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        const qint64 pid = f.status().pid;
        const quint16 port = f.port("data_port");
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(f.event(EventKind::ServiceCrashed), 1'000);
        const auto noticed = timer.elapsed();
        QTRY_VERIFY_WITH_TIMEOUT(f.count(EventKind::ServiceReady) == 2, 3'000);
        const auto served = timer.elapsed();
        qInfo("noticed after %lld ms, serving again after %lld ms", noticed, served);
        QVERIFY(noticed < 1'000);
        QCOMPARE(f.event(EventKind::ServiceCrashed)->body[u"signal"].toInt(), SIGKILL);
        QCOMPARE(f.port("data_port"), port);
        QCOMPARE(http(port, "GET", "/readyz").status, 200);
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().pid != pid, 5'000);
        const HistoryPtr now = f.now();
        QVERIFY(!now->series.gaps(now->series.extent()).empty());
    }

    void aMachineThatSleptIsAGap()
    {
        EngineFixture f;
        const auto clock = std::make_shared<JumpingClock>();
        f.config.clock = clock;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        const auto sleeps = [&] {
            QStringList words;
            for (std::size_t i = 0; i < f.now()->events.size(); ++i)
                if (const Event &event = f.now()->events.at(i); event.kind == EventKind::Gap)
                    words << event.reason;
            return words.filter(QStringLiteral("slept"));
        };
        const auto wasScrapedAfter = [&](Timestamp when) { return f.status().lastScrapeAt > when; };
        const Timestamp nap = clock->now();
        clock->jump(8s);
        QTRY_VERIFY(wasScrapedAfter(nap + 8s));
        QCOMPARE(sleeps(), QStringList()); // too short for a word
        const Timestamp asleep = clock->now();
        clock->jump(1h);
        QTRY_COMPARE(sleeps().size(), 1);
        QVERIFY2(sleeps().front().contains(QStringLiteral("slept for 1 h")), qPrintable(sleeps().front()));
        const auto gaps = f.now()->series.gaps(f.now()->series.extent());
        QVERIFY(std::ranges::any_of(
            gaps, [&](TimeRange gap) { return gap.begin <= asleep + 1s && gap.end >= asleep + 1h; }));
        const Timestamp awake = clock->now();
        QTRY_VERIFY(wasScrapedAfter(awake));
        QCOMPARE(sleeps().size(), 1);
    }

    void anotherReleaseIsADeploy()
    {
        EngineFixture f;
        for (const auto *release : {"r1", "r1", "r2"}) {
            f.config.service.release = QLatin1String(release);
            f.engine.reset();
            f.start();
            QTRY_VERIFY2_WITH_TIMEOUT(f.isServing(), qPrintable(f.status().problem), 15'000);
        }
        QTRY_COMPARE(f.count(EventKind::Deploy), 1);
        QCOMPARE(f.event(EventKind::Deploy)->body[u"release"].toString(), QStringLiteral("r2"));
        QCOMPARE(f.event(EventKind::Deploy)->body[u"before"].toString(), QStringLiteral("r1"));
        QCOMPARE(f.count(EventKind::WindowOpened), 3);
        QCOMPARE(f.count(EventKind::WindowClosed), 2);
    }

    void practiceAccountsAreMadeOverACrashOfTheService()
    {
        EngineFixture f;
        f.config.where = Where::Practice;
        f.config.startTraffic = true;
        f.config.traffic.users = 60;
        f.config.traffic.requestsPerSecond = 60;
        f.config.service.insecureHashing = false; // making them takes its time
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().trafficRunning &&
                                     f.figure("sessiond_sessions", activeLabels()) > 0.0,
                                 30'000);
        ::kill(static_cast<pid_t>(f.status().pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(f.count(EventKind::ServiceReady) == 2, 10'000);
        // The last account signs in, so it was made: by a service whose token is another than the first one's.
        SessionQuery last;
        last.user = QStringLiteral("practice-00060");
        Answers<SessionPage> page;
        const auto isSignedIn = [&] {
            if (page.any() && page.all.back() && !page.all.back()->rows.empty())
                return true;
            page.all.clear();
            f.engine->gateway().fetchSessions(last, this, page.reply());
            return QTest::qWaitFor([&] { return page.any(); }, 1'000) && page.all.back() &&
                   !page.all.back()->rows.empty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isSignedIn(), 60'000);
        QVERIFY(f.status().trafficRunning && f.count(EventKind::TrafficChanged) == 1);
    }

    void aRestartKeepsTheActiveAndDropsTheRetained()
    {
        EngineFixture f;
        f.config.where = Where::Practice;
        f.config.startTraffic = true;
        f.config.traffic.users = 20;
        f.config.traffic.requestsPerSecond = 40;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.figure("sessiond_sessions", activeLabels()) > 5.0, 30'000);
        QVERIFY(f.status().trafficRunning);
        Answers<RestartPlan> plan;
        f.engine->gateway().planRestart(this, plan.reply());
        QTRY_VERIFY(plan.any());
        QVERIFY(plan.all[0]->sessionsKept > 0);
        QVERIFY(plan.all[0]->requestsInFlight >= 0);
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("memory"), 5s}, this, restart.reply());
        QTRY_VERIFY_WITH_TIMEOUT(
            restart.any() && (!restart.all.back() || restart.all.back()->step >= RestartStep::Ready), 20'000);
        QList<RestartStep> steps;
        for (const auto &answer : restart.all) {
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().words));
            steps << answer->step;
        }
        QCOMPARE(steps, (QList<RestartStep>{RestartStep::EvidenceCaptured, RestartStep::Draining,
                                            RestartStep::Stopped, RestartStep::Started, RestartStep::Ready}));
        qInfo("restarted in %lld ms, %lld sessions kept of %lld, %lld requests failed",
              qint64(restart.all.back()->elapsed.count()), qint64(restart.all.back()->sessionsKept),
              qint64(plan.all[0]->sessionsKept), qint64(restart.all.back()->requestsFailed));
        QVERIFY(restart.all.back()->requestsFailed >= 0);
        QVERIFY(restart.all.back()->sessionsKept >= plan.all[0]->sessionsKept / 2);
        QTRY_VERIFY(f.event(EventKind::RestartFinished));
        const Event done = *f.event(EventKind::RestartFinished);
        const QList<EventKind> kinds = f.story(done.correlation);
        QVERIFY(kinds.contains(EventKind::RestartRequested) && kinds.contains(EventKind::ServiceStopped) &&
                kinds.contains(EventKind::ServiceStarted) && kinds.contains(EventKind::ServiceReady));
        QVERIFY(f.event(EventKind::RestartRequested)->body[u"evidence"][u"status"].isObject());
        QCOMPARE(f.count(EventKind::ServiceCrashed), 0);
        QTRY_COMPARE_WITH_TIMEOUT(f.figure("quarterdeck_restarts_total"), 1.0, 5'000);
        QVERIFY(f.status().trafficRunning);
    }
};

QD_TEST_GUILESS(TestLiveEngine)

#include "tst_live_engine.moc"
