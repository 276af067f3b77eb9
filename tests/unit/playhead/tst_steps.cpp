// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/steps.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

class TestSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void samplesAreFoundAcrossGapsAndGroups();
    void eventsAreFoundByWhatCounts();
};

void TestSteps::samplesAreFoundAcrossGapsAndGroups()
{
    FakeHistory made;
    made.run(3);
    const Timestamp last = made.now();
    made.pass(std::chrono::hours(20));
    made.fail(1); // a row of one group only
    const Timestamp failed = made.now();
    made.run(1100);
    const SeriesSnapshot series = made.snapshot().series;
    QCOMPARE(nextSampleAt(series, last - 2s, Direction::On), last - 1s);
    QCOMPARE(nextSampleAt(series, last - 1500ms, Direction::On), last - 1s);
    QCOMPARE(nextSampleAt(series, last, Direction::On), failed);
    QCOMPARE(nextSampleAt(series, failed, Direction::Back), last);
    QCOMPARE(nextSampleAt(series, failed + 1050s, Direction::Back), failed + 1049s);
    QVERIFY(!nextSampleAt(series, last - 2s, Direction::Back));
    QVERIFY(!nextSampleAt(series, made.now(), Direction::On));
    QVERIFY(!nextSampleAt(SeriesSnapshot(), made.now(), Direction::On));
}

void TestSteps::eventsAreFoundByWhatCounts()
{
    FakeHistory made;
    const Timestamp zero = made.now();
    const auto log = [&](EventKind kind, Millis at) {
        Event event;
        event.kind = kind;
        event.at = zero + at;
        made.log(event);
    };
    log(EventKind::Note, 10s);
    log(EventKind::AlertFiring, 20s);
    log(EventKind::Note, 30s);
    const EventSnapshot events = made.snapshot().events;
    const auto any = [](const Event &) { return true; };
    QCOMPARE(nextEvent(events, zero + 10s, Direction::On, any)->at, zero + 20s);
    QCOMPARE(nextEvent(events, zero + 20s, Direction::Back, any)->at, zero + 10s);
    QCOMPARE(nextEvent(events, zero, Direction::On, isAlertEvent)->at, zero + 20s);
    QCOMPARE(nextEvent(events, zero + 40s, Direction::Back, isAlertEvent)->at, zero + 20s);
    QVERIFY(!nextEvent(events, zero + 20s, Direction::On, isAlertEvent));
    QVERIFY(!nextEvent(events, zero + 10s, Direction::Back, any));
}

QD_TEST_GUILESS(TestSteps)
#include "tst_steps.moc"
