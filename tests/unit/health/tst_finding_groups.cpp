// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/finding_groups.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

Finding firing(const char *rule, const char *route, Severity severity, Millis since)
{
    Finding finding;
    finding.alert = QStringLiteral("%1 {%2}").arg(QLatin1String(rule), QLatin1String(route));
    finding.id = QStringLiteral("alert ") + finding.alert;
    finding.title = QLatin1String(route) + QStringLiteral(" is busy");
    finding.rule = QLatin1String(rule);
    finding.labels = Labels{{"alertname", rule}, {"instance", "local"}, {"route", route}};
    finding.severity = severity;
    finding.since = Timestamp(since);
    finding.mayAcknowledge = severity != Severity::Unknown;
    return finding;
}

} // namespace

class FindingGroupsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void seriesOfOneAlertAreOneGroup();
    void theWorstThenTheNewestIsFirst();
    void mutedOnesStandByThemselves();
    void whatIsNoAlertIsNotGrouped();
};

void FindingGroupsTest::seriesOfOneAlertAreOneGroup()
{
    const auto groups =
        groupsOf({firing("Busy", "/login", Severity::Warning, 5s), firing("Other", "/x", Severity::Warning, 6s),
                  firing("Busy", "/logout", Severity::Warning, 4s)});
    QCOMPARE(groups.size(), 2u);
    QCOMPARE(groups[0].title(), QStringLiteral("Busy, 2 series"));
    QCOMPARE(groups[0].difference(groups[0].members[1]), QStringLiteral("route=/logout"));
    QCOMPARE(groups[0].acknowledgeable(),
             (QStringList{QStringLiteral("Busy {/login}"), QStringLiteral("Busy {/logout}")}));
    QVERIFY(groups[1].isSingle());
    QCOMPARE(groups[1].title(), QStringLiteral("/x is busy"));
}

void FindingGroupsTest::theWorstThenTheNewestIsFirst()
{
    const auto groups = groupsOf(
        {firing("Busy", "/old", Severity::Warning, 5s), firing("Busy", "/gone", Severity::Unknown, 9s),
         firing("Busy", "/new", Severity::Warning, 7s), firing("Busy", "/worst", Severity::Critical, 1s)});
    QCOMPARE(groups.size(), 1u);
    QStringList order;
    for (const Finding &member : groups[0].members)
        order << groups[0].difference(member);
    QCOMPARE(order, (QStringList{QStringLiteral("route=/worst"), QStringLiteral("route=/new"),
                                 QStringLiteral("route=/old"), QStringLiteral("route=/gone")}));
    QCOMPARE(groups[0].acknowledgeable().size(), 3);
}

void FindingGroupsTest::mutedOnesStandByThemselves()
{
    Finding muted = firing("Busy", "/login", Severity::Warning, 5s);
    muted.isMuted = true;
    const auto groups = groupsOf({firing("Busy", "/logout", Severity::Warning, 5s), muted});
    QCOMPARE(groups.size(), 2u);
    QVERIFY(!groups[0].isMuted && groups[1].isMuted);
    QVERIFY(groups[0].id != groups[1].id);
}

void FindingGroupsTest::whatIsNoAlertIsNotGrouped()
{
    Finding memory;
    memory.id = QStringLiteral("memory");
    Finding latency;
    latency.id = QStringLiteral("latency");
    QCOMPARE(groupsOf({memory, latency}).size(), 2u);
    QVERIFY(groupsOf({}).empty());
}

QD_TEST_APPLESS(FindingGroupsTest)
#include "tst_finding_groups.moc"
