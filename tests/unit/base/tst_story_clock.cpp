// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/clock.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

class TestStoryClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void tellsAnInstantOfTheWorld()
    {
        const Timestamp begin(1'000'000s);
        const TimelineClock world;
        const StoryClock story(begin, 30);
        const Timestamp now = world.now();
        // Both clocks began within some milliseconds.
        const Millis off = story.told(now + 2min) - (begin + 1h);
        QVERIFY(std::chrono::abs(off) < 30s);
        QCOMPARE(story.told(now + 3min) - story.told(now + 2min), Millis(30min));
    }

    void runsFaster()
    {
        const StoryClock story(Timestamp(0s), 60'000);
        const Timestamp before = story.now();
        const Timestamp begun = TimelineClock().now();
        while (TimelineClock().now() - begun < 2ms) {
        }
        QVERIFY(story.now() - before >= 1min);
    }

    void lastsShorterAndNeverNothing()
    {
        const StoryClock story(Timestamp(0s), 10);
        QCOMPARE(story.lasts(10s), Millis(1s));
        QCOMPARE(story.lasts(1ms), Millis(1));
    }
};

QD_TEST_APPLESS(TestStoryClock)
#include "tst_story_clock.moc"
