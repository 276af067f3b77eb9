// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// Releases of a service of our own: deployed and rolled back by an operator, refused where it is somebody else's.
class DeployTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void anotherReleaseRunsWithItsFaults();
    void whatIsNotThereIsRefusedAndChangesNothing();
    void aDeployThatFailsIsTakenBack();
    void somebodyElsesServiceIsRefused();

private:
    static bool isOver(const Answers<RestartProgress> &answers)
    {
        return answers.any() && (!answers.all.back() || answers.all.back()->step >= RestartStep::Ready);
    }
};

void DeployTest::anotherReleaseRunsWithItsFaults()
{
    EngineFixture f;
    f.config.service.drill = false;
    f.config.releases = {{QStringLiteral("r1"), {}},
                         {QStringLiteral("r2"), QStringLiteral("{\"collector\":\"walk_locked\"}")}};
    f.start();
    QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
    QCOMPARE(f.status().releases, (QStringList{QStringLiteral("r1"), QStringLiteral("r2")}));

    Answers<RestartProgress> deploy;
    f.engine->gateway().deploy({QStringLiteral("r2"), QStringLiteral("new"), false, {}, 1s}, this, deploy.reply());
    QTRY_VERIFY_WITH_TIMEOUT(isOver(deploy), 15'000);
    QVERIFY(deploy.all.back());
    QTRY_COMPARE_WITH_TIMEOUT(f.status().release, QStringLiteral("r2"), 5'000);
    QTRY_VERIFY_WITH_TIMEOUT(f.event(EventKind::Deploy), 5'000);
    const Event *told = f.event(EventKind::Deploy);
    QCOMPARE(told->body[u"release"].toString(), QStringLiteral("r2"));
    QCOMPARE(told->body[u"before"].toString(), QStringLiteral("r1"));
    QCOMPARE(told->actor, QStringLiteral("op"));
    QCOMPARE(told->reason, QStringLiteral("new"));
    const Event *intent = f.event(EventKind::DeployRequested);
    QVERIFY(intent && intent->correlation == told->correlation);
    QCOMPARE(intent->body[u"evidence"][u"status"][u"release"].toString(), QStringLiteral("r1"));
    QVERIFY(!f.event(EventKind::RestartRequested));

    // What it does with the faults is the service's; that it has them shows in its evidence.
    Answers<RestartProgress> back;
    f.engine->gateway().deploy({QStringLiteral("r1"), QStringLiteral("back"), true, {}, 1s}, this, back.reply());
    QTRY_VERIFY_WITH_TIMEOUT(isOver(back), 15'000);
    QVERIFY2(back.all.back() && back.all.back()->step == RestartStep::Ready,
             back.all.back() ? qPrintable(back.all.back()->words) : qPrintable(back.all.back().error().words));
    QTRY_COMPARE_WITH_TIMEOUT(f.count(EventKind::DeployRequested), 2, 5'000); // snapshots come a little later
    const QJsonObject status = f.event(EventKind::DeployRequested)->body[u"evidence"][u"status"].toObject();
    QCOMPARE(status[u"drill"][u"collector"].toString(), QStringLiteral("walk_locked"));
    QTRY_COMPARE_WITH_TIMEOUT(f.status().release, QStringLiteral("r1"), 5'000);
    QTRY_COMPARE_WITH_TIMEOUT(f.count(EventKind::Deploy), 2, 5'000);
    QVERIFY(f.event(EventKind::Deploy)->body[u"rollback"].toBool());
    QCOMPARE(f.count(EventKind::Deploy), 2); // the scrape that shows it tells nothing once more
}

void DeployTest::whatIsNotThereIsRefusedAndChangesNothing()
{
    EngineFixture f;
    f.config.releases = {{QStringLiteral("r1"), {}}};
    f.start();
    QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
    const qint64 pid = f.status().pid;
    Answers<RestartProgress> deploy;
    f.engine->gateway().deploy({QStringLiteral("r9"), QStringLiteral("new"), false, {}, 1s}, this, deploy.reply());
    QTRY_VERIFY_WITH_TIMEOUT(isOver(deploy), 5'000);
    QVERIFY(deploy.all.back());
    QCOMPARE(deploy.all.back()->step, RestartStep::Failed);
    QVERIFY(deploy.all.back()->words.contains(QStringLiteral("r9")));
    QCOMPARE(f.status().pid, pid);

    f.engine->setReleases({{QStringLiteral("r1"), {}}, {QStringLiteral("r9"), {}}},
                          QStringLiteral("r10 is being built"));
    Answers<RestartProgress> again;
    f.engine->gateway().deploy(
        {QStringLiteral("r9"), QStringLiteral("new"), false, QStringLiteral("pipeline"), 1s}, this, again.reply());
    QTRY_VERIFY_WITH_TIMEOUT(isOver(again), 15'000);
    QTRY_COMPARE_WITH_TIMEOUT(f.status().release, QStringLiteral("r9"), 5'000);
    QTRY_VERIFY_WITH_TIMEOUT(f.event(EventKind::Deploy), 5'000);
    QCOMPARE(f.event(EventKind::Deploy)->actor, QStringLiteral("pipeline"));
    QCOMPARE(f.status().releaseToCome, QStringLiteral("r10 is being built"));
}

void DeployTest::aDeployThatFailsIsTakenBack()
{
    EngineFixture f;
    f.config.releases = {{QStringLiteral("r1"), {}}, {QStringLiteral("r2"), QStringLiteral("not to be read")}};
    f.start();
    QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
    Answers<RestartProgress> deploy;
    f.engine->gateway().deploy({QStringLiteral("r2"), QStringLiteral("new"), false, {}, 1s}, this, deploy.reply());
    QTRY_VERIFY_WITH_TIMEOUT(isOver(deploy), 15'000);
    QVERIFY(deploy.all.back());
    QCOMPARE(deploy.all.back()->step, RestartStep::Failed);
    QVERIFY2(deploy.all.back()->words.contains(QStringLiteral("of r1 again")),
             qPrintable(deploy.all.back()->words));
    QTRY_VERIFY_WITH_TIMEOUT(f.event(EventKind::ActionFailed), 5'000);
    QCOMPARE(f.status().release, QStringLiteral("r1"));

    // A plain restart brings back what ran, not what could not be deployed.
    Answers<RestartProgress> restart;
    f.engine->gateway().restart({QStringLiteral("once more"), 1s}, this, restart.reply());
    QTRY_VERIFY_WITH_TIMEOUT(isOver(restart), 15'000);
    QVERIFY2(restart.all.back()->step == RestartStep::Ready, qPrintable(restart.all.back()->words));
    QCOMPARE(f.status().release, QStringLiteral("r1"));
    QCOMPARE(f.count(EventKind::Deploy), 0);
}

void DeployTest::somebodyElsesServiceIsRefused()
{
    RealSessiond service({QStringLiteral("--insecure-hashing")});
    QVERIFY2(service.start(), service.errorText());
    EngineFixture f;
    f.attach(service);
    f.start();
    QTRY_VERIFY_WITH_TIMEOUT(f.isServing(), 15'000);
    const auto why = f.engine->gateway().refusal(ActionKind::Deploy);
    QVERIFY(why && why->contains(QStringLiteral("somebody else")));
    Answers<RestartProgress> deploy;
    f.engine->gateway().deploy({QStringLiteral("r2"), QStringLiteral("new"), false, {}, 1s}, this, deploy.reply());
    QTRY_VERIFY_WITH_TIMEOUT(deploy.any(), 5'000);
    QVERIFY(!deploy.all.back() && deploy.all.back().error().code == ErrorCode::Refused);
}

QD_TEST_GUILESS(DeployTest)
#include "tst_deploy.moc"
