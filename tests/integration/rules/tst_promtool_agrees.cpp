// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_file.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/rule_scenarios.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using test::RuleScenario;

namespace {

QString contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

/// The verdicts of `promtool test rules` and of our engine on the same written scenarios, each as it is and each
/// with an expectation that does not hold.
class PromtoolAgreesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void initTestCase();
    void everyDefaultRuleHasAScenario();
    void verdicts_data();
    void verdicts();

private:
    std::vector<RuleScenario> m_scenarios;
};

void PromtoolAgreesTest::initTestCase()
{
    // Scenarios about the language, and those about the rules that come with the program.
    for (const char *name : {"/scenarios", "/defaults"}) {
        const QDir folder(QStringLiteral(QD_SCENARIOS) + QLatin1String(name));
        for (const QString &file : folder.entryList({QStringLiteral("*.test.yml")}, QDir::Files, QDir::Name)) {
            QString error;
            const auto scenarios = RuleScenario::read(folder.filePath(file), error);
            QVERIFY2(error.isEmpty(), qPrintable(error));
            m_scenarios.insert(m_scenarios.end(), scenarios.begin(), scenarios.end());
        }
    }
    QVERIFY2(m_scenarios.size() >= 40, "at least 40 scenarios");
}

/// That fires it, and each says what to do and is kept for a while when its data vanish.
void PromtoolAgreesTest::everyDefaultRuleHasAScenario()
{
    const QDir folder(QStringLiteral(QD_SCENARIOS "/../../../resources/rules"));
    QString expected;
    for (const QString &file : QDir(QStringLiteral(QD_SCENARIOS "/defaults")).entryList({QStringLiteral("*.yml")}))
        expected += contentsOf(QStringLiteral(QD_SCENARIOS "/defaults/") + file);
    int alerts = 0;
    for (const QString &name : folder.entryList({QStringLiteral("*.yaml")}, QDir::Files)) {
        const auto file = rules::readRuleFile(folder.filePath(name));
        QVERIFY2(file, file ? "" : qPrintable(rules::problemText(file.error().front())));
        QVERIFY2(file->refused.empty(), qPrintable(name));
        for (const rules::RuleGroup &group : file->groups) {
            for (const rules::Rule &rule : group.rules) {
                if (rule.kind != rules::RuleKind::Alerting)
                    continue;
                ++alerts;
                const QString alert = QString::fromStdString(rule.name);
                const QRegularExpression fires(QStringLiteral("alertname: %1\n +exp_alerts:\n").arg(alert));
                QVERIFY2(expected.contains(fires), qPrintable(alert));
                QVERIFY2(rule.keepFiringFor == std::chrono::minutes(5), qPrintable(alert));
                const auto advises = [](const auto &entry) { return entry.first == "advice"; };
                QVERIFY2(std::ranges::any_of(rule.annotations, advises), qPrintable(alert));
            }
        }
    }
    QVERIFY(alerts >= 12);
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
