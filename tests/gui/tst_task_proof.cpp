// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rule_store_files.h"
#include "app/task_proof.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/synthetic_history.h"
#include "tests/support/test_program.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

/// A corrective action is proven by a rule that would have told of the outage.
class TaskProofTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { test::failOnAnyWarning(); }
    void aRuleThatFires();
    void whatProvesNothing_data();
    void whatProvesNothing();

private:
    [[nodiscard]] Result<incident::Proof> prove(const QString &rule) const
    {
        return proofOf({rule, QStringLiteral("outage.mcap"), m_folder.path(), m_history->series}, {});
    }

    HistoryPtr m_history;
    QTemporaryDir m_folder;
};

void TaskProofTest::initTestCase()
{
    m_history = test::syntheticHistory({});
    const RuleText file{
        QStringLiteral("mine.yaml"),
        RuleText::Origin::Own,
        QStringLiteral("groups: [{name: g, interval: 10s, rules: ["
                       "{alert: Many, expr: 'sessiond_sessions{state=\"retained\"} > 5000', for: 1m},"
                       "{alert: Never, expr: 'sessiond_sessions{state=\"retained\"} > 1e9'},"
                       "{alert: Elsewhere, expr: 'queue_length > 5'}]}]"),
        {}};
    QVERIFY(saveRuleText(m_folder.path(), file).has_value());
}

void TaskProofTest::aRuleThatFires()
{
    const auto proof = prove(QStringLiteral(" Many "));
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().words));
    QCOMPARE(proof->rule, QStringLiteral("Many"));
    QCOMPARE(proof->recording, QStringLiteral("outage.mcap"));
    const SeriesView retained = m_history->series.first("sessiond_sessions", Labels({{"state", "retained"}}));
    QVERIFY(retained.at(proof->firedAt, 1min)->value > 5000);
    QVERIFY(retained.at(proof->firedAt - 1min - 10s, 1min)->value <= 5000);
}

void TaskProofTest::whatProvesNothing_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("words");
    QTest::newRow("no such rule") << "Nobody"
                                  << "No alert is called Nobody";
    QTest::newRow("it does not fire") << "Never"
                                      << "does not fire";
    QTest::newRow("of another service") << "Elsewhere"
                                        << "cannot be judged";
}

void TaskProofTest::whatProvesNothing()
{
    QFETCH(QString, rule);
    QFETCH(QString, words);
    const auto proof = prove(rule);
    QVERIFY(!proof);
    QVERIFY2(proof.error().words.contains(words), qPrintable(proof.error().words));
}

QD_TEST_GUILESS(TaskProofTest)
#include "tst_task_proof.moc"
