// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/alert_findings.h"
#include "tests/support/alert_event.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;
using test::alertEvent;

namespace {

QStringList titlesAt(const EventSnapshot &events, Millis at, std::vector<Finding> found = {})
{
    AlertFindings alerts;
    alerts.addTo(found, events, Timestamp(at), units::Zone::Utc);
    QStringList titles;
    for (const Finding &finding : found)
        titles << finding.title;
    return titles;
}

} // namespace

class AlertFindingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void whatFiresThenIsListedThen();
    void eachSetOfLabelsIsAnAlert();
    void worstFirstAndBeforeFindings();
    void saysSinceWhenAndWhatToDo();
    void aLongerLogIsReadAgain();
    void mutedOnesAreLastAndSayBy();
    void infoIsListedBelowAllAndAlarmsNobody();
};

void AlertFindingsTest::whatFiresThenIsListedThen()
{
    const auto events =
        EventSnapshot::of({alertEvent(EventKind::AlertPending, 5s, QStringLiteral("X"), "warning"),
                           alertEvent(EventKind::AlertFiring, 10s, QStringLiteral("X"), "warning"),
                           alertEvent(EventKind::AlertResolved, 20s, QStringLiteral("X"), "warning")});
    QCOMPARE(titlesAt(events, 9s), QStringList());
    QCOMPARE(titlesAt(events, 10s), QStringList{QStringLiteral("X says so")});
    QCOMPARE(titlesAt(events, 20s), QStringList());
}

void AlertFindingsTest::eachSetOfLabelsIsAnAlert()
{
    const auto events =
        EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, QStringLiteral("X"), "warning", "a"),
                           alertEvent(EventKind::AlertFiring, 11s, QStringLiteral("X"), "warning", "b"),
                           alertEvent(EventKind::AlertResolved, 20s, QStringLiteral("X"), "warning", "a")});
    QCOMPARE(titlesAt(events, 15s).size(), 2);
    QCOMPARE(titlesAt(events, 25s).size(), 1);
}

void AlertFindingsTest::worstFirstAndBeforeFindings()
{
    Finding warned{QStringLiteral("w"), Severity::Warning, QStringLiteral("warned"), {}, false, 0, {}, true};
    Finding well{QStringLiteral("o"), Severity::Ok, QStringLiteral("well"), {}, false, 0, {}, true};
    const auto events =
        EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, QStringLiteral("X"), "warning"),
                           alertEvent(EventKind::AlertFiring, 11s, QStringLiteral("Y"), "critical")});
    QCOMPARE(titlesAt(events, 15s, {warned, well}),
             (QStringList{QStringLiteral("Y says so"), QStringLiteral("X says so"), QStringLiteral("warned"),
                          QStringLiteral("well")}));
}

void AlertFindingsTest::saysSinceWhenAndWhatToDo()
{
    std::vector<Finding> found;
    AlertFindings alerts;
    alerts.addTo(found,
                 EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, QStringLiteral("ValidateSlow"),
                                               "critical", "a", QStringLiteral("latency"))}),
                 Timestamp(20s), units::Zone::Utc);
    QCOMPARE(found.front().detail, QStringLiteral("ValidateSlow since 00:00:10. Look."));
    QVERIFY(found.front().hasChart);
    QCOMPARE(found.front().chart, TileKind::Latency);
}

void AlertFindingsTest::aLongerLogIsReadAgain()
{
    AlertFindings alerts;
    std::vector<Finding> found;
    EventSnapshot events;
    alerts.addTo(found, events, Timestamp(20s), units::Zone::Utc);
    QVERIFY(found.empty());
    events = events.with({alertEvent(EventKind::AlertFiring, 10s, QStringLiteral("X"), "warning")});
    alerts.addTo(found, events, Timestamp(20s), units::Zone::Utc);
    QCOMPARE(found.size(), 1u);
    QVERIFY(!found.front().hasChart);
}

void AlertFindingsTest::mutedOnesAreLastAndSayBy()
{
    std::vector<Finding> found{
        {QStringLiteral("w"), Severity::Warning, QStringLiteral("warned"), {}, false, 0, {}, true}};
    AlertFindings alerts;
    const QString about = QStringLiteral("memory");
    alerts.addTo(
        found,
        EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, QStringLiteral("X"), "warning", "a", about),
                           alertEvent(EventKind::AlertFiring, 11s, QStringLiteral("Y"), "critical", "a", about)}),
        Timestamp(20s), units::Zone::Utc);
    QCOMPARE(found.size(), 3u);
    QCOMPARE(found[0].title, QStringLiteral("Y says so"));
    QVERIFY(found[0].mayAcknowledge && !found[0].isMuted);
    QCOMPARE(found[1].title, QStringLiteral("warned"));
    QVERIFY(found[2].isMuted);
    QCOMPARE(found[2].flags, QStringLiteral("Muted by Y"));
}

void AlertFindingsTest::infoIsListedBelowAllAndAlarmsNobody()
{
    std::vector<Finding> found{
        {QStringLiteral("o"), Severity::Ok, QStringLiteral("well"), {}, false, 0, {}, true}};
    AlertFindings alerts;
    alerts.addTo(found,
                 EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, QStringLiteral("A"), "info"),
                                    alertEvent(EventKind::AlertFiring, 11s, QStringLiteral("B"), "warning"),
                                    alertEvent(EventKind::AlertFiring, 11s, QStringLiteral("C"), "none")}),
                 Timestamp(20s), units::Zone::Utc);
    QCOMPARE(found.size(), 3u);
    QCOMPARE(found[0].title, QStringLiteral("B says so"));
    QCOMPARE(found[1].title, QStringLiteral("well"));
    QCOMPARE(found[2].title, QStringLiteral("A says so"));
    QCOMPARE(found[2].severity, Severity::Ok);
    QVERIFY(!found[2].mayAcknowledge);
}

QD_TEST_APPLESS(AlertFindingsTest)
#include "tst_alert_findings.moc"
