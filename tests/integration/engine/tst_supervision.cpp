// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/processes.h"
#include "tests/support/test_program.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <cstdio>
#include <thread>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

/// A window without a picture: runs an engine until it is killed; prints the pids of its children once they serve.
int runAsWindow(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    // In the folder of who kills us, and who then cleans up.
    EngineFixture f(QString::fromLocal8Bit(argv[2]));
    f.config.where = Where::Practice;
    f.config.startTraffic = true;
    f.config.traffic.users = 3;
    f.start();
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &app, [&] {
        if (!f.isServing() || !f.status().trafficRunning)
            return;
        std::printf("%lld\n", static_cast<long long>(f.status().pid));
        std::fflush(stdout);
        poll.stop();
    });
    poll.start(20);
    return app.exec();
}

bool writeProgram(const QString &path, const QByteArray &text)
{
    QFile script(path);
    return script.open(QIODevice::WriteOnly) && script.write(text) == text.size() &&
           script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

} // namespace

class TestSupervision : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void noChildOutlivesAKilledWindow()
    {
        for (int round = 0; round < 3; ++round) {
            QTemporaryDir folder;
            QProcess window;
            window.start(QCoreApplication::applicationFilePath(),
                         {testName(__FILE__), QStringLiteral("--window"), folder.path()});
            QTRY_VERIFY_WITH_TIMEOUT(window.canReadLine(), 30'000);
            const qint64 pid = window.readLine().trimmed().toLongLong();
            QVERIFY(processRuns(pid));
            QVERIFY(processesNaming({folder.path().toUtf8()}).size() >= 3);
            QElapsedTimer timer;
            timer.start();
            window.kill();
            QVERIFY(window.waitForFinished());
            QTRY_VERIFY_WITH_TIMEOUT(!processRuns(pid), 2'000);
            QTRY_VERIFY_WITH_TIMEOUT(processesNaming({folder.path().toUtf8()}).isEmpty(), 2'000);
            qInfo("both children gone %lld ms after the window was killed", timer.elapsed());
        }
    }

    void aHangIsEndedAndServedAgain()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        const qint64 pid = f.status().pid;
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(pid), SIGSTOP);
        QTRY_VERIFY_WITH_TIMEOUT(f.status().health == Health::Down, 6'000);
        QVERIFY(f.status().problem.contains(QStringLiteral("no answer")));
        QTRY_VERIFY_WITH_TIMEOUT(f.event(EventKind::ServiceHung), 14'000);
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().pid != pid, 5'000);
        qInfo("serving again %lld ms after SIGSTOP", timer.elapsed());
        QVERIFY(timer.elapsed() < 15'000);
        QVERIFY(!processRuns(pid));
    }

    void aRestartClimbsTheLadderWhereTheDrainIsNotHeard()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        const qint64 pid = f.status().pid;
        ::kill(static_cast<pid_t>(pid), SIGSTOP);
        QTRY_COMPARE(processState(pid), 'T');
        Answers<RestartProgress> restart;
        QElapsedTimer timer;
        timer.start();
        f.engine->gateway().restart({QStringLiteral("it hangs"), 1s}, this, restart.reply());
        QTRY_VERIFY_WITH_TIMEOUT(
            restart.any() && restart.all.back() && restart.all.back()->step == RestartStep::Ready, 20'000);
        qInfo("a stopped service was restarted in %lld ms", timer.elapsed());
        QVERIFY(!processRuns(pid));
        QCOMPARE(f.count(EventKind::ServiceCrashed), 0);
    }

    void aStoppedServiceDoesNotHoldTheWindow()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        const qint64 pid = f.status().pid;
        ::kill(static_cast<pid_t>(pid), SIGSTOP);
        QTRY_COMPARE(processState(pid), 'T');
        QElapsedTimer timer;
        timer.start();
        f.engine.reset();
        qInfo("the engine ended in %lld ms", timer.elapsed());
        QVERIFY(timer.elapsed() < 8'000);
        QVERIFY(!processRuns(pid));
    }

    void fiveCrashesStopItAndSaySo()
    {
        EngineFixture f;
        f.start();
        qint64 last = 0;
        for (int crash = 0; crash < 5; ++crash) {
            QTRY_VERIFY_WITH_TIMEOUT(f.status().health == Health::Ok && f.status().pid != last, 15'000);
            last = f.status().pid;
            ::kill(static_cast<pid_t>(last), SIGKILL);
        }
        QTRY_VERIFY_WITH_TIMEOUT(f.status().problem.contains(QStringLiteral("5 times in ten minutes")), 3'000);
        QVERIFY(f.status().health == Health::Down);
        QCOMPARE(f.count(EventKind::ServiceCrashed), 5);
        // By hand it goes on.
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("by hand"), 1s}, this, restart.reply());
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 10'000);
        QVERIFY(f.status().problem.isEmpty());
    }

    /// Else those who leave without signing out add up for half an hour, which looks like a leak.
    void trafficThatIsKilledIsStartedAgain()
    {
        EngineFixture f;
        f.config.where = Where::Practice;
        f.config.startTraffic = true;
        f.config.traffic.users = 3;
        f.start();
        const auto traffic = [&] { return processesNaming({"sessiontraffic", f.folder.path().toUtf8()}); };
        QTRY_VERIFY_WITH_TIMEOUT(f.status().trafficRunning && traffic().size() == 1, 15'000);
        const qint64 first = traffic().front();
        ::kill(static_cast<pid_t>(first), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(f.count(EventKind::TrafficChanged), 2, 5'000);
        const QString words = f.event(EventKind::TrafficChanged)->reason;
        QVERIFY2(words.contains(QStringLiteral("signal 9")) &&
                     words.endsWith(QStringLiteral("It is started again.")),
                 qPrintable(words));
        QTRY_VERIFY_WITH_TIMEOUT(f.status().trafficRunning && traffic().size() == 1 && traffic().front() != first,
                                 5'000);
        Answers<bool> stop;
        f.engine->gateway().setTraffic(false, this, stop.reply());
        QTRY_VERIFY_WITH_TIMEOUT(!f.status().trafficRunning && traffic().isEmpty(), 5'000);
        QCOMPARE(f.count(EventKind::TrafficChanged), 3); // which nobody takes for a death
    }

    void practiceForgetsTheIdleSoon()
    {
        EngineFixture f;
        f.config.where = Where::Practice;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(f.status().pid));
        QVERIFY(arguments.open(QIODevice::ReadOnly));
        QVERIFY(arguments.readAll().replace('\0', ' ').contains(" --idle-timeout 5m "));
    }

    void aPortInUseIsOneClearLine()
    {
        HostileServer other;
        EngineFixture f;
        f.config.service.dataPort = other.port();
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.status().health == Health::Down && !f.status().problem.isEmpty(), 10'000);
        const QString problem = f.status().problem;
        QVERIFY2(problem.startsWith(QStringLiteral("sessiond did not start: ")) &&
                     problem.count(QStringLiteral("sessiond")) == 1 &&
                     problem.contains(QString::number(other.port())) &&
                     problem.contains(QStringLiteral("in use")) &&
                     problem.endsWith(QStringLiteral("Nothing was changed.")) && !problem.contains(u'\n'),
                 qPrintable(problem));
        QVERIFY(f.status().pid == 0 && f.status().canRestart);
    }

    void aMissingProgramIsOneClearLine()
    {
        EngineFixture f;
        f.config.service.program = f.folder.filePath(QStringLiteral("nothing-here"));
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.status().problem.contains(QStringLiteral("is missing")), 5'000);
        QVERIFY(f.status().health == Health::Down);
        QVERIFY(f.engine->gateway().refusal(ActionKind::Purge).value().contains(QStringLiteral("is missing")));
    }

    void aProgramThatIsSomethingElseIsNotBelieved()
    {
        EngineFixture f;
        f.config.service.program = f.folder.filePath(QStringLiteral("impostor"));
        QVERIFY(writeProgram(
            f.config.service.program,
            "#!/bin/sh\necho '{\"event\":\"listening\",\"data\":1,\"admin\":1,\"pid\":1,\"instance\":\"x\","
            "\"api\":1}'\nexec sleep 60\n"));
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.status().problem.contains(QStringLiteral("announced itself as something else")),
                                 5'000);
        QVERIFY(f.count(EventKind::ServiceStarted) == 0);
    }

    void aProgramThatNeverListensIsEndedWithAllThatItStarted()
    {
        EngineFixture f;
        f.config.service.program = f.folder.filePath(QStringLiteral("mute"));
        f.config.service.startDeadline = 700ms;
        const QString pids = f.folder.filePath(QStringLiteral("pids"));
        QVERIFY(writeProgram(f.config.service.program,
                             "#!/bin/sh\nsleep 600 &\necho $! >> " + pids.toUtf8() + "\nwait\n"));
        const auto grandchildren = [&pids] {
            QFile file(pids);
            QList<qint64> found;
            if (file.open(QIODevice::ReadOnly)) {
                for (const QByteArray &line : file.readAll().split('\n'))
                    if (!line.isEmpty())
                        found << line.toLongLong();
            }
            return found;
        };
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.event(EventKind::ServiceHung), 10'000);
        QCOMPARE(f.event(EventKind::ServiceHung)->reason,
                 QStringLiteral("sessiond runs and has not begun to listen within 0.7 s; it is ended and started "
                                "again."));
        QVERIFY(!f.status().problem.isEmpty());
        QVERIFY(f.count(EventKind::ServiceStarted) == 0);
        const qint64 first = grandchildren().constFirst();
        QTRY_VERIFY_WITH_TIMEOUT(!processRuns(first), 3'000);
        // And the one that runs when the window closes, where SIGTERM ends the shell and not what it started.
        QTRY_VERIFY_WITH_TIMEOUT(grandchildren().size() >= 2 && processRuns(grandchildren().constLast()), 10'000);
        f.engine.reset();
        for (const qint64 pid : grandchildren())
            QTRY_VERIFY2_WITH_TIMEOUT(!processRuns(pid), QByteArray::number(pid).constData(), 3'000);
    }

    void oneThatListensAndDoesNotAnswerIsNotCalledAStranger()
    {
        HostileServer mute;
        EngineFixture f;
        f.config.service.program = f.folder.filePath(QStringLiteral("slow"));
        QVERIFY(
            writeProgram(f.config.service.program,
                         "#!/bin/sh\necho '{\"event\":\"listening\",\"data\":" + QByteArray::number(mute.port()) +
                             ",\"admin\":" + QByteArray::number(mute.port()) +
                             ",\"pid\":'$$',\"instance\":\"mine\",\"api\":1}'\nexec sleep 600\n"));
        f.start();
        QTRY_VERIFY2_WITH_TIMEOUT(
            f.status().problem.contains(QStringLiteral("listens on port %1 and did not answer within 5 s; it is "
                                                       "asked again")
                                            .arg(mute.port())),
            qPrintable(f.status().problem), 9'000);
        QVERIFY(f.status().health == Health::Starting && f.status().pid > 0);
        // It comes to its senses: nothing was killed for being slow.
        const qint64 pid = f.status().pid;
        mute.answerText(R"({"instance":"mine"})");
        QTRY_VERIFY_WITH_TIMEOUT(f.event(EventKind::ServiceReady), 9'000);
        QVERIFY(f.status().pid == pid && f.count(EventKind::ServiceCrashed) == 0);
        QVERIFY(!f.status().problem.contains(QStringLiteral("did not answer within")));
    }

    void aStartThatTakesItsTimeIsNoFailure()
    {
        EngineFixture f;
        f.config.scrape.interval = 100ms;
        f.config.service.program = f.folder.filePath(QStringLiteral("sleepy"));
        QVERIFY(writeProgram(f.config.service.program, "#!/bin/sh\nsleep 1\nexec " +
                                                           programPath(QStringLiteral("sessiond")).toUtf8() +
                                                           " \"$@\"\n"));
        f.start();
        QTRY_COMPARE_WITH_TIMEOUT(f.figure("up"), 0.0, 5'000); // it is down, and that is kept
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        QCOMPARE(f.count(EventKind::ScrapeFailed), 0);
        QCOMPARE(f.count(EventKind::ScrapeRecovered), 0);
        // Once it was there it is another matter.
        ::kill(static_cast<pid_t>(f.status().pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(f.count(EventKind::ScrapeRecovered) == 1, 10'000);
        QCOMPARE(f.count(EventKind::ScrapeFailed), 1);
    }

    void aStrangerOnOurPortIsCalledOne()
    {
        HostileServer stranger;
        stranger.answerText(R"({"instance":"theirs"})");
        EngineFixture f;
        f.config.service.program = f.folder.filePath(QStringLiteral("robbed"));
        QVERIFY(writeProgram(f.config.service.program,
                             "#!/bin/sh\necho '{\"event\":\"listening\",\"data\":1,\"admin\":" +
                                 QByteArray::number(stranger.port()) +
                                 ",\"pid\":'$$',\"instance\":\"mine\",\"api\":1}'\nexec sleep 600\n"));
        f.start();
        QTRY_VERIFY2_WITH_TIMEOUT(f.status().problem.contains(QStringLiteral("answered by something else")),
                                  qPrintable(f.status().problem), 5'000);
        QVERIFY(f.count(EventKind::ServiceStarted) == 0);
    }

    void aDataFolderInUseIsOneClearLine()
    {
        RealSessiond running({QStringLiteral("--insecure-hashing")});
        QVERIFY2(running.start(), running.errorText().constData());
        EngineFixture f;
        f.config.service.dataDir = running.dataDir();
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.status().health == Health::Down && !f.status().problem.isEmpty(), 10'000);
        const QString problem = f.status().problem;
        qInfo("%s", qPrintable(problem));
        QVERIFY2(problem.startsWith(QStringLiteral("sessiond did not start: ")) &&
                     problem.contains(running.dataDir()) &&
                     problem.endsWith(QStringLiteral("Nothing was changed.")) && !problem.contains(u'\n'),
                 qPrintable(problem));
        QVERIFY(running.isRunning());
        QCOMPARE(running.data("GET", "/healthz").status, 200);
    }

    void aSecondWindowIsToldAndChangesNothing()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        EngineFixture second;
        second.config.dataRoot = f.config.dataRoot;
        second.start();
        QTRY_VERIFY_WITH_TIMEOUT(!second.status().problem.isEmpty(), 5'000);
        QCOMPARE(second.status().problem,
                 QStringLiteral("Another window already works on %1/local. Nothing was changed; close it first.")
                     .arg(f.config.dataRoot));
        QVERIFY(second.status().health == Health::Down);
        QVERIFY(second.status().pid == 0);
        QVERIFY(f.isServing());
    }

    void aDamagedEventLogIsRefusedInOneLine()
    {
        EngineFixture f;
        QVERIFY(QDir().mkpath(f.config.dataRoot + QStringLiteral("/local")));
        QFile log(f.config.dataRoot + QStringLiteral("/local/events.db"));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(QByteArray(4096, 'x'));
        log.close();
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.status().problem.contains(QStringLiteral("is damaged")), 5'000);
        QVERIFY(f.status().pid == 0);
    }

    void aWindowThatStallsMissesPicturesAndNoData()
    {
        EngineFixture f;
        f.config.scrape.interval = 100ms;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        int published = 0;
        QObject::connect(f.engine.get(), &HistoryFeed::published, this, [&published] { ++published; });
        const std::uint64_t before = f.now()->generation;
        const Timestamp begun = f.now()->now;
        // The GUI thread does nothing for two seconds, as when a driver or a dialog of the desktop holds it.
        QElapsedTimer stall;
        stall.start();
        while (stall.elapsed() < 2'000)
            std::this_thread::yield();
        QCoreApplication::processEvents();
        QVERIFY2(published <= 2, QByteArray::number(published).constData());
        QVERIFY(f.now()->generation >= before + 10);
        const auto scraped = f.now()->series.first("up").samples({begun, f.now()->now});
        QVERIFY2(scraped.size() >= 15, QByteArray::number(qulonglong(scraped.size())).constData());
        QVERIFY(f.now()->series.gaps({begun, f.now()->now}).empty());
    }
};

namespace {

int run(int argc, char **argv)
{
    if (argc == 3 && QByteArrayView(argv[1]) == "--window")
        return runAsWindow(argc, argv);
    QCoreApplication app(argc, argv);
    TestSupervision test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace

QD_TEST_MAIN(run)

#include "tst_supervision.moc"
