// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/rule_scenarios.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using test::RuleScenario;

/// The verdicts of `promtool test rules` and of our engine on the same written scenarios, each as it is and each
/// with an expectation that does not hold.
class PromtoolAgreesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void initTestCase();
    void verdicts_data();
    void verdicts();

private:
    std::vector<RuleScenario> m_scenarios;
};

void PromtoolAgreesTest::initTestCase()
{
    const QDir folder(QStringLiteral(QD_SCENARIOS));
    for (const QString &name : folder.entryList({QStringLiteral("*.test.yml")}, QDir::Files, QDir::Name)) {
        QString error;
        const auto scenarios = RuleScenario::read(folder.filePath(name), error);
        QVERIFY2(error.isEmpty(), qPrintable(error));
        m_scenarios.insert(m_scenarios.end(), scenarios.begin(), scenarios.end());
    }
    QVERIFY2(m_scenarios.size() >= 40, "at least 40 scenarios");
}

void PromtoolAgreesTest::verdicts_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_scenarios.size(); ++i)
        QTest::newRow(qPrintable(m_scenarios[i].name())) << int(i);
}

void PromtoolAgreesTest::verdicts()
{
    QFETCH(int, index);
    const RuleScenario &scenario = m_scenarios[std::size_t(index)];
    const QTemporaryDir folder;
    const QString theirs = scenario.promtoolFailure(folder.path());
    const QString ours = scenario.ourFailure();
    QVERIFY2(theirs.isEmpty() != scenario.mustFail(), qPrintable(QStringLiteral("promtool: ") + theirs));
    QVERIFY2(ours.isEmpty() != scenario.mustFail(), qPrintable(QStringLiteral("ours: ") + ours));

    const RuleScenario wrong = scenario.spoiled();
    QVERIFY2(!wrong.promtoolFailure(folder.path()).isEmpty(), "promtool takes a wrong expectation");
    QVERIFY2(!wrong.ourFailure().isEmpty(), "we take a wrong expectation");
}

QD_TEST_GUILESS(PromtoolAgreesTest)
#include "tst_promtool_agrees.moc"
