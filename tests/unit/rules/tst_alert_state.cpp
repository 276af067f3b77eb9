// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/alert_state.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QStringList>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::rules;
using namespace std::chrono_literals;

namespace {

Timestamp atMinute(int count)
{
    return Timestamp(std::chrono::minutes(count));
}

Labels labelsOf(const char *instance)
{
    return {{"alertname", "A"}, {"instance", instance}};
}

QString wordOf(AlertChange change)
{
    static const QStringList words{QStringLiteral("pending"),  QStringLiteral("fired"),
                                   QStringLiteral("kept"),     QStringLiteral("returned"),
                                   QStringLiteral("resolved"), QStringLiteral("withdrawn"),
                                   QStringLiteral("dropped")};
    return words[int(change)];
}

/// Steps a state a minute at a time through a line such as "x.xx": x where the element is there. Gives
/// "0 pending, 3 fired".
QString stepped(AlertState &state, const QString &line, int from = 0)
{
    QStringList changes;
    for (qsizetype i = 0; i < line.size(); ++i) {
        std::vector<AlertElement> elements;
        if (line[i] == u'x')
            elements.push_back({labelsOf("a"), {}, double(i)});
        for (const AlertTransition &change : state.evaluate(atMinute(from + int(i)), elements).transitions)
            changes << QStringLiteral("%1 %2").arg(from + i).arg(wordOf(change.change));
    }
    return changes.join(QStringLiteral(", "));
}

} // namespace

class AlertStateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void lives_data();
    void lives();
    void annotationsAndValueFollow();
    void aResolvedAlertIsRememberedForFifteenMinutes();
    void elementsWithTheSameLabelsChangeNothing();
    void aLimitForgetsAllAlerts();
    void restarts_data();
    void restarts();
    void resumes();
};

void AlertStateTest::lives_data()
{
    QTest::addColumn<int>("holdMinutes");
    QTest::addColumn<int>("keepMinutes");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("wanted");
    const auto row = [](const char *name, int hold, int keep, const char *line, const char *wanted) {
        QTest::newRow(name) << hold << keep << QString::fromLatin1(line) << QString::fromLatin1(wanted);
    };
    row("without for it fires at once", 0, 0, "..xx.", "2 fired, 4 resolved");
    row("for counts from the first", 3, 0, "xxxx.", "0 pending, 3 fired, 4 resolved");
    row("a break begins anew", 2, 0, "xx.xxx", "0 pending, 2 withdrawn, 3 pending, 5 fired");
    row("kept, then resolved", 0, 3, "x....", "0 fired, 1 kept, 4 resolved");
    row("kept, then back", 0, 3, "x..x.....", "0 fired, 1 kept, 3 returned, 4 kept, 7 resolved");
    row("a pending alert is not kept", 2, 3, "xx...", "0 pending, 2 withdrawn");
    row("after its end it waits again", 2, 0, "xxx.xxx", "0 pending, 2 fired, 3 resolved, 4 pending, 6 fired");
    row("back after it was kept and resolved", 0, 1, "x..x", "0 fired, 1 kept, 2 resolved, 3 fired");
}

void AlertStateTest::lives()
{
    QFETCH(int, holdMinutes);
    QFETCH(int, keepMinutes);
    QFETCH(QString, line);
    AlertState state(std::chrono::minutes{holdMinutes}, std::chrono::minutes{keepMinutes});
    QTEST(stepped(state, line), "wanted");
}

void AlertStateTest::annotationsAndValueFollow()
{
    AlertState state(0ms, 5min);
    (void)state.evaluate(atMinute(0), {{labelsOf("a"), {{"summary", "one"}}, 1}});
    (void)state.evaluate(atMinute(1), {{labelsOf("a"), {{"summary", "two"}}, 2}});
    (void)state.evaluate(atMinute(2), {});
    const auto alerts = state.active();
    QCOMPARE(alerts.size(), 1U);
    QCOMPARE(alerts[0].value, 2.0);
    QCOMPARE(alerts[0].annotations[0].second, std::string("two"));
    QCOMPARE(alerts[0].activeAt, atMinute(0));
    QCOMPARE(*alerts[0].keptSince, atMinute(2));
}

void AlertStateTest::aResolvedAlertIsRememberedForFifteenMinutes()
{
    AlertState state(0ms, 0ms);
    (void)stepped(state, QStringLiteral("x."));
    QCOMPARE(state.alerts().size(), 1U);
    QCOMPARE(*state.alerts()[0].resolvedAt, atMinute(1));
    QVERIFY(state.active().empty());
    (void)state.evaluate(atMinute(16), {});
    QCOMPARE(state.alerts().size(), 1U);
    (void)state.evaluate(atMinute(16) + 1ms, {});
    QVERIFY(state.alerts().empty());
}

void AlertStateTest::elementsWithTheSameLabelsChangeNothing()
{
    AlertState state(0ms, 0ms);
    (void)state.evaluate(atMinute(0), {{labelsOf("a"), {}, 1}});
    const AlertStep step = state.evaluate(atMinute(1), {{labelsOf("b"), {}, 1}, {labelsOf("b"), {}, 2}});
    QVERIFY(step.error && step.error->words.contains(QStringLiteral("same labelset")));
    QVERIFY(step.transitions.empty());
    QCOMPARE(state.active().size(), 1U);
    QCOMPARE(state.active()[0].labels, labelsOf("a"));
}

void AlertStateTest::aLimitForgetsAllAlerts()
{
    AlertState state(0ms, 0ms, 1);
    QVERIFY(!state.evaluate(atMinute(0), {{labelsOf("a"), {}, 1}}).error);
    const AlertStep step = state.evaluate(atMinute(1), {{labelsOf("a"), {}, 1}, {labelsOf("b"), {}, 2}});
    QCOMPARE(step.error->words, QStringLiteral("exceeded limit of 1 with 2 alerts"));
    QCOMPARE(step.transitions.size(), 1U);
    QCOMPARE(step.transitions[0].change, AlertChange::Dropped);
    QCOMPARE(step.transitions[0].alert.labels, labelsOf("a"));
    QVERIFY(state.alerts().empty());
}

void AlertStateTest::restarts_data()
{
    QTest::addColumn<int>("holdMinutes");
    QTest::addColumn<int>("activeAt");
    QTest::addColumn<int>("downAt");
    QTest::addColumn<int>("restoredAt");
    QTest::addColumn<int>("wanted"); // active since, in minutes
    QTest::newRow("it was firing") << 20 << 0 << 30 << 40 << 0;
    QTest::newRow("nearly there: ten minutes are left") << 20 << 0 << 15 << 40 << 30;
    QTest::newRow("far from there: the outage counts for nothing") << 60 << 0 << 20 << 40 << 20;
    QTest::newRow("a short for begins anew") << 5 << 0 << 3 << 10 << 9;
    QTest::newRow("too long ago") << 60 << 0 << 20 << 81 << 80;
}

void AlertStateTest::restarts()
{
    QFETCH(int, holdMinutes);
    QFETCH(int, activeAt);
    QFETCH(int, downAt);
    QFETCH(int, restoredAt);
    QFETCH(int, wanted);
    AlertState state(std::chrono::minutes{holdMinutes}, 0ms);
    (void)state.evaluate(atMinute(restoredAt - 1), {{labelsOf("a"), {}, 1}});
    state.restore(atMinute(restoredAt), [&](const Labels &labels) -> std::optional<ForStateSample> {
        return labels == labelsOf("a") ? std::optional(ForStateSample{atMinute(downAt), atMinute(activeAt)})
                                       : std::nullopt;
    });
    QCOMPARE(state.active()[0].activeAt, atMinute(wanted));
}

void AlertStateTest::resumes()
{
    AlertState before(2min, 0ms);
    (void)stepped(before, QStringLiteral("xx"));
    AlertState after(2min, 0ms);
    after.resume(before.alerts());
    QCOMPARE(stepped(after, QStringLiteral("x."), 2), QStringLiteral("2 fired, 3 resolved"));
}

QD_TEST_APPLESS(AlertStateTest)
#include "tst_alert_state.moc"
