// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/http.h"
#include "tests/support/test_program.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QJsonArray>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

namespace {

QByteArray bearerOf(const QByteArray &request)
{
    const qsizetype at = request.indexOf("Bearer ") + 7;
    return request.mid(at, request.indexOf("\r\n", at) - at);
}

QByteArray headerOf(const QByteArray &request, const QByteArray &name)
{
    const qsizetype at = request.indexOf("\r\n" + name + ": ");
    return at < 0 ? QByteArray() : request.mid(at + name.size() + 4).split('\r').front();
}

QByteArray response(int status, const QByteArray &body)
{
    return "HTTP/1.1 " + QByteArray::number(status) +
           " Said\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

/// In front of a real service: passes on what is asked, and loses answers as it is told to.
struct Forgetful
{
    RealSessiond &service;
    HostileServer server;
    int purges = 0;       ///< orders that were passed on
    int lost = 0;         ///< answers to them that are to be lost
    bool swallow = false; ///< orders are lost as well as their answers
    bool crash = false;   ///< after the next order that is passed on: the purge is done, the service starts again

    explicit Forgetful(RealSessiond &to)
        : service(to)
    {
        server.answerByOrClose([this](const QByteArray &request) { return pass(request); });
    }

    QByteArray pass(const QByteArray &request)
    {
        const QList<QByteArray> line = request.left(request.indexOf("\r\n")).split(' ');
        const bool isPurge = line.at(0) == "POST" && line.at(1) == "/admin/v1/purge";
        const QByteArray body = request.mid(request.indexOf("\r\n\r\n") + 4);
        if (isPurge && swallow && lost > 0)
            return --lost, QByteArray();
        const HttpAnswer answer = send(line.at(0), line.at(1), request, body);
        purges += isPurge ? 1 : 0;
        if (isPurge && std::exchange(crash, false))
            crashAfter(answer.json()[u"purge_id"].toString().toLatin1());
        if (isPurge && lost > 0)
            return --lost, QByteArray();
        return response(answer.status, answer.body);
    }

private:
    void crashAfter(const QByteArray &purgeId)
    {
        const auto isDone = [&] {
            return service.admin("GET", "/admin/v1/purge/" + purgeId).json()[u"state"].toString() == u"done";
        };
        for (const QDeadlineTimer end(5'000); !isDone();)
            QVERIFY(!end.hasExpired());
        service.kill();
        QVERIFY2(service.start(), service.errorText().constData());
        swallow = true;
    }
    [[nodiscard]] HttpAnswer send(const QByteArray &method, const QByteArray &target, const QByteArray &request,
                                  const QByteArray &body) const
    {
        QByteArray bytes = method + ' ' + target +
                           " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(service.adminPort()) +
                           "\r\nConnection: close\r\nAuthorization: Bearer " + bearerOf(request) + "\r\n";
        for (const char *name : {"X-Operator", "X-Request-Id", "Content-Type"}) {
            if (const QByteArray value = headerOf(request, name); !value.isEmpty())
                bytes += QByteArray(name) + ": " + value + "\r\n";
        }
        if (!body.isEmpty())
            bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        const QByteArray all = httpRaw(service.adminPort(), bytes + "\r\n" + body);
        HttpAnswer answer;
        answer.status = all.mid(9, 3).toInt();
        answer.body = all.mid(all.indexOf("\r\n\r\n") + 4);
        return answer;
    }
};

/// The entries of the service's audit that name this action.
QList<QJsonObject> audited(const HttpAnswer &audit, const QString &action)
{
    QList<QJsonObject> found;
    for (const QJsonValue entry : audit.json()[u"entries"].toArray()) {
        if (entry[u"action"].toString() == action)
            found << entry.toObject();
    }
    return found;
}

} // namespace

/// What becomes of actions when things go wrong around them, and what the service knows of who ordered them.
class TestActions : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RealSessiond> m_service;

    [[nodiscard]] Result<QString> preview(EngineFixture &f, int count)
    {
        for (int i = 0; i < count; ++i)
            (void)m_service->login("alice", "correct-horse-1");
        PurgeSelector selector;
        selector.user = QStringLiteral("alice");
        selector.state = PurgeSelector::State::Active;
        Answers<PurgePreview> shown;
        f.engine->gateway().previewPurge(selector, this, shown.reply());
        if (!QTest::qWaitFor([&] { return shown.any(); }, 5'000))
            return failure(ErrorCode::Timeout, QStringLiteral("no preview"));
        return shown.all[0].map([](const PurgePreview &p) { return p.previewId; });
    }
    [[nodiscard]] static bool isOver(const Answers<PurgeProgress> &purge)
    {
        return purge.any() && (!purge.all.back() || purge.all.back()->done);
    }

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_service = std::make_unique<RealSessiond>(QStringList{QStringLiteral("--insecure-hashing")});
        QVERIFY2(m_service->start(), m_service->errorText().constData());
        QVERIFY(m_service->addUser("alice", "correct-horse-1"));
    }
    void cleanup() { m_service.reset(); }

    void aPurgeWhoseAnswerIsLostIsStillTheSamePurge_data()
    {
        QTest::addColumn<int>("lost");
        QTest::addColumn<bool>("swallow");
        QTest::addColumn<int>("passedOn");
        QTest::newRow("the answer is lost once: the order is repeated") << 1 << false << 2;
        QTest::newRow("and again: its trace is found") << 2 << false << 2;
        QTest::newRow("the order itself is lost") << 1 << true << 1;
    }

    void aPurgeWhoseAnswerIsLostIsStillTheSamePurge()
    {
        QFETCH(int, lost);
        QFETCH(bool, swallow);
        QFETCH(int, passedOn);
        Forgetful between(*m_service);
        EngineFixture f;
        f.attachTo(between.server.port(), m_service->adminToken());
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 10'000);
        const auto id = preview(f, 7);
        QVERIFY2(id, id ? "" : qPrintable(id.error().words));
        between.lost = lost;
        between.swallow = swallow;
        Answers<PurgeProgress> purge;
        f.engine->gateway().purge({*id, {}, 7, QStringLiteral("lost"), true}, this, purge.reply());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(purge), 10'000);
        QVERIFY2(purge.all.back(), purge.all.back() ? "" : qPrintable(purge.all.back().error().words));
        QCOMPARE(purge.all.back()->purged, 7);
        QCOMPARE(between.purges, passedOn);
        QTRY_COMPARE(f.count(EventKind::PurgeFinished), 1);
        QCOMPARE(f.count(EventKind::ActionFailed), 0);
    }

    void aPurgeThatNeverArrivedIsSaidToHaveDoneNothing()
    {
        Forgetful between(*m_service);
        EngineFixture f;
        f.attachTo(between.server.port(), m_service->adminToken());
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 10'000);
        const auto id = preview(f, 3);
        QVERIFY(id);
        between.lost = 2;
        between.swallow = true;
        Answers<PurgeProgress> purge;
        f.engine->gateway().purge({*id, {}, 3, QStringLiteral("lost"), true}, this, purge.reply());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(purge), 10'000);
        QVERIFY(!purge.all.back());
        QVERIFY2(purge.all.back().error().words.contains(QStringLiteral("nothing was purged")),
                 qPrintable(purge.all.back().error().words));
        QTRY_COMPARE(f.count(EventKind::ActionFailed), 1);
    }

    void aPurgeThatDiedWithItsInstanceIsNotSaidToHaveDoneNothing()
    {
        Forgetful between(*m_service);
        EngineFixture f;
        f.attachTo(between.server.port(), m_service->adminToken());
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 10'000);
        const auto id = preview(f, 3);
        QVERIFY(id);
        between.lost = 2;
        between.crash = true;
        Answers<PurgeProgress> purge;
        f.engine->gateway().purge({*id, {}, 3, QStringLiteral("lost"), true}, this, purge.reply());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(purge), 10'000);
        QCOMPARE(between.purges, 1);
        QVERIFY(!purge.all.back()); // it was done, and of that the new instance knows nothing to tell
        const QString words = purge.all.back().error().words;
        QVERIFY2(words.startsWith(QStringLiteral("It is not known")), qPrintable(words));
    }

    void anAttachedRestartIsOneStoryWithAName()
    {
        EngineFixture f;
        f.config.operatorName = QStringLiteral("Zoë");
        f.attach(*m_service);
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().canRestart, 10'000);
        const QString before = f.status().instance;
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("fresh start"), 5s}, this, restart.reply());
        // Its supervisor: starts it again once it is gone.
        QTRY_VERIFY_WITH_TIMEOUT(!m_service->isRunning(), 10'000);
        m_service->kill();
        QVERIFY2(m_service->start(), m_service->errorText().constData());
        QTRY_VERIFY_WITH_TIMEOUT(
            restart.any() && (!restart.all.back() || restart.all.back()->step >= RestartStep::Ready), 15'000);
        QList<RestartStep> steps;
        for (const auto &answer : restart.all) {
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().words));
            steps << answer->step;
        }
        QCOMPARE(steps, (QList<RestartStep>{RestartStep::EvidenceCaptured, RestartStep::Draining,
                                            RestartStep::Stopped, RestartStep::Started, RestartStep::Ready}));
        QVERIFY(m_service->instance() != before);
        QTRY_COMPARE(f.status().instance, m_service->instance());
        QTRY_VERIFY(f.event(EventKind::RestartFinished));
        const QList<EventKind> story = f.story(f.event(EventKind::RestartFinished)->correlation);
        QVERIFY(story.contains(EventKind::RestartRequested) && story.contains(EventKind::ServiceStopped) &&
                story.contains(EventKind::ServiceReady));
        const auto drains = audited(m_service->admin("GET", "/admin/v1/audit?after=0"), QStringLiteral("drain"));
        QCOMPARE(drains.size(), 1);
        QCOMPARE(drains[0][u"operator"].toString(), QStringLiteral("Zoë"));
        QCOMPARE(drains[0][u"reason"].toString(), QStringLiteral("fresh start"));
    }

    void drainsOfOurOwnServiceCarryTheirName()
    {
        EngineFixture f;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("fresh start"), 5s}, this, restart.reply());
        QTRY_VERIFY_WITH_TIMEOUT(
            restart.any() && restart.all.back() && restart.all.back()->step == RestartStep::Ready, 15'000);
        f.engine.reset();
        // The service's own books, read by another window's child on the same data.
        ServiceOptions options = f.config.service;
        options.dataDir = f.config.dataRoot + QStringLiteral("/local/sessiond");
        ServiceSupervisor reader(options);
        reader.start();
        QTRY_VERIFY_WITH_TIMEOUT(reader.state() == ServiceState::Ready, 15'000);
        const Endpoint admin = reader.adminEndpoint();
        const auto drains =
            audited(http(admin.port, "GET", "/admin/v1/audit?after=0", admin.token), QStringLiteral("drain"));
        QCOMPARE(drains.size(), 2);
        QCOMPARE(drains[0][u"operator"].toString(), QStringLiteral("op"));
        QCOMPARE(drains[0][u"reason"].toString(), QStringLiteral("fresh start"));
        QCOMPARE(drains[1][u"operator"].toString(), QStringLiteral("op"));
        QCOMPARE(drains[1][u"reason"].toString(), QStringLiteral("the window was closed"));
    }

    void aDrainCarriesTheCorrelationOfItsStory()
    {
        Forgetful between(*m_service);
        EngineFixture f;
        f.attachTo(between.server.port(), m_service->adminToken());
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().canRestart, 10'000);
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("why not"), 1s}, this, restart.reply());
        QTRY_VERIFY(f.event(EventKind::RestartRequested));
        QTRY_VERIFY(between.server.received().contains("POST /admin/v1/drain"));
        const QByteArray drain =
            between.server.received().mid(between.server.received().indexOf("POST /admin/v1/drain"));
        QCOMPARE(headerOf(drain, "X-Request-Id"), f.event(EventKind::RestartRequested)->correlation.toLatin1());
    }

    void aRestartThatDoesNotComeBackIsGivenUp()
    {
        EngineFixture f;
        f.attach(*m_service);
        f.config.restartPatience = 500ms;
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().canRestart, 10'000);
        Answers<RestartProgress> restart;
        f.engine->gateway().restart({QStringLiteral("gone"), 1s}, this, restart.reply());
        QTRY_VERIFY_WITH_TIMEOUT(
            restart.any() && restart.all.back() && restart.all.back()->step == RestartStep::Failed, 10'000);
        QTRY_VERIFY(f.event(EventKind::ActionFailed)); // the answer may be here before what is shown
        const Event failed = *f.event(EventKind::ActionFailed);
        // Somebody starts it by hand, later: that is no part of the story any more.
        m_service->kill();
        QVERIFY2(m_service->start(), m_service->errorText().constData());
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().instance == m_service->instance(), 15'000);
        QTRY_VERIFY(f.event(EventKind::ServiceStarted));
        QVERIFY(f.event(EventKind::ServiceStarted)->correlation != failed.correlation);
        QCOMPARE(f.count(EventKind::ServiceReady), 0);
    }

    void evidenceDoesNotWaitBehindAPollThatHangs()
    {
        HostileServer server;
        int polls = 0;
        server.answerBy([&](const QByteArray &request) -> QByteArray {
            if (request.startsWith("GET /metrics"))
                return response(200, "sessiond_sessions{state=\"active\"} 1\n");
            if (request.startsWith("GET /admin/v1/events"))
                return response(200, R"({"events":[]})");
            if (!request.startsWith("GET /admin/v1/status"))
                return {}; // a list, say, that takes for ever
            ++polls;
            return response(200, R"({"instance":"i","ready":true,"supervisor":"parent","sessions":{"active":1}})");
        });
        EngineFixture f;
        f.attachTo(server.port(), "sekrit");
        f.start();
        QTRY_VERIFY_WITH_TIMEOUT(f.isServing() && f.status().canRestart, 10'000);
        Answers<SessionPage> page;
        f.engine->gateway().fetchSessions({}, this, page.reply());
        QTRY_VERIFY(server.received().contains("GET /admin/v1/sessions"));
        Answers<RestartProgress> restart;
        QElapsedTimer timer;
        timer.start();
        f.engine->gateway().restart({QStringLiteral("it hangs"), 1s}, this, restart.reply());
        QTRY_VERIFY_WITH_TIMEOUT(restart.any(), 4'000);
        QVERIFY2(timer.elapsed() < 1'500, QByteArray::number(timer.elapsed()).constData());
        QTRY_VERIFY(f.event(EventKind::RestartRequested));
        QVERIFY(f.event(EventKind::RestartRequested)->body[u"evidence"][u"status"].isObject());
        QVERIFY(!page.any());
    }

    void theReleaseOfAnAttachedServiceIsItsOwn()
    {
        HostileServer server;
        server.answerBy([](const QByteArray &request) -> QByteArray {
            if (request.startsWith("GET /admin/v1/status"))
                return response(200, R"({"instance":"i","ready":true,"release":"theirs","supervisor":"none"})");
            return {}; // its metrics keep everybody waiting
        });
        EngineFixture f;
        f.config.service.release = QStringLiteral("ours");
        f.attachTo(server.port(), "sekrit");
        f.start();
        QTRY_COMPARE_WITH_TIMEOUT(f.status().release, QStringLiteral("theirs"), 5'000);
    }
};

QD_TEST_GUILESS(TestActions)

#include "tst_actions.moc"
