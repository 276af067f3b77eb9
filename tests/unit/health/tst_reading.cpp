// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/reading.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace qd;
using namespace qd::test;

class TestReading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void tilesSayWhatTheFiguresMean_data();
    void tilesSayWhatTheFiguresMean();
    void growthOfTheFirstMinutesIsSaidAndNotAlarmed();
    void whatIsKnownToLeakIsNoWarmingUp();
    void theLimitIsAsFarAsTheLeakHasIt();
    void aSingleMissedScrapeIsNotUnknown();
    void aStaleValueIsUnknownWithItsAge();
    void withoutAnyDataNothingIsClaimed();
    void aHeldInstantShowsWhatWasThen();
    void findingsStandWorstFirst();
    void aWellServiceHasNothingOpen();

private:
    static TileReading read(FakeHistory &history, TileKind kind)
    {
        return tileReadings(history.snapshot(), history.now())[std::size_t(kind)];
    }
};

void TestReading::tilesSayWhatTheFiguresMean_data()
{
    QTest::addColumn<FakeSecond>("second");
    QTest::addColumn<TileKind>("kind");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("state");
    QTest::addColumn<Severity>("severity");
    FakeSecond calm;
    QTest::newRow("memory of a calm service") << calm << TileKind::Memory << "96"
                                              << "MiB · 39 %"
                                              << "steady" << Severity::Ok;
    FakeSecond growing = calm;
    growing.memorySlopeMiBPerMin = 1.5;
    growing.limitSeconds = 54 * 60;
    QTest::newRow("memory under an hour from its limit") << growing << TileKind::Memory << "96"
                                                         << "MiB · 39 %"
                                                         << "limit in 54 min" << Severity::Critical;
    growing.limitSeconds = 5 * 3600;
    QTest::newRow("memory hours from its limit") << growing << TileKind::Memory << "96"
                                                 << "MiB · 39 %"
                                                 << "limit in 5 h" << Severity::Warning;
    FakeSecond full = calm;
    full.residentMiB = 230;
    QTest::newRow("memory nearly at its limit") << full << TileKind::Memory << "230"
                                                << "MiB · 93 %"
                                                << "above 90 % of its limit" << Severity::Critical;
    QTest::newRow("latency as usual") << calm << TileKind::Latency << "4.80"
                                      << "ms · login 48"
                                      << "below 20 ms" << Severity::Ok;
    FakeSecond slow = calm;
    slow.p99Ms = 21.4;
    QTest::newRow("latency above its threshold") << slow << TileKind::Latency << "21.4"
                                                 << "ms · login 48"
                                                 << "above 20 ms for 19 min" << Severity::Warning;
    FakeSecond few = calm;
    few.validations = 37;
    few.slowestMs = 12;
    QTest::newRow("latency of few requests") << few << TileKind::Latency << "12.0"
                                             << "ms max"
                                             << "n = 37, too few for p99" << Severity::Ok;
    few.slowestMs = 2'494;
    QTest::newRow("a slow one of few") << few << TileKind::Latency << "2,494"
                                       << "ms max"
                                       << "n = 37, too few for p99" << Severity::Warning;
    FakeSecond idle = calm;
    idle.validations = 0;
    QTest::newRow("latency of no requests")
        << idle << TileKind::Latency << "–" << QString() << "no requests in the last minute" << Severity::Unknown;
    QTest::newRow("active sessions") << calm << TileKind::Active << "14,612" << QString() << "+312 −298 / min"
                                     << Severity::Ok;
    QTest::newRow("nothing retained") << calm << TileKind::Retained << "0" << QString() << "none, as it should be"
                                      << Severity::Ok;
    FakeSecond leak = calm;
    leak.retained = 31'004;
    QTest::newRow("sessions retained for long")
        << leak << TileKind::Retained << "31,004" << QString() << "+795 / min for 19 min" << Severity::Critical;
    QTest::newRow("no errors") << calm << TileKind::Errors << "0"
                               << "% · 9 refused/s"
                               << "within budget" << Severity::Ok;
    FakeSecond failing = calm;
    failing.errorPercent = 5.2;
    QTest::newRow("many errors") << failing << TileKind::Errors << "5.2"
                                 << "% · 9 refused/s"
                                 << "above 5 %" << Severity::Critical;
}

void TestReading::tilesSayWhatTheFiguresMean()
{
    QFETCH(FakeSecond, second);
    QFETCH(TileKind, kind);
    FakeHistory history;
    history.run(1200, second);
    const TileReading reading = read(history, kind);
    QTEST(reading.value, "value");
    QTEST(reading.unit, "unit");
    QTEST(reading.state, "state");
    QTEST(reading.severity, "severity");
}

void TestReading::growthOfTheFirstMinutesIsSaidAndNotAlarmed()
{
    FakeHistory history;
    FakeSecond s;
    s.memorySlopeMiBPerMin = 12;
    s.limitSeconds = 700;
    history.run(120, s);
    const TileReading reading = read(history, TileKind::Memory);
    QCOMPARE(reading.severity, Severity::Ok);
    QCOMPARE(reading.state, QStringLiteral("warming up, +12.0 MiB/min"));
}

void TestReading::whatIsKnownToLeakIsNoWarmingUp()
{
    FakeHistory history;
    FakeSecond s;
    s.memorySlopeMiBPerMin = 12;
    s.leakNamed = true;
    history.run(120, s);
    QCOMPARE(read(history, TileKind::Memory).severity, Severity::Warning);
    QCOMPARE(read(history, TileKind::Memory).state, QStringLiteral("leaking, +12.0 MiB/min"));
    QCOMPARE(findings(history.snapshot(), history.now()).front().title,
             QStringLiteral("Memory is leaking, +12.0 MiB/min"));
    s.limitSeconds = 700;
    history.run(5, s);
    QCOMPARE(read(history, TileKind::Memory).severity, Severity::Critical);
    QCOMPARE(read(history, TileKind::Memory).state, QStringLiteral("limit in 11 min"));
    s.memorySlopeMiBPerMin = -3; // after a purge
    s.limitSeconds.reset();
    history.run(20, s);
    QCOMPARE(read(history, TileKind::Memory).severity, Severity::Ok);
}

/// As the chart draws it; the slope of the last minutes says something else.
void TestReading::theLimitIsAsFarAsTheLeakHasIt()
{
    FakeHistory history;
    FakeSecond s;
    s.memorySlopeMiBPerMin = 12;
    s.leakNamed = true;
    s.limitSeconds = 5'000;
    s.leakLimitSeconds = 7'800;
    history.run(120, s);
    QCOMPARE(read(history, TileKind::Memory).state, QStringLiteral("limit in 2 h"));
    s.limitSeconds = 600; // that soon is told whatever the leak alone would take
    history.run(20, s);
    QCOMPARE(read(history, TileKind::Memory).state, QStringLiteral("limit in 10 min"));
    s.memorySlopeMiBPerMin = 0.01;
    s.limitSeconds.reset();
    s.leakLimitSeconds = 100'000;
    history.run(20, s);
    QVERIFY(read(history, TileKind::Memory).state.startsWith(QStringLiteral("leaking")));
    s.memorySlopeMiBPerMin = 12;
    s.leakLimitSeconds = 0; // full
    history.run(20, s);
    QCOMPARE(read(history, TileKind::Memory).severity, Severity::Critical);
    QVERIFY(!read(history, TileKind::Memory).state.contains(QStringLiteral("limit in")));
    s.memorySlopeMiBPerMin = -12; // a purge is under way
    history.run(20, s);
    QVERIFY(!read(history, TileKind::Memory).state.contains(QStringLiteral("limit")));
}

void TestReading::aSingleMissedScrapeIsNotUnknown()
{
    FakeHistory history;
    history.run(60);
    history.fail(2);
    QCOMPARE(read(history, TileKind::Memory).value, QStringLiteral("96"));
}

void TestReading::aStaleValueIsUnknownWithItsAge()
{
    FakeHistory history;
    history.run(60);
    history.fail(47);
    for (const TileReading &reading : tileReadings(history.snapshot(), history.now())) {
        QCOMPARE(reading.value, QStringLiteral("unknown"));
        QCOMPARE(reading.state, QStringLiteral("last known 47 s ago"));
        QCOMPARE(reading.severity, Severity::Unknown);
    }
}

void TestReading::withoutAnyDataNothingIsClaimed()
{
    for (const TileReading &reading : tileReadings(HistorySnapshot{}, Timestamp{})) {
        QCOMPARE(reading.value, QStringLiteral("unknown"));
        QCOMPARE(reading.state, QStringLiteral("no data"));
    }
}

void TestReading::aHeldInstantShowsWhatWasThen()
{
    FakeHistory history;
    history.run(60);
    const Timestamp held = history.now();
    FakeSecond later;
    later.residentMiB = 150;
    history.run(60, later);
    QCOMPARE(tileReadings(history.snapshot(), held)[0].value, QStringLiteral("96"));
    QCOMPARE(tileReadings(history.snapshot(), history.now())[0].value, QStringLiteral("150"));
}

void TestReading::findingsStandWorstFirst()
{
    FakeHistory history;
    FakeSecond s;
    s.retained = 31'004;
    s.p99Ms = 30;
    history.run(1200, s);
    const auto all = findings(history.snapshot(), history.now());
    QCOMPARE(all.front().id, QStringLiteral("retained"));
    QCOMPARE(all.front().title, QStringLiteral("31,004 sessions retained after logout"));
    QVERIFY(all.front().offersPurge);
    QCOMPARE(all.front().retained, 31'004);
    QVERIFY(all.front().detail.contains(QStringLiteral("2.00 KiB each")));
    QCOMPARE(all[1].id, QStringLiteral("latency"));
    QCOMPARE(all.back().severity, Severity::Ok);
}

void TestReading::aWellServiceHasNothingOpen()
{
    FakeHistory history;
    history.run(1200);
    const auto all = findings(history.snapshot(), history.now());
    QVERIFY(
        std::ranges::all_of(all, [](const Finding &f) { return f.severity == Severity::Ok && !f.offersPurge; }));
}

QD_TEST_GUILESS(TestReading)
#include "tst_reading.moc"
