// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/judge.h"
#include "tests/conformance/report.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::conformance;

class ConformanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void ourScriptsPass();
    void differencesAreCalledWrong_data();
    void differencesAreCalledWrong();
    void whatIsOutsideIsRefusedWithItsReason();
    void upstreamsScriptsAreNeverWrong();
};

void ConformanceTest::ourScriptsPass()
{
    const auto report = runFolder(QStringLiteral(QD_SCRIPTS));
    QVERIFY(report);
    QVERIFY2(report->total.wrong == 0, qPrintable(report->lines.join(u'\n')));
    QVERIFY(report->total.passed >= 20);
    QVERIFY(report->lines.last().startsWith(QStringLiteral("total: ")));
}

void ConformanceTest::differencesAreCalledWrong_data()
{
    QTest::addColumn<QString>("evaluation");
    const auto row = [](const char *name, const char *text) { QTest::newRow(name) << QString::fromUtf8(text); };
    row("another value", "eval instant at 1m a\n  a{x=\"1\"} 3\n  a{x=\"2\"} 4");
    row("a series missing", "eval instant at 1m a\n  a{x=\"1\"} 2");
    row("a series too many", "eval instant at 1m a\n  a{x=\"1\"} 2\n  a{x=\"2\"} 4\n  a{x=\"3\"} 4");
    row("nothing expected", "eval instant at 1m a");
    row("another name", "eval instant at 1m a{x=\"1\"}\n  {x=\"1\"} 2");
    row("another order", "eval instant at 1m sort_desc(a)\n  expect ordered\n  a{x=\"1\"} 2\n  a{x=\"2\"} 4");
    row("a scalar for a vector", "eval instant at 1m 2\n  {} 2");
    row("a vector for a scalar", "eval instant at 1m vector(2)\n  2");
    row("another scalar", "eval instant at 1m 2\n  3");
    row("another string", "eval instant at 1m \"a\"\n  expect string \"b\"");
    row("a failure expected", "eval instant at 1m a{x=\"1\"}\n  expect fail");
    row("no failure expected", "eval instant at 1m a + on() a\n  {} 1");
    row("another failure", "eval instant at 1m a + on() a\n  expect fail msg: something else");
    row("another failure's pattern", "eval instant at 1m a + on() a\n  expect fail regex: some.hing");
    row("a warning expected", "eval instant at 1m a{x=\"1\"}\n  expect warn\n  a{x=\"1\"} 2");
    row("no info expected", "eval instant at 1m increase(a{x=\"1\"}[2m])\n  expect no_info\n  {x=\"1\"} 2");
    row("another point", "eval range from 0 to 1m step 1m a{x=\"1\"}\n  a{x=\"1\"} 1 3");
    row("a point too many", "eval range from 0 to 1m step 1m a{x=\"1\"}\n  a{x=\"1\"} 1 2 3");
    row("a point missing", "eval range from 0 to 1m step 1m a{x=\"1\"}\n  a{x=\"1\"} 1 _");
    row("no command", "evaluate that");
    row("no value", "eval instant at 1m a\n  a{x=\"1\"} two");
}

void ConformanceTest::differencesAreCalledWrong()
{
    QFETCH(QString, evaluation);
    const QString script = QStringLiteral("load 1m\n  a{x=\"1\"} 1 2\n  a{x=\"2\"} 3 4\n\n") + evaluation;
    const auto judgements = Judge().run(parseScript(script));
    QCOMPARE(judgements.size(), std::size_t(1));
    QCOMPARE(judgements.front().verdict, Verdict::Wrong);
    QCOMPARE(judgements.front().line, 5);
    QVERIFY(!judgements.front().words.isEmpty());
}

void ConformanceTest::whatIsOutsideIsRefusedWithItsReason()
{
    const auto judgements = Judge().run(parseScript(QStringLiteral(
        "load 1m\n  h {{schema:0 sum:1 count:1}}x3\n  a 1 2\n\n"
        "eval instant at 1m a @ 10\n  a 1\n\neval instant at 1m h\n\neval instant at 1m a\n  a 2\n")));
    QCOMPARE(judgements.size(), std::size_t(3));
    QCOMPARE(judgements[0].verdict, Verdict::Refused);
    QVERIFY(judgements[0].words.contains(u'@'));
    QCOMPARE(judgements[1].verdict, Verdict::Refused);
    QVERIFY(judgements[1].words.contains(QStringLiteral("native histograms")));
    QCOMPARE(judgements[2].verdict, Verdict::Passed);
}

void ConformanceTest::upstreamsScriptsAreNeverWrong()
{
    const QString folder = qEnvironmentVariable("QD_SHARED_DATA") + QStringLiteral("/promqltest");
    if (qEnvironmentVariableIsEmpty("QD_SHARED_DATA") || !QDir(folder).exists()) {
        qInfo("QD_SHARED_DATA names no folder with promqltest: nothing to run");
        return;
    }
    const auto report = runFolder(folder);
    QVERIFY(report);
    qInfo("%s", qPrintable(report->lines.last()));
    QVERIFY2(report->total.wrong == 0, qPrintable(report->lines.filter(QStringLiteral("WRONG")).join(u'\n')));
}

QD_TEST_APPLESS(ConformanceTest)
#include "tst_conformance.moc"
