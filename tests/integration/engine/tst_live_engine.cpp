// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/http.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

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
};

QTEST_GUILESS_MAIN(TestLiveEngine)

#include "tst_live_engine.moc"
