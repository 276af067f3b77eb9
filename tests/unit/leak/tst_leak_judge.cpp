// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/leak/leak_judge.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/leak/bytes.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace qd;
using namespace std::chrono_literals;
using test::KiB;
using test::MiB;

namespace {

/// A service under even traffic, scraped every 15 s right after each pass of its collector.
class Service
{
public:
    LeakReading next()
    {
        m_now += 15s;
        ++m_passes;
        m_retained += retainedAPass;
        m_growth += growthAPass;
        LeakReading reading;
        reading.at = m_now;
        reading.limit = 256 * MiB;
        reading.started = std::chrono::duration<double>(m_start.time_since_epoch()).count();
        reading.load = 500;
        reading.collectorPasses = m_passes;
        reading.retained = m_retained;
        reading.retainedBytes = m_retained * 1.9 * KiB;
        reading.components = {
            {"sessions", 8 * MiB}, {"retained", *reading.retainedBytes}, {"http", MiB + m_growth}};
        reading.resident = 60 * MiB + *reading.retainedBytes + m_growth + double(m_random() % 1000) * 100;
        return reading;
    }
    void restart()
    {
        m_start = m_now;
        m_passes = 0;
        m_retained = 0;
        m_growth = 0;
    }
    void suspend(Millis length) { m_now += length; }
    double retainedAPass = 0;
    double growthAPass = 0;

private:
    Timestamp m_now{24h};
    Timestamp m_start{24h};
    double m_passes = 0;
    double m_retained = 0;
    double m_growth = 0;
    std::mt19937 m_random{5};
};

void run(LeakJudge &judge, Service &service, Millis length)
{
    for (Millis passed{}; passed < length; passed += 15s)
        judge.add(service.next());
}

} // namespace

class LeakJudgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void retainedSessionsAreNamedAndCounted();
    void aComponentIsNamed();
    void whatNoComponentExplainsIsUnattributed();
    void theFirstMinutesOfAProcessAreLeftOut();
    void aRestartEndsIt();
    void namesAsEverAfterAGap();
};

void LeakJudgeTest::retainedSessionsAreNamedAndCounted()
{
    LeakJudge judge;
    Service service;
    run(judge, service, 5min);
    QVERIFY(judge.leaks().empty());
    service.retainedAPass = 10; // 40 logouts a minute
    run(judge, service, 2min);
    QVERIFY(!judge.leaks().empty());
    const Leak &leak = judge.leaks().front();
    QCOMPARE(leak.detector, LeakDetector::Ledger);
    QCOMPARE(leak.component, "retained");
    QCOMPARE(leak.count.value(), 80.0);
    QCOMPARE(leak.bytesEach.value(), 1.9 * KiB);
    QVERIFY(std::abs(leak.bytesPerSecond - 10 * 1.9 * KiB / 15) < 1);
    QVERIFY(leak.timeToLimit && leak.timeToLimit->likely > 8 * 3600);
}

void LeakJudgeTest::aComponentIsNamed()
{
    LeakJudge judge;
    Service service;
    run(judge, service, 30min);
    service.growthAPass = 0.2 * MiB; // 48 MiB an hour
    run(judge, service, 75min);
    QVERIFY(!judge.leaks().empty());
    QCOMPARE(judge.leaks().front().detector, LeakDetector::Floor);
    QCOMPARE(judge.leaks().front().component, "http");
}

void LeakJudgeTest::whatNoComponentExplainsIsUnattributed()
{
    LeakJudge judge;
    Service service;
    service.growthAPass = 0.2 * MiB;
    for (Millis passed{}; passed < 100min; passed += 15s) {
        LeakReading reading = service.next();
        reading.components["http"] = MiB;
        judge.add(reading);
    }
    QVERIFY(!judge.leaks().empty());
    QCOMPARE(judge.leaks().front().component, std::string(unattributed));
}

void LeakJudgeTest::theFirstMinutesOfAProcessAreLeftOut()
{
    LeakJudge judge;
    Service service;
    service.growthAPass = 2 * MiB;
    run(judge, service, 10min);
    service.growthAPass = 0;
    run(judge, service, 60min);
    QVERIFY(judge.leaks().empty());
}

void LeakJudgeTest::aRestartEndsIt()
{
    LeakJudge judge;
    Service service;
    service.retainedAPass = 10;
    run(judge, service, 5min);
    QVERIFY(!judge.leaks().empty());
    service.restart();
    service.retainedAPass = 0;
    run(judge, service, 15s);
    QVERIFY(judge.leaks().empty());
}

void LeakJudgeTest::namesAsEverAfterAGap()
{
    for (const Millis gap : {Millis(20min), Millis(26h), Millis(9 * 24h)}) {
        LeakJudge judge;
        Service service;
        run(judge, service, 30min);
        service.suspend(gap);
        service.growthAPass = 0.2 * MiB;
        run(judge, service, 75min);
        QVERIFY(!judge.leaks().empty());
        QCOMPARE(judge.leaks().front().component, "http");
    }
}

QD_TEST_APPLESS(LeakJudgeTest)
#include "tst_leak_judge.moc"
