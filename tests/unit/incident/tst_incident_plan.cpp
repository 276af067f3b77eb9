// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/alert_marks.h"
#include "model/incident/incident_plan.h"
#include "model/rules/alert_events.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/incident/incident_log.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::incident;
using namespace std::chrono_literals;
using test::IncidentLog;

namespace {

const QString pageA = QStringLiteral("PageA");
const QString pageB = QStringLiteral("PageB");

/// A log that is planned for second by second, as an engine does.
struct Watch
{
    IncidentLog log;
    int opened = 0;

    Plan plan(Millis now) const
    {
        alerts::AlertBook alerts;
        IncidentBook incidents;
        alerts.read(log.snapshot(), Timestamp(now));
        incidents.read(log.snapshot(), Timestamp(now));
        return planFor(alerts, incidents);
    }
    /// "open PageA", "join PageB": what comes of it at that time.
    QStringList follow(Millis now)
    {
        QStringList done;
        for (int round = 0; round < 10; ++round) {
            const Plan next = plan(now);
            if (!next.opening && next.joinings.empty())
                break;
            if (next.opening) {
                log.add(openedOf(QStringLiteral("i%1").arg(++opened), *next.opening), now);
                done << QStringLiteral("open ") + next.opening->alertName;
            }
            for (const Joining &joining : next.joinings) {
                log.add(eventOf(joining.incident, joining.link), now);
                done << QStringLiteral("join ") + joining.link.name;
            }
        }
        return done;
    }
    IncidentBook book(Millis now) const
    {
        IncidentBook incidents;
        incidents.read(log.snapshot(), Timestamp(now));
        return incidents;
    }
    void silence(Millis from, Millis until)
    {
        const auto matchers = alerts::AlertMatchers::parse(QStringLiteral("alertname=\"PageA\""));
        Event event = alerts::silenceOf(*matchers, Timestamp(from), Timestamp(until), {});
        event.correlation = QStringLiteral("s");
        log.add(event, from);
    }
};

const QStringList opensA{QStringLiteral("open PageA")};

} // namespace

class IncidentPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aPageOpensOne();
    void mildOnesDoNot_data();
    void mildOnesDoNot();
    void whatFiresBesideItJoins();
    void anotherServiceHasItsOwn();
    void aSilencedOneOpensNothingUntilItIsHeard();
    void oneThatFiresStillDoesNotOpenAgain();
    void aNewFiringAfterTheEndDoes();
    void whoLeftDoesNotComeBack();
    void oneOpenedByHandTakesWhatComes();
    void whatPagesStillIsNamed();
    void evidenceIsDueOnce();
};

void IncidentPlanTest::aPageOpensOne()
{
    Watch watch;
    watch.log.alert(EventKind::AlertPending, 5s, pageA);
    QVERIFY(watch.follow(5s).isEmpty());
    watch.log.alert(EventKind::AlertFiring, 10s, pageA);
    QCOMPARE(watch.follow(10s), opensA);
    const IncidentBook book = watch.book(10s);
    const Incident &incident = book.incidents().front();
    QCOMPARE(incident.title, QStringLiteral("PageA says so"));
    QCOMPARE(incident.severity, QStringLiteral("critical"));
    QCOMPARE(incident.onset, std::optional(Timestamp(5s)));
    QVERIFY(watch.follow(11s).isEmpty());
}

void IncidentPlanTest::mildOnesDoNot_data()
{
    QTest::addColumn<QByteArray>("severity");
    QTest::addColumn<bool>("joins");
    QTest::newRow("warning") << QByteArray("warning") << true;
    QTest::newRow("info") << QByteArray("info") << false;
    QTest::newRow("none") << QByteArray("none") << false;
}

void IncidentPlanTest::mildOnesDoNot()
{
    QFETCH(QByteArray, severity);
    QFETCH(bool, joins);
    Watch watch;
    watch.log.alert(EventKind::AlertFiring, 10s, pageB, severity.constData());
    QVERIFY(watch.follow(10s).isEmpty());
    watch.log.alert(EventKind::AlertFiring, 11s, pageA);
    QCOMPARE(watch.follow(11s), opensA + (joins ? QStringList{QStringLiteral("join PageB")} : QStringList()));
}

void IncidentPlanTest::whatFiresBesideItJoins()
{
    Watch watch;
    watch.log.alert(EventKind::AlertFiring, 10s, pageA);
    watch.log.alert(EventKind::AlertFiring, 10s, pageB);
    QCOMPARE(watch.follow(10s), (opensA + QStringList{QStringLiteral("join PageB")}));
    QCOMPARE(watch.opened, 1);
}

void IncidentPlanTest::anotherServiceHasItsOwn()
{
    Watch watch;
    watch.log.alert(EventKind::AlertFiring, 10s, pageA);
    (void)watch.follow(10s);
    watch.log.add(test::alertEvent(EventKind::AlertFiring, 11s, pageB, "page", "elsewhere"), 11s);
    QCOMPARE(watch.follow(11s), (QStringList{QStringLiteral("open PageB")}));
}

void IncidentPlanTest::aSilencedOneOpensNothingUntilItIsHeard()
{
    Watch watch;
    watch.silence(5s, 20s);
    watch.log.alert(EventKind::AlertFiring, 10s, pageA);
    QVERIFY(watch.follow(10s).isEmpty());
    QCOMPARE(watch.follow(20s), opensA);
}

void IncidentPlanTest::oneThatFiresStillDoesNotOpenAgain()
{
    Watch watch;
    watch.log.alert(EventKind::AlertFiring, 10s, pageA);
    (void)watch.follow(10s);
    watch.log.add(eventOf(QStringLiteral("i1"), Change{Status::Resolved, {}, {}, {}, {}}), 20s);
    QVERIFY(watch.follow(30s).isEmpty());
}

void IncidentPlanTest::aNewFiringAfterTheEndDoes()
{
    Watch watch;
    watch.log.alert(EventKind::AlertFiring, 10s, pageA);
    (void)watch.follow(10s);
    watch.log.alert(EventKind::AlertResolved, 15s, pageA);
    watch.log.alert(EventKind::AlertFiring, 16s, pageA); // while it is open: part of it
    QVERIFY(watch.follow(16s).isEmpty());
    watch.log.alert(EventKind::AlertResolved, 18s, pageA);
    watch.log.add(eventOf(QStringLiteral("i1"), Change{Status::Resolved, {}, {}, {}, {}}), 20s);
    watch.log.alert(EventKind::AlertFiring, 30s, pageA);
    QCOMPARE(watch.follow(30s), opensA);
    QCOMPARE(watch.opened, 2);
}

void IncidentPlanTest::whoLeftDoesNotComeBack()
{
    Watch watch;
    watch.log.alert(EventKind::AlertFiring, 10s, pageA);
    watch.log.alert(EventKind::AlertFiring, 10s, pageB, "warning");
    (void)watch.follow(10s);
    const QString identity = rules::identityOf(test::alertEvent(EventKind::AlertFiring, 10s, pageB, "warning"));
    watch.log.add(eventOf(QStringLiteral("i1"), Link{identity, pageB, {}, true, {}}), 12s);
    QVERIFY(watch.follow(13s).isEmpty());
    watch.log.alert(EventKind::AlertResolved, 14s, pageB, "warning");
    watch.log.alert(EventKind::AlertFiring, 15s, pageB, "warning");
    QCOMPARE(watch.follow(15s), (QStringList{QStringLiteral("join PageB")}));
}

void IncidentPlanTest::oneOpenedByHandTakesWhatComes()
{
    Watch watch;
    watch.log.open(5s);
    watch.log.alert(EventKind::AlertFiring, 10s, pageA);
    QCOMPARE(watch.follow(10s), (QStringList{QStringLiteral("join PageA")}));
}

void IncidentPlanTest::whatPagesStillIsNamed()
{
    Watch watch;
    const auto add = [&](EventKind kind, Millis at, const QString &name, const char *severity) {
        watch.log.add(test::alertEvent(kind, at, name, severity), at);
    };
    const auto named = [&](Millis now) {
        alerts::AlertBook alerts;
        alerts.read(watch.log.snapshot(), Timestamp(now));
        return stillPaging(watch.book(now).incidents().front(), alerts);
    };
    add(EventKind::AlertFiring, 10s, pageB, "critical");
    watch.follow(10s);
    add(EventKind::AlertFiring, 11s, pageA, "page");
    add(EventKind::AlertFiring, 12s, QStringLiteral("Mild"), "warning");
    watch.follow(12s);
    QCOMPARE(named(12s), (QStringList{pageA, pageB}));
    add(EventKind::AlertResolved, 20s, pageB, "critical");
    QCOMPARE(named(20s), QStringList{pageA});
    add(EventKind::AlertResolved, 21s, pageA, "page");
    QCOMPARE(named(21s), QStringList());
}

void IncidentPlanTest::evidenceIsDueOnce()
{
    Watch watch;
    const QString id = IncidentLog::id();
    watch.log.add(EventKind::RestartRequested, 1s, QStringLiteral("before"));
    watch.log.open(5s);
    watch.log.add(EventKind::RestartRequested, 6s, QStringLiteral("r"));
    watch.log.add(EventKind::PurgeRequested, 7s, QStringLiteral("p"));
    const auto due = evidenceDue(watch.book(10s));
    QCOMPARE(due.size(), std::size_t(3));
    QCOMPARE(due[0].cause, QString());
    QCOMPARE(due[0].at, Timestamp(5s));
    QCOMPARE(due[1].cause, QStringLiteral("r"));
    QCOMPARE(due[2].cause, QStringLiteral("p"));
    QCOMPARE(due[2].at, Timestamp(7s));
    for (const DueEvidence &one : due)
        watch.log.add(evidenceOf(id, one.cause, {}), 11s);
    QVERIFY(evidenceDue(watch.book(12s)).empty());
    watch.log.add(EventKind::PurgeRequested, 13s, QStringLiteral("q"));
    QCOMPARE(evidenceDue(watch.book(14s)).size(), std::size_t(1));
    watch.log.status(Status::Resolved, 15s);
    QVERIFY(evidenceDue(watch.book(16s)).empty());
}

QD_TEST_APPLESS(IncidentPlanTest)
#include "tst_incident_plan.moc"
