// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/alert_events.h"
#include "model/rules/rule_lanes.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::rules;
using namespace std::chrono_literals;

/// What a text of rules would have done, beside what happened.
class RuleLanesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void pendingThenFiring();
    void whatNeverFiredWasPending();
    void whatBeganBeforeTheSpanIsSeen();
    void aSelectorWithoutSeriesCannotBeJudged();
    void nothingIsJudgedBeforeTheFirstSample();
    void aBrokenTextHasNoLanes();
    void whatIsOutsideOfTheSubsetIsNamed();
    void whatFiredThenComesFromTheLog();
    void whatTakesTooLongIsSaid();

private:
    [[nodiscard]] static LaneOrder order(const std::string &rules, TimeRange span = {at(0), at(1200)});
    [[nodiscard]] static Timestamp at(int second) { return Timestamp(24h * 365) + std::chrono::seconds(second); }
    [[nodiscard]] static std::string alert(const std::string &rest);
};

/// Twenty minutes, second by second; `load` is 1 from 300 to 900 s, and for 20 s from 1000 s on.
LaneOrder RuleLanesTest::order(const std::string &rules, TimeRange span)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}, Millis(1000), "g"});
    const SeriesHandle load = store.series(group, {"load", {{"host", "a"}}});
    for (int second = 0; second <= 1200; ++second) {
        const bool isHigh = (second >= 300 && second < 900) || (second >= 1000 && second < 1020);
        (void)store.append(group, at(second), std::vector<SeriesValue>{{load, isHigh ? 1.0 : 0.0}});
    }
    return {rules, QStringLiteral("mine.yaml"), store.snapshot(), {}, span};
}

std::string RuleLanesTest::alert(const std::string &rest)
{
    return "groups:\n  - name: g\n    interval: 10s\n    rules:\n      - alert: High\n        " + rest + '\n';
}

void RuleLanesTest::pendingThenFiring()
{
    const LaneReport report =
        laneReport(order(alert("expr: load > 0\n        for: 1m\n        labels: {severity: critical}")), {});
    QVERIFY(!report.isBroken);
    QCOMPARE(report.lanes.size(), 1U);
    const RuleLane &lane = report.lanes.front();
    QCOMPARE(lane.name, QStringLiteral("High"));
    QCOMPARE(lane.severity, QStringLiteral("critical"));
    QCOMPARE(lane.line, 5);
    QCOMPARE(lane.alarms, 1);
    QVERIFY(lane.unjudged.isEmpty());
    const std::vector<LaneSpan> expected{{{at(300), at(900)}, LanePhase::Pending},
                                         {{at(1000), at(1020)}, LanePhase::Pending},
                                         {{at(360), at(900)}, LanePhase::Firing}};
    QCOMPARE(lane.today, expected);
    QVERIFY(lane.then.empty());
}

void RuleLanesTest::whatNeverFiredWasPending()
{
    const LaneReport report = laneReport(order(alert("expr: load > 0\n        for: 15m")), {});
    const RuleLane &lane = report.lanes.front();
    QCOMPARE(lane.alarms, 0);
    QCOMPARE(lane.today.size(), 2U);
    QCOMPARE(int(lane.today.front().phase), int(LanePhase::Pending));
}

void RuleLanesTest::whatBeganBeforeTheSpanIsSeen()
{
    const LaneReport report = laneReport(order(alert("expr: load > 0\n        for: 5m"), {at(700), at(950)}), {});
    const std::vector<LaneSpan> expected{{{at(700), at(900)}, LanePhase::Pending},
                                         {{at(700), at(900)}, LanePhase::Firing}};
    QCOMPARE(report.lanes.front().today, expected);
}

void RuleLanesTest::nothingIsJudgedBeforeTheFirstSample()
{
    const LaneReport report = laneReport(order(alert("expr: vector(1)"), {at(-3600), at(1200)}), {});
    const std::vector<LaneSpan> expected{{{at(0), at(1200)}, LanePhase::Firing}};
    QCOMPARE(report.lanes.front().today, expected);
    const LaneReport before = laneReport(order(alert("expr: vector(1)"), {at(-3600), at(-1200)}), {});
    QVERIFY(before.lanes.empty());
    QCOMPARE(before.trouble, QStringLiteral("There are no samples yet in this range."));
}

void RuleLanesTest::aSelectorWithoutSeriesCannotBeJudged()
{
    const LaneReport report = laneReport(order(alert("expr: laod > 0")), {});
    QCOMPARE(report.lanes.front().unjudged, QStringLiteral("no series matches laod"));
    QVERIFY(report.lanes.front().today.empty());
}

void RuleLanesTest::aBrokenTextHasNoLanes()
{
    const LaneReport wrong = laneReport(order(alert("expr: sum(load")), {});
    QVERIFY(wrong.isBroken);
    QVERIFY(wrong.lanes.empty());
    QCOMPARE(wrong.problems.front().line, 6);
    const LaneReport yaml = laneReport(order("groups: [\n"), {});
    QVERIFY(yaml.isBroken);
    QVERIFY(!yaml.problems.front().words.isEmpty());
}

void RuleLanesTest::whatIsOutsideOfTheSubsetIsNamed()
{
    const LaneReport report = laneReport(order(alert("expr: sinh(load) > 0")), {});
    QVERIFY(!report.isBroken);
    QCOMPARE(report.problems.size(), 1U);
    QVERIFY(report.lanes.empty());
}

void RuleLanesTest::whatFiredThenComesFromTheLog()
{
    std::vector<Event> events;
    const auto add = [&](EventKind kind, int second, const char *name, const char *host) {
        Event event;
        event.kind = kind;
        event.at = at(second);
        event.subject = QString::fromUtf8(name);
        event.origin = QStringLiteral("quarterdeck");
        event.originSeq = events.size() + 1;
        event.body = {{QStringLiteral("labels"), QJsonObject{{QStringLiteral("host"), QString::fromUtf8(host)}}}};
        events.push_back(event);
    };
    add(EventKind::AlertPending, 100, "High", "a");
    add(EventKind::AlertFiring, 160, "High", "a");
    add(EventKind::AlertFiring, 170, "Other", "a");
    add(EventKind::AlertPending, 200, "High", "b"); // came to nothing
    add(EventKind::AlertResolved, 400, "High", "a");
    add(EventKind::AlertFiring, 900, "High", "a");
    LaneOrder asked = order(alert("expr: load > 0"));
    asked.events = EventSnapshot::of(std::move(events));
    const LaneReport report = laneReport(asked, {});
    const std::vector<LaneSpan> expected{{{at(100), at(160)}, LanePhase::Pending},
                                         {{at(160), at(400)}, LanePhase::Firing},
                                         {{at(900), at(1200)}, LanePhase::Firing}};
    QCOMPARE(report.lanes.front().then, expected);
}

void RuleLanesTest::whatTakesTooLongIsSaid()
{
    LaneOrder asked = order(alert("expr: max_over_time(sum(quantile_over_time(0.5, load[20m:1s]))[20m:1s]) > 0"));
    asked.patience = 1ms;
    const LaneReport report = laneReport(asked, {});
    QVERIFY(!report.isBroken);
    QVERIFY(report.lanes.empty());
    QVERIFY(report.trouble.contains(QStringLiteral("stopped")));
}

QD_TEST_APPLESS(RuleLanesTest)
#include "tst_rule_lanes.moc"
