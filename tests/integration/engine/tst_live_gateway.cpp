// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/http.h"
#include "tests/support/real_sessiond.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

class TestLiveGateway : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RealSessiond> m_service;
    std::unique_ptr<EngineFixture> m_fixture;
    QByteArray m_token; ///< of one session that stays signed in

    [[nodiscard]] LiveGateway &gateway() { return m_fixture->engine->gateway(); }
    [[nodiscard]] int validate() { return m_service->data("GET", "/v1/session", m_token).status; }

    /// `count` sessions that were signed out and, with the drill, are still stored.
    void retain(int count)
    {
        Answers<bool> drill;
        gateway().setDrill({1.0, false}, this, drill.reply());
        QTRY_VERIFY(drill.any());
        QVERIFY2(drill.all[0], drill.all[0] ? "" : qPrintable(drill.all[0].error().words));
        for (int i = 0; i < count; ++i) {
            const QByteArray token = m_service->login("alice", "correct-horse-1");
            QVERIFY(!token.isEmpty());
            QCOMPARE(m_service->data("POST", "/v1/logout", token, "{}").status, 204);
        }
    }

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_service = std::make_unique<RealSessiond>(
            QStringList{QStringLiteral("--insecure-hashing"), QStringLiteral("--drill")});
        QVERIFY2(m_service->start(), m_service->errorText().constData());
        QVERIFY(m_service->addUser("alice", "correct-horse-1"));
        m_token = m_service->login("alice", "correct-horse-1");
        QVERIFY(!m_token.isEmpty());
        m_fixture = std::make_unique<EngineFixture>();
        m_fixture->attach(*m_service);
        m_fixture->start();
        QTRY_VERIFY2_WITH_TIMEOUT(m_fixture->isServing(), qPrintable(m_fixture->status().problem), 15'000);
    }
    void cleanup()
    {
        m_fixture.reset();
        m_service.reset();
    }

    void aPurgeTakesExactlyWhatItsPreviewShowed()
    {
        retain(25);
        Answers<PurgePreview> preview;
        gateway().previewPurge({}, this, preview.reply());
        QTRY_VERIFY(preview.any());
        QVERIFY2(preview.all[0], preview.all[0] ? "" : qPrintable(preview.all[0].error().words));
        QCOMPARE(preview.all[0]->matched, 25);
        QCOMPARE(preview.all[0]->activeMatched, 0);
        QCOMPARE(preview.all[0]->users, 1);
        QCOMPARE(int(preview.all[0]->sample.size()), 20);
        Answers<PurgeProgress> purge;
        gateway().purge({preview.all[0]->previewId, {}, 25, QStringLiteral("they leak")}, this, purge.reply());
        QTRY_VERIFY(purge.any() && purge.all.back() && purge.all.back()->done);
        QCOMPARE(purge.all.back()->purged, 25);
        QCOMPARE(purge.all.back()->spared, 0);
        QTRY_VERIFY(m_fixture->event(EventKind::PurgeFinished));
        const Event done = *m_fixture->event(EventKind::PurgeFinished);
        QCOMPARE(done.body[u"purged"].toInt(), 25);
        QCOMPARE(done.actor, QStringLiteral("op"));
        QTRY_COMPARE(m_fixture->story(done.correlation).first(), EventKind::PurgeRequested);
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture->story(done.correlation).contains(EventKind::ServiceEvent), 5'000);
        QCOMPARE(validate(), 200);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->figure("sessiond_sessions", Labels({{"state", "retained"}})), 0.0,
                                  5'000);
    }

    void sessionsAreListedAndEnded()
    {
        Answers<SessionPage> page;
        gateway().fetchSessions({}, this, page.reply());
        QTRY_VERIFY(page.any());
        QVERIFY2(page.all[0], page.all[0] ? "" : qPrintable(page.all[0].error().words));
        QCOMPARE(int(page.all[0]->rows.size()), 1);
        QCOMPARE(page.all[0]->rows[0].user, QStringLiteral("alice"));
        Answers<bool> ended;
        gateway().endSession(page.all[0]->rows[0].id, QStringLiteral("asked for"), this, ended.reply());
        QTRY_VERIFY(ended.any());
        QVERIFY2(ended.all[0], ended.all[0] ? "" : qPrintable(ended.all[0].error().words));
        QCOMPARE(validate(), 401);
        QTRY_VERIFY(m_fixture->event(EventKind::SessionEnded));
    }

    void aNoteIsDurableAtItsInstant()
    {
        Answers<bool> noted;
        gateway().addNote(QStringLiteral("looks odd"), Timestamp(1'700'000'000s), this, noted.reply());
        QTRY_VERIFY(noted.any());
        QTRY_VERIFY(m_fixture->event(EventKind::Note));
        QCOMPARE(m_fixture->event(EventKind::Note)->at, Timestamp(1'700'000'000s));
        QCOMPARE(m_fixture->event(EventKind::Note)->reason, QStringLiteral("looks odd"));
    }

    void aCollectorPassRunsOnDemand()
    {
        Answers<bool> collected;
        gateway().collectNow(QStringLiteral("look"), this, collected.reply());
        QTRY_VERIFY(collected.any());
        QVERIFY2(collected.all[0], collected.all[0] ? "" : qPrintable(collected.all[0].error().words));
    }

    void aFileOnScreenRefusesWhatChangesTheWorld()
    {
        gateway().setHistoryKind(HistoryKind::File);
        QVERIFY(gateway().refusal(ActionKind::Purge).has_value());
        QVERIFY(gateway().refusal(ActionKind::Restart).has_value());
        Answers<PurgeProgress> purge;
        gateway().purge({QStringLiteral("x"), {}, 1, QStringLiteral("r")}, this, purge.reply());
        QTRY_VERIFY(purge.any());
        QVERIFY(!purge.all[0] && purge.all[0].error().code == ErrorCode::Refused);
        QCOMPARE(m_fixture->count(EventKind::PurgeRequested), 0);
        QTRY_VERIFY(m_fixture->event(EventKind::ActionRefused));
        QCOMPARE(m_fixture->event(EventKind::ActionRefused)->subject, QStringLiteral("purge"));
    }

    void noReplyComesAfterItsContextIsGone()
    {
        Answers<SessionPage> page;
        {
            QObject context;
            gateway().fetchSessions({}, &context, page.reply());
        }
        Answers<SessionPage> other;
        gateway().fetchSessions({}, this, other.reply());
        QTRY_VERIFY(other.any());
        QVERIFY(!page.any());
    }

    void whatIsOpenWhenTheEngineEndsIsAnswered()
    {
        ::kill(static_cast<pid_t>(m_service->pid()), SIGSTOP);
        QTRY_COMPARE(processState(m_service->pid()), 'T');
        Answers<SessionPage> page;
        gateway().fetchSessions({}, this, page.reply());
        m_fixture->engine.reset();
        ::kill(static_cast<pid_t>(m_service->pid()), SIGCONT);
        QVERIFY(page.any() && !page.all[0] && page.all[0].error().code == ErrorCode::Unavailable);
    }

    void aServiceWithoutASupervisorIsNotRestarted()
    {
        QTRY_VERIFY(m_fixture->status().instance == m_service->instance());
        QVERIFY(m_service->admin("GET", "/admin/v1/status").json()[u"supervisor"].toString() == u"parent");
        QVERIFY(!gateway().refusal(ActionKind::Restart).has_value());
        QVERIFY(gateway().refusal(ActionKind::Traffic).has_value());
    }

    void aStoppedServiceAnswersWithAnErrorAtOnce()
    {
        ::kill(static_cast<pid_t>(m_service->pid()), SIGSTOP);
        QTRY_COMPARE(processState(m_service->pid()), 'T');
        Answers<SessionPage> page;
        gateway().fetchSessions({}, this, page.reply());
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT(page.any(), 8'000);
        QVERIFY(!page.all[0]);
        QVERIFY(timer.elapsed() < 8'000);
        ::kill(static_cast<pid_t>(m_service->pid()), SIGCONT);
    }
};

QD_TEST_GUILESS(TestLiveGateway)

#include "tst_live_gateway.moc"
