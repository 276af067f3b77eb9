// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/played_time.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const Timestamp zero{Millis(1'724'155'200'000)};
const std::vector<TimeRange> gaps{{zero + 10s, zero + 20s}, {zero + 30s, zero + 100s}};

} // namespace

class TestPlayedTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void gapsDoNotCount_data();
    void gapsDoNotCount();
    void paceIsThatOfTheLastSeconds();
};

void TestPlayedTime::gapsDoNotCount_data()
{
    QTest::addColumn<Millis>("from");
    QTest::addColumn<Millis>("by");
    QTest::addColumn<Millis>("at");
    QTest::newRow("before a gap") << Millis(0s) << Millis(9s) << Millis(9s);
    QTest::newRow("up to a gap jumps it") << Millis(0s) << Millis(10s) << Millis(20s);
    QTest::newRow("over a gap") << Millis(0s) << Millis(11s) << Millis(21s);
    QTest::newRow("over both") << Millis(5s) << Millis(16s) << Millis(101s);
    QTest::newRow("out of a gap") << Millis(15s) << Millis(1s) << Millis(21s);
    QTest::newRow("after all") << Millis(100s) << Millis(7s) << Millis(107s);
}

void TestPlayedTime::gapsDoNotCount()
{
    QFETCH(Millis, from);
    QFETCH(Millis, by);
    QFETCH(Millis, at);
    QCOMPARE(afterPlaying(zero + from, by, gaps), zero + at);
    QCOMPARE(afterPlaying(zero + from, by, {}), zero + from + by);
    QCOMPARE(playedBetween(zero + from, zero + at, gaps), by);
}

void TestPlayedTime::paceIsThatOfTheLastSeconds()
{
    PaceMeter meter;
    meter.add(zero, 0s);
    meter.add(zero + 400ms, 400s);
    QVERIFY2(!meter.pace(), "too little seen to speak of it");
    meter.add(zero + 500ms, 500s);
    QCOMPARE(*meter.pace(), 1000.0);
    meter.add(zero + 10s, 500s + 95s);
    meter.add(zero + 12s, 500s + 115s);
    QCOMPARE(*meter.pace(), 10.0);
    meter.clear();
    QVERIFY(!meter.pace());
}

QD_TEST_APPLESS(TestPlayedTime)
#include "tst_played_time.moc"
