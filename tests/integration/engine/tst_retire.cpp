// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/live_session.h"
#include "app/main_window.h"
#include "backend/engine/own_service.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// An engine is let go of in no time, and nothing of it is lost or left behind.
class TestRetire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void retiringTakesNoTimeAndIsReported()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        const qint64 pid = f.status().pid;
        ::kill(static_cast<pid_t>(pid), SIGSTOP); // it will take its ladder to the last rung
        QTRY_COMPARE(processState(pid), 'T');
        Answers<SessionPage> page;
        f.engine->gateway().fetchSessions({}, this, page.reply());
        QSignalSpy retired(f.engine.get(), &LiveEngine::retired);
        QSignalSpy published(f.engine.get(), &HistoryFeed::published);
        QElapsedTimer timer;
        timer.start();
        f.engine->retire();
        QVERIFY2(timer.elapsed() < 50, QByteArray::number(timer.elapsed()).constData());
        QVERIFY(retired.isEmpty() && processRuns(pid));
        QVERIFY(page.any() && !page.all[0] && page.all[0].error().code == ErrorCode::Unavailable);
        QTRY_COMPARE_WITH_TIMEOUT(retired.size(), 1, 10'000);
        QVERIFY(!processRuns(pid));
        QCOMPARE(published.size(), 0);
        timer.start();
        f.engine.reset();
        QVERIFY2(timer.elapsed() < 50, QByteArray::number(timer.elapsed()).constData());
    }

    void anEngineThatNeverStartedRetiresToo()
    {
        EngineFixture f;
        LiveEngine engine(f.config);
        QSignalSpy retired(&engine, &LiveEngine::retired);
        engine.retire();
        engine.start();
        QTRY_COMPARE(retired.size(), 1);
        QVERIFY(!QFile::exists(f.config.dataRoot));
    }

    void verdictsNobodyWaitedForAreSaidToBeUnseen()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("try"), 1s}, this, restart.reply());
        QTRY_VERIFY_WITH_TIMEOUT(
            restart.any() && restart.all.back() && restart.all.back()->step == RestartStep::Ready, 15'000);
        QTRY_VERIFY(f.event(EventKind::RestartFinished));
        const QString story = f.event(EventKind::RestartFinished)->correlation;
        f.engine.reset();
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        QCOMPARE(f.count(EventKind::RestartVerdict), 2);
        QCOMPARE(f.story(story).count(EventKind::RestartVerdict), 2);
        const Event *verdict = f.event(EventKind::RestartVerdict);
        QCOMPARE(verdict->reason, QStringLiteral("Not seen: the window closed."));
        QCOMPARE(verdict->body[u"verdict"].toString(), QStringLiteral("not seen"));
        QVERIFY(verdict->at <= f.now()->now);
    }

    void anActionUnderWayIsSaidToBeUnseen()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        ::kill(static_cast<pid_t>(f.status().pid), SIGSTOP);
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("it hangs"), 5s}, this, restart.reply());
        QTRY_VERIFY_WITH_TIMEOUT(restart.any(), 10'000);
        f.engine.reset();
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        QVERIFY(f.event(EventKind::ActionFailed));
        QCOMPARE(f.event(EventKind::ActionFailed)->reason, QStringLiteral("Not seen: the window closed."));
        QCOMPARE(f.event(EventKind::ActionFailed)->correlation, f.event(EventKind::RestartRequested)->correlation);
    }

    void aPurgeUnderWayIsSaidToBeUnseen()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        PurgeSelector selector;
        selector.state = PurgeSelector::State::Retained;
        Answers<PurgePreview> shown;
        f.engine->gateway().previewPurge(selector, this, shown.reply());
        QTRY_VERIFY_WITH_TIMEOUT(shown.any() && shown.all[0], 5'000);
        ::kill(static_cast<pid_t>(f.status().pid), SIGSTOP);
        Answers<PurgeProgress> purge;
        f.engine->gateway().purge({shown.all[0]->previewId, selector, 0, QStringLiteral("it hangs"), false}, this,
                                  purge.reply());
        QTRY_VERIFY(f.event(EventKind::PurgeRequested));
        f.engine.reset(); // the order is answered when the child is gone, and nobody is there to hear it
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        QCOMPARE(f.count(EventKind::ActionFailed), 1);
        QCOMPARE(f.event(EventKind::ActionFailed)->reason, QStringLiteral("Not seen: the window closed."));
        QCOMPARE(f.event(EventKind::ActionFailed)->correlation, f.event(EventKind::PurgeRequested)->correlation);
    }

    void aRestartWhoseEvidenceIsLateIsNotOrderedAfterTheWindow()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        ::kill(static_cast<pid_t>(f.status().pid), SIGSTOP);
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("it hangs"), 5s}, this, restart.reply());
        f.engine.reset(); // in this order: the action has begun, and waits for what a hung service never says
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        QCOMPARE(f.count(EventKind::RestartRequested), 0);
        QCOMPARE(f.count(EventKind::ServiceStarted), 2);
    }

    void aServiceThatEndsIsNotStartedAgain()
    {
        EngineFixture f;
        ServiceOptions options = f.config.service;
        options.dataDir = f.folder.filePath(QStringLiteral("sessiond"));
        OwnService service(options);
        QSignalSpy ready(&service, &WatchedService::ready);
        QSignalSpy gaveUp(&service, &WatchedService::gaveUp);
        QSignalSpy ended(&service, &WatchedService::ended);
        service.start();
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, 15'000);
        service.end({});
        service.restart(1s, {});
        QCOMPARE(gaveUp.size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 10'000);
        QCOMPARE(service.facts().health, Health::Down);
        QVERIFY(!QTest::qWaitFor([&] { return service.facts().health != Health::Down; }, 500));
    }

    void turningToAnotherServiceDoesNotHoldTheWindow()
    {
        EngineFixture f;
        Settings settings{QString()};
        const TimelineClock clock;
        MainWindow window(settings, clock);
        ServiceChoice service;
        service.dataDir = f.config.dataRoot;
        service.insecureHashing = true;
        service.users = 1;
        LiveSession session(window, service);
        const TargetChoice practice{TargetChoice::Kind::Practice, {}, {}};
        const auto serves = [&] {
            const Health health = window.history()->status.health;
            return window.history()->status.pid > 0 && (health == Health::Ok || health == Health::Degraded);
        };
        QVERIFY(session.watch(practice));
        QTRY_VERIFY_WITH_TIMEOUT(serves(), 20'000);
        const qint64 pid = window.history()->status.pid;
        ::kill(static_cast<pid_t>(pid), SIGSTOP);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(session.watch(practice)); // the same folder, which the first one still owns
        QVERIFY2(timer.elapsed() < 300, QByteArray::number(timer.elapsed()).constData());
        QVERIFY(processRuns(pid));
        QTRY_VERIFY_WITH_TIMEOUT(serves() && window.history()->status.pid != pid, 20'000);
        QVERIFY2(window.history()->status.problem.isEmpty(), qPrintable(window.history()->status.problem));
        QVERIFY(!processRuns(pid));
        const qint64 second = window.history()->status.pid;
        session.finish();
        QVERIFY(!processRuns(second));
        QVERIFY(!window.isWatching());
    }
};

QTEST_MAIN(TestRetire)

#include "tst_retire.moc"
