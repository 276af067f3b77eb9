// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/findings_evaluator.h"
#include "model/health/reading.h"
#include "model/health/status_at.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

class TestStatusAt : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysNothingOfNow();
    void anOutageIsSaidHoweverLong();
    void newerEvidenceIsRight_data();
    void newerEvidenceIsRight();
    void failingScrapesAreExplainedByTheLastEvent();
    void silenceIsUnknown();
    void degradedSaysWhy();
    void theEvaluatorAlertsOnceWhereAFindingTurnsCritical();
    void whatIsCriticalWhereTheWalkBeginsIsNoAlert();

private:
    void log(EventKind kind, Millis before);
    [[nodiscard]] ServiceStatus at(Millis before) { return statusAt(m_made->snapshot(), m_made->now() - before); }

    std::unique_ptr<FakeHistory> m_made;
};

void TestStatusAt::init()
{
    failOnAnyWarning();
    m_made = std::make_unique<FakeHistory>();
}

void TestStatusAt::log(EventKind kind, Millis before)
{
    Event event;
    event.kind = kind;
    event.at = m_made->now() - before;
    m_made->log(event);
}

void TestStatusAt::saysNothingOfNow()
{
    m_made->run(60);
    m_made->status.health = Health::Down;
    m_made->status.problem = QStringLiteral("sessiond was killed.");
    m_made->status.pid = 77;
    const ServiceStatus then = at(20s);
    QCOMPARE(then.health, Health::Ok);
    QCOMPARE(then.problem, QString());
    QCOMPARE(then.memoryLimitBytes, std::int64_t(246) << 20);
    QVERIFY2(!then.startedAt, "it was not scraped, and the status of now is not of then");
    QVERIFY2(then.release.isEmpty(), "nor was the release");
    QVERIFY(!then.canRestart && !then.trafficRunning && then.pid == 0);
}

void TestStatusAt::anOutageIsSaidHoweverLong()
{
    FakeHistory beginning;
    beginning.fail(20);
    QCOMPARE(statusAt(beginning.snapshot(), beginning.now()).problem, QString()); // it was never there
    FakeHistory outage;
    outage.run(5);
    outage.fail(1200);
    QCOMPARE(statusAt(outage.snapshot(), outage.now()).problem, QStringLiteral("Its metrics could not be read."));
}

void TestStatusAt::newerEvidenceIsRight_data()
{
    QTest::addColumn<EventKind>("kind");
    QTest::addColumn<Health>("atOnce"); ///< between the event and the next scrape
    QTest::addColumn<Health>("later");  ///< when it was scraped again
    QTest::newRow("crashed") << EventKind::ServiceCrashed << Health::Down << Health::Ok;
    QTest::newRow("stopped") << EventKind::ServiceStopped << Health::Down << Health::Ok;
    QTest::newRow("started") << EventKind::ServiceStarted << Health::Starting << Health::Ok;
    QTest::newRow("restarting") << EventKind::RestartRequested << Health::Draining << Health::Ok;
    QTest::newRow("ready") << EventKind::ServiceReady << Health::Ok << Health::Ok;
    QTest::newRow("hung, and metrics go on") << EventKind::ServiceHung << Health::Hung << Health::Hung;
}

void TestStatusAt::newerEvidenceIsRight()
{
    QFETCH(EventKind, kind);
    m_made->run(60);
    log(kind, 30'500ms);
    QCOMPARE(at(31s).health, Health::Ok);
    QTEST(at(30'200ms).health, "atOnce");
    QTEST(at(20s).health, "later");
}

void TestStatusAt::failingScrapesAreExplainedByTheLastEvent()
{
    m_made->run(60);
    m_made->fail(30);
    QCOMPARE(at(5s).health, Health::Unknown);
    QCOMPARE(at(5s).problem, QStringLiteral("Its metrics could not be read."));
    log(EventKind::ServiceCrashed, 29'500ms);
    QCOMPARE(at(5s).health, Health::Down);
}

void TestStatusAt::silenceIsUnknown()
{
    m_made->run(60);
    m_made->pass(1h);
    QCOMPARE(at(59min + 50s).health, Health::Ok);
    QCOMPARE(at(30min).health, Health::Unknown);
    QCOMPARE(statusAt(HistorySnapshot(), m_made->now()).health, Health::Unknown);
}

void TestStatusAt::degradedSaysWhy()
{
    FakeSecond slow;
    slow.p99Ms = 40;
    m_made->run(60, slow);
    const ServiceStatus then = at(10s);
    QCOMPARE(then.health, Health::Degraded);
    QVERIFY2(then.problem.startsWith(QStringLiteral("Validation is slow")), qPrintable(then.problem));
}

void TestStatusAt::theEvaluatorAlertsOnceWhereAFindingTurnsCritical()
{
    m_made->run(200, [](int second) {
        FakeSecond s;
        s.p99Ms = second >= 100 && second < 150 ? 400 : 4;
        return s;
    });
    const HistorySnapshot history = m_made->snapshot();
    const Timestamp begin = m_made->now() - 200s;
    FindingsEvaluator evaluator;
    evaluator.restart(history, begin + 10s);
    std::vector<int> alerts;
    for (int second = 11; second <= 200; ++second) {
        if (evaluator.evaluate(history, begin + second * 1s)) {
            alerts.push_back(second);
        }
    }
    QCOMPARE(alerts, std::vector{101}); // second 100 was scraped at its end
}

void TestStatusAt::whatIsCriticalWhereTheWalkBeginsIsNoAlert()
{
    FakeSecond slow;
    slow.p99Ms = 400;
    m_made->run(60, slow);
    const HistorySnapshot history = m_made->snapshot();
    FindingsEvaluator evaluator;
    evaluator.restart(history, m_made->now() - 10s);
    QVERIFY(!evaluator.evaluate(history, m_made->now() - 9s));
    evaluator.restart(history, m_made->now() - 1h);
    QVERIFY(evaluator.evaluate(history, m_made->now()));
}

QD_TEST_GUILESS(TestStatusAt)
#include "tst_status_at.moc"
