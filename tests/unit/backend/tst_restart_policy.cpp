// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/supervisor/hang_detector.h"
#include "backend/supervisor/restart_policy.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

class TestRestartPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void theFirstRestartIsImmediateAndLaterOnesWait()
    {
        RestartPolicy policy;
        QVERIFY(policy.crashed(0s) == 0ms);
        QVERIFY(policy.crashed(1s) == 1s);
        QVERIFY(policy.crashed(3s) == 2s);
        QVERIFY(policy.crashed(6s) == 4s);
    }

    void theFifthCrashInTenMinutesStopsIt()
    {
        RestartPolicy policy;
        for (int i = 0; i < 4; ++i)
            QVERIFY(policy.crashed(std::chrono::minutes(2 * i)).has_value());
        QVERIFY(!policy.crashed(9min + 59s).has_value());
    }

    void crashesOlderThanTenMinutesDoNotCount()
    {
        RestartPolicy policy;
        for (int i = 0; i < 20; ++i) {
            policy.becameReady(std::chrono::minutes(3 * i));
            QVERIFY(policy.crashed(std::chrono::minutes(3 * i) + 2min).has_value());
        }
    }

    void sustainedHealthResetsTheDelayAndNotTheCount()
    {
        RestartPolicy policy;
        QVERIFY(policy.crashed(0s) == 0ms);
        policy.becameReady(1s);
        QVERIFY(policy.crashed(60s) == 1s); // ready for 59 s only
        policy.becameReady(61s);
        QVERIFY(policy.crashed(121s) == 0ms);
        policy.becameReady(122s);
        QVERIFY(policy.crashed(182s) == 0ms);
        policy.becameReady(183s);
        QVERIFY(!policy.crashed(243s).has_value());
    }

    void theDelayIsBounded()
    {
        RestartPolicy policy;
        Millis longest{0};
        for (int i = 0; i < 12; ++i)
            longest = std::max(longest, policy.crashed(std::chrono::minutes(4 * i)).value());
        QVERIFY(longest == RestartPolicy::longestDelay);
    }

    void aStartByHandBeginsAfresh()
    {
        RestartPolicy policy;
        for (int i = 0; i < 5; ++i)
            (void)policy.crashed(std::chrono::seconds(i));
        policy.reset();
        QVERIFY(policy.crashed(10s) == 0ms);
    }

    void tenSecondsWithoutAnAnswerAreAHang()
    {
        HangDetector hang;
        hang.answered(0s);
        for (Millis t = 500ms; t < 10s; t += 500ms)
            QVERIFY(!hang.tick(t));
        QVERIFY(hang.tick(10s));
    }

    void anAnswerBeginsTheWaitAnew()
    {
        HangDetector hang;
        hang.answered(0s);
        for (Millis t = 0ms; t <= 60s; t += 500ms) {
            if (t.count() % 9000 == 0)
                hang.answered(t);
            QVERIFY(!hang.tick(t));
        }
    }

    void ourOwnStandstillIsNotTheServices()
    {
        // Both were stopped for a minute: our ticks stand still as well, and its answer may come right after ours.
        HangDetector hang;
        hang.answered(0s);
        QVERIFY(!hang.tick(500ms));
        QVERIFY(!hang.tick(60s));
        QVERIFY(!hang.tick(60s + 500ms));
        Millis t = 61s;
        for (; t < 70s; t += 500ms)
            QVERIFY(!hang.tick(t));
        QVERIFY(hang.tick(t));
    }

    void nothingWatchedNeverHangs()
    {
        HangDetector hang;
        hang.answered(0s);
        hang.stop();
        for (Millis t = 0ms; t <= 60s; t += 500ms)
            QVERIFY(!hang.tick(t));
    }
};

QD_TEST_GUILESS(TestRestartPolicy)

#include "tst_restart_policy.moc"
