// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/live_session.h"
#include "app/main_window.h"
#include "backend/engine/data_folder.h"
#include "backend/engine/own_service.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/dashboard/banner.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QScopeGuard>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

/// Whoever asks for the time while `held` is locked gets stuck where no signal reaches it.
struct StuckClock final : Clock
{
    mutable std::mutex held;
    [[nodiscard]] Timestamp now() const override
    {
        const std::lock_guard lock(held);
        return TimelineClock().now();
    }
};

/// A token file that keeps its reader waiting.
struct StuckToken
{
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("token"));
    int end = -1; ///< ours, once somebody reads

    StuckToken() { ::mkfifo(QFile::encodeName(path).constData(), 0600); }
    ~StuckToken() { letGo(); }
    [[nodiscard]] bool isRead()
    {
        if (end < 0)
            end = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        return end >= 0;
    }
    /// Whoever waits goes on, and finds nothing. Whoever comes later finds a token.
    void letGo()
    {
        QFile::remove(path);
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write("sekrit\n");
        if (end >= 0)
            ::close(std::exchange(end, -1));
    }
    [[nodiscard]] TargetChoice target(int port = 1) const
    {
        return {TargetChoice::Kind::Attach, QStringLiteral("http://127.0.0.1:%1").arg(port), path};
    }
};

/// A window with a session of its own, on data in a folder of its own.
struct Desk
{
    QTemporaryDir folder;
    Settings settings{QString()};
    TimelineClock clock;
    MainWindow window{settings, clock};
    LiveSession session;

    explicit Desk(Millis patience)
        : session(window, choice(folder.filePath(QStringLiteral("data"))), patience)
    {}
    static ServiceChoice choice(const QString &dataDir)
    {
        ServiceChoice service;
        service.dataDir = dataDir;
        service.insecureHashing = true;
        service.users = 1;
        return service;
    }
    [[nodiscard]] bool serves() const
    {
        const ServiceStatus &status = window.history()->status;
        return status.pid > 0 && (status.health == Health::Ok || status.health == Health::Degraded);
    }
    [[nodiscard]] QString banner() const { return window.findChild<Banner *>()->message(); }
    [[nodiscard]] bool isFree(const QString &target) const
    {
        return DataFolder::open(folder.filePath(QStringLiteral("data")), target).has_value();
    }
};

} // namespace

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

    void anEngineThatHangsIsLeftBehind()
    {
        EngineFixture f;
        auto clock = std::make_shared<StuckClock>();
        f.config.clock = clock;
        f.config.endPatience = 700ms;
        f.start();
        f.config.clock.reset();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        const qint64 pid = f.status().pid;
        const std::weak_ptr<StuckClock> engineHas = clock;
        clock->held.lock();
        Answers<SessionPage> page;
        f.engine->gateway().fetchSessions({}, this, page.reply());
        QTest::ignoreMessage(QtCriticalMsg, "the engine did not end within 700 ms and is left behind");
        QElapsedTimer timer;
        timer.start();
        f.engine.reset();
        QVERIFY2(timer.elapsed() < 2'000, QByteArray::number(timer.elapsed()).constData());
        QVERIFY(page.any() && !page.all[0] && processRuns(pid));
        clock->held.unlock(); // it comes round, and ends itself and all that is its own
        clock.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!processRuns(pid), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(engineHas.expired(), 10'000);
        QVERIFY(DataFolder::open(f.config.dataRoot, QStringLiteral("local")));
    }

    void anEngineThatHangsHoldsUpNoOtherFolder()
    {
        StuckToken token;
        Desk desk(500ms);
        QVERIFY(desk.session.watch(token.target()));
        QTRY_VERIFY(token.isRead());
        QVERIFY(desk.session.watch({TargetChoice::Kind::Practice, {}, {}}));
        QTRY_VERIFY_WITH_TIMEOUT(desk.serves(), 20'000);
        QCOMPARE(desk.banner(), QString());
        QVERIFY(!desk.isFree(QStringLiteral("127.0.0.1_1")));
        token.letGo();
        QTRY_VERIFY(desk.isFree(QStringLiteral("127.0.0.1_1")));
    }

    void whoWaitsForAnEngineThatHangsIsTold()
    {
        StuckToken token;
        Desk desk(300ms);
        QVERIFY(desk.session.watch(token.target()));
        QTRY_VERIFY(token.isRead());
        QVERIFY(desk.session.watch(token.target()));
        QCOMPARE(desk.banner(), QString());
        QTRY_VERIFY2(desk.banner().contains(QStringLiteral("it hangs")), qPrintable(desk.banner()));
        QCOMPARE(desk.window.history()->status.health, Health::None);
        token.letGo();
        QTRY_VERIFY(desk.window.history()->status.health != Health::None);
        QCOMPARE(desk.banner(), QStringLiteral("What was watched before has ended."));
    }

    void theEndOfTheProgramWaitsOnceForAnEngineThatHangs()
    {
        StuckToken token;
        auto desk = std::make_unique<Desk>(600ms);
        QVERIFY(desk->session.watch(token.target()));
        QTRY_VERIFY(token.isRead());
        QTest::ignoreMessage(QtCriticalMsg, "the engine did not end within 600 ms and is left behind");
        QElapsedTimer timer;
        timer.start();
        desk->session.finish();
        QVERIFY2(timer.elapsed() >= 550, QByteArray::number(timer.elapsed()).constData());
        desk->session.finish();
        QVERIFY2(timer.elapsed() < 1'000, QByteArray::number(timer.elapsed()).constData());
        const QString root = desk->folder.filePath(QStringLiteral("data"));
        desk->folder.setAutoRemove(false);
        const auto clean = qScopeGuard([&] { QDir(QFileInfo(root).path()).removeRecursively(); });
        desk.reset();
        QVERIFY2(timer.elapsed() < 1'500, QByteArray::number(timer.elapsed()).constData());
        token.letGo();
        QTRY_VERIFY(DataFolder::open(root, QStringLiteral("127.0.0.1_1")));
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

QD_TEST_WIDGETS(TestRetire)

#include "tst_retire.moc"
