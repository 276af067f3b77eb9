// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/scenario.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::drill;
using namespace std::chrono_literals;

class TestDrillScenario : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void sameSeedSameStory()
    {
        const Scenario one = sessionLeak(Telling::Drill, 7, 30);
        const Scenario again = sessionLeak(Telling::Drill, 7, 30);
        QCOMPARE(times(one), times(again));
        QCOMPARE(one.cureTakes, again.cureTakes);
        QVERIFY(times(one) != times(sessionLeak(Telling::Drill, 8, 30)));
    }

    void falseLeadsComeSoonAfterTheLeak()
    {
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const Scenario scenario = sessionLeak(Telling::Drill, seed, 30);
            QCOMPARE(scenario.events.size(), 2U);
            const Millis quiet = scenario.events[0].at - scenario.begin;
            QVERIFY2(quiet >= 14min && quiet <= 18min, "detectors have to know the service before");
            const Millis after = scenario.events[1].at - scenario.events[0].at;
            QVERIFY2(after >= 50s && after <= 80s, "what leaks pages half a minute later at the soonest");
            QVERIFY(scenario.end > scenario.events[1].at + 90min);
        }
    }

    void trueTimesDoNotVary()
    {
        const Timestamp day = std::chrono::sys_days{std::chrono::year{2024} / 8 / 20};
        for (const std::uint64_t seed : {1, 2}) {
            const Scenario scenario = sessionLeak(Telling::AsItWas, seed, 10);
            QCOMPARE(scenario.begin, day + 6h + 30min);
            QCOMPARE(scenario.end, day + 12h);
            QCOMPARE(times(scenario), (QList<Timestamp>{day + 7h + 5min, day + 7h + 50min}));
        }
    }

    /// Rolling the second back does not help, and that is in the code of both.
    void innocentReleaseLeaksAsTheOneBefore()
    {
        const Scenario scenario = sessionLeak(Telling::Drill, 1, 30);
        QCOMPARE(scenario.releases.size(), 4U);
        QVERIFY(!scenario.first().faults.leaks());
        QVERIFY(!scenario.cure().faults.leaks());
        const Faults &leak = scenario.find(scenario.events[0].deploys)->faults;
        Faults innocent = scenario.find(scenario.events[1].deploys)->faults;
        QVERIFY(innocent.queryDelay > 0ms);
        innocent.queryDelay = {};
        QCOMPARE(switchesOf(innocent), switchesOf(leak));
    }

    void faultsAreWhatTheServiceTakes()
    {
        QCOMPARE(switchesOf({}), QString());
        QCOMPARE(switchesOf({1, true, 1500us, 7ms}),
                 QStringLiteral("{\"collector\":\"walk_locked\",\"query_delay_ms\":7,\"retain_after_logout\":1,"
                                "\"walk_delay_us\":1500}"));
    }

    /// A full memory makes a pass long at any speed of the clock, and never as long as a hang.
    void walksAreFeltAndNoHang()
    {
        for (const double speed : {1.0, 10.0, 30.0, 60.0}) {
            const Scenario scenario = sessionLeak(Telling::Drill, 1, speed);
            const auto longest = scenario.releases[1].faults.walkDelay * scenario.mostSessions;
            QVERIFY(longest > 1s && longest <= 5s);
        }
    }

    void offersWhatThereIs()
    {
        const Scenario scenario = sessionLeak(Telling::Drill, 1, 30);
        QCOMPARE(names(scenario.offered(0, false)), QStringList{QStringLiteral("2.3.0")});
        QCOMPARE(names(scenario.offered(1, false)), QStringList{QStringLiteral("2.4.0")});
        QCOMPARE(names(scenario.offered(2, false)),
                 (QStringList{QStringLiteral("2.4.0"), QStringLiteral("2.4.1")}));
        QCOMPARE(names(scenario.offered(2, true)),
                 (QStringList{QStringLiteral("2.4.0"), QStringLiteral("2.4.1"), QStringLiteral("2.4.2")}));
        QCOMPARE(names(scenario.offered(9, true)).size(), 3);
        QCOMPARE(scenario.awaited(0, false), QString()); // nothing is to be cured
        QVERIFY(scenario.awaited(1, false).startsWith(QStringLiteral("2.4.2 is not there yet")));
        QVERIFY(scenario.awaited(2, true).startsWith(QStringLiteral("2.4.2 is being built")));
    }

    void knowsItsName()
    {
        QVERIFY(scenarioNamed(QStringLiteral("session-leak"), Telling::Drill, 1, 30));
        QVERIFY(!scenarioNamed(QStringLiteral("fire"), Telling::Drill, 1, 30));
    }

private:
    static QList<Timestamp> times(const Scenario &scenario)
    {
        QList<Timestamp> all;
        for (const StoryEvent &event : scenario.events)
            all << event.at;
        return all;
    }
    static QStringList names(const std::vector<Release> &releases)
    {
        QStringList all;
        for (const Release &release : releases)
            all << release.name;
        return all;
    }
};

QD_TEST_APPLESS(TestDrillScenario)
#include "tst_drill_scenario.moc"
