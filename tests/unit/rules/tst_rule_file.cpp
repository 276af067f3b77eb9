// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_file.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>

using namespace qd;
using namespace qd::rules;
using namespace std::chrono_literals;

namespace {

QString problemsOf(const std::string &text)
{
    const auto file = parseRuleFile(text, QStringLiteral("f.yml"));
    if (file)
        return QStringLiteral("taken");
    QStringList all;
    for (const RuleProblem &problem : file.error())
        all << problemText(problem);
    return all.join(u'\n');
}

std::string inGroup(const std::string &rule)
{
    return "groups:\n- name: g\n  rules:\n  - " + rule;
}

} // namespace

class RuleFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void readsWhatPrometheusReads();
    void nothingIsAnEmptyFile();
    void problems_data();
    void problems();
    void saysAllProblemsAtOnce();
    void aRuleOutsideOfTheSubsetIsLeftOut();
    void isBounded();
    void aPipeIsNoFile();
    void publicFilesAreReadUnchanged();
};

void RuleFileTest::readsWhatPrometheusReads()
{
    const auto file = parseRuleFile(R"(
groups:
- name: first
  interval: 1m30s
  limit: 10
  query_offset: 30s
  labels: {team: core, severity: none}
  rules:
  - record: job:up:sum
    expr: sum by (job) (up)
    labels: {source: "{{ not a template"}
  - alert: Down
    expr: >
      up{job="a"}
        == 0
    for: 5m
    keep_firing_for: 10m
    labels: {severity: critical}
    annotations:
      summary: "{{ $labels.instance }} is down"
      code: 42
- name: second
  rules:
)",
                                    QStringLiteral("f.yml"));
    QVERIFY2(file, qPrintable(file ? QString() : problemText(file.error().front())));
    QCOMPARE(file->groups.size(), 2U);
    const RuleGroup &group = file->groups[0];
    QCOMPARE(group.interval, Millis(90s));
    QCOMPARE(group.limit, 10);
    QCOMPARE(*group.queryOffset, Millis(30s));
    const Rule &record = group.rules[0];
    QVERIFY(record.kind == RuleKind::Recording);
    QCOMPARE(record.labels.size(), 3U);
    QCOMPARE(record.labels[1].first, std::string("source"));
    QCOMPARE(record.labels[1].second.text(), std::string("{{ not a template"));
    const Rule &alert = group.rules[1];
    QVERIFY(alert.kind == RuleKind::Alerting);
    QCOMPARE(alert.name, std::string("Down"));
    QCOMPARE(alert.line, 12);
    QCOMPARE(alert.expression, std::string("up{job=\"a\"}\n  == 0\n"));
    QCOMPARE(alert.holdFor, Millis(5min));
    QCOMPARE(alert.keepFiringFor, Millis(10min));
    QCOMPARE(alert.labels[0].second.text(), std::string("critical"));
    QCOMPARE(alert.labels[1].second.text(), std::string("core"));
    QCOMPARE(alert.annotations[0].second.text(), std::string("42"));
    QCOMPARE(file->groups[1].interval, Millis(1min));
}

void RuleFileTest::nothingIsAnEmptyFile()
{
    QCOMPARE(problemsOf(""), QStringLiteral("taken"));
    QCOMPARE(problemsOf("groups:\n"), QStringLiteral("taken"));
    QCOMPARE(problemsOf("# only words\n"), QStringLiteral("taken"));
}

void RuleFileTest::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("wanted");
    const auto row = [](const char *name, const std::string &text, const char *wanted) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << QString::fromUtf8(wanted);
    };
    row("no YAML", "groups: [", "f.yml:1:1: no YAML: end of sequence flow not found");
    row("a list", "- a\n", "f.yml:1:1: a rule file must be a map of fields");
    row("unknown field", "group: []\n", "f.yml:1:1: unknown field \"group\" in a rule file; there are groups");
    row("a field twice", "groups: []\ngroups: []\n", "f.yml:2:1: \"groups\" stands twice in a rule file");
    row("no name", "groups:\n- rules: []\n", "f.yml:2:3: a group needs a name");
    row("a name twice", "groups:\n- name: a\n- name: a\n",
        "f.yml:3:3: the group name \"a\" is repeated in the file; rename one");
    row("interval", "groups:\n- name: a\n  interval: 5x\n",
        "f.yml:3:13: \"5x\" is no duration for interval; write 30s, 5m or 1h30m");
    row("limit", "groups:\n- name: a\n  limit: many\n", "f.yml:3:10: limit must be a whole number");
    row("neither", inGroup("expr: up"), "f.yml:4:5: one of record and alert must be set");
    row("both", inGroup("{alert: A, record: b, expr: up}"),
        "f.yml:4:5: rule b: only one of record and alert may be set");
    row("no expression", inGroup("alert: A"), "f.yml:4:5: rule A: expr must be set");
    row("bad expression", inGroup("alert: A\n    expr: up ==\n"),
        "f.yml:5:11: rule A: could not parse expr: at 1:6: unexpected end of input, expected an expression");
    row("a range", inGroup("alert: A\n    expr: up[5m]\n"),
        "f.yml:5:11: rule A: expr must give an instant vector or a scalar");
    row("for of a record", inGroup("{record: a, expr: up, for: 5m}"),
        "f.yml:4:5: rule a: a recording rule has no for; remove it");
    row("keep of a record", inGroup("{record: a, expr: up, keep_firing_for: 5m}"),
        "f.yml:4:5: rule a: a recording rule has no keep_firing_for; remove it");
    row("annotations of a record", inGroup("{record: a, expr: up, annotations: {b: c}}"),
        "f.yml:4:5: rule a: a recording rule has no annotations; remove it");
    row("braces in a record", inGroup("{record: 'a{b=\"c\"}', expr: up}"),
        "f.yml:4:5: rule a{b=\"c\"}: \"a{b=\"c\"}\" is no name for a metric; what is in braces belongs into expr "
        "or "
        "labels");
    row("the name as a label", inGroup("{alert: A, expr: up, labels: {__name__: x}}"),
        "f.yml:4:34: rule A: invalid label name \"__name__\"");
    row("a template that is none", inGroup("{alert: A, expr: up, annotations: {s: '{{ $x }}'}}"),
        "f.yml:4:39: rule A: annotation \"s\": could not parse the template: at 1:4: undefined variable \"$x\"");
    row("a list for a text", inGroup("{alert: A, expr: up, labels: {a: [b]}}"),
        "f.yml:4:38: rule A: labels.a must be a text");
}

void RuleFileTest::problems()
{
    QFETCH(QByteArray, text);
    QTEST(problemsOf(text.toStdString()), "wanted");
}

void RuleFileTest::saysAllProblemsAtOnce()
{
    const QString said =
        problemsOf("groups:\n- name: a\n  rules:\n  - alert: A\n  - record: b\n    expr: (\n  x: y\n");
    QCOMPARE(said.count(u'\n'), 2);
}

void RuleFileTest::aRuleOutsideOfTheSubsetIsLeftOut()
{
    const auto file = parseRuleFile("groups:\n- name: a\n  rules:\n  - {alert: A, expr: up @ 5}\n"
                                    "  - {alert: B, expr: up, annotations: {s: '{{ now }}'}}\n"
                                    "  - {alert: C, expr: up}\n",
                                    QStringLiteral("f.yml"));
    QVERIFY(file);
    QCOMPARE(file->groups[0].rules.size(), 1U);
    QCOMPARE(file->groups[0].rules[0].name, std::string("C"));
    QCOMPARE(file->refused.size(), 2U);
    QCOMPARE(problemText(file->refused[0]),
             QStringLiteral("f.yml:4:22: rule A: could not parse expr: at 1:4: the @ modifier is not supported"));
    QVERIFY(file->refused[1].words.contains(QStringLiteral("now is not supported")));
}

void RuleFileTest::isBounded()
{
    QVERIFY(
        problemsOf(std::string(std::size_t(largestRuleFile) + 1, ' ')).contains(QStringLiteral("larger than")));
    // Eight lists, each of nine aliases of the one before: 43 million elements behind one name.
    std::string bomb = "groups:\n- &a0 {name: x, rules: []}\n";
    for (int level = 1; level <= 8; ++level) {
        bomb += "- &a" + std::to_string(level) + " {name: y, rules: [";
        for (int i = 0; i < 9; ++i)
            bomb += (i > 0 ? ", *a" : "*a") + std::to_string(level - 1);
        bomb += "]}\n";
    }
    QElapsedTimer timer;
    timer.start();
    QVERIFY(problemsOf(bomb) != QStringLiteral("taken"));
    const std::string lists = "groups: " + std::string(100'000, '[');
    QVERIFY(problemsOf(lists).contains(QStringLiteral("no YAML")));
    std::string many = "groups:\n- name: a\n  rules: [";
    for (int i = 0; i < 100'000; ++i)
        many += "{alert: A, expr: up}, ";
    QVERIFY(problemsOf(many + "]\n").contains(QStringLiteral("more than 200000 values")));
    QVERIFY2(timer.elapsed() < 30'000, "bounded in time");
    std::string nameless = "groups:\n";
    for (int i = 0; i < 1000; ++i)
        nameless += "- {rules: []}\n";
    const auto file = parseRuleFile(nameless, QStringLiteral("f.yml"));
    QVERIFY(!file);
    QCOMPARE(file.error().size(), mostRuleProblems);
    QVERIFY(file.error().back().words.endsWith(QStringLiteral("(and 900 more problems)")));
}

/// Opening a pipe that nobody writes to would wait for ever.
void RuleFileTest::aPipeIsNoFile()
{
    const QTemporaryDir folder;
    const QString pipe = folder.filePath(QStringLiteral("pipe"));
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    const QString link = folder.filePath(QStringLiteral("rules.yml"));
    QVERIFY(QFile::link(pipe, link));
    const auto file = readRuleFile(link);
    QVERIFY(!file);
    QVERIFY(file.error().front().words.contains(QStringLiteral("not a file")));
}

/// Rule files of other people, where a folder with them is named: each rule is taken, or refused for a reason that
/// is known and accepted here.
void RuleFileTest::publicFilesAreReadUnchanged()
{
    const QDir folder(qEnvironmentVariable("QD_SHARED_DATA") + QStringLiteral("/rules"));
    const QStringList names = folder.entryList({QStringLiteral("*.yml"), QStringLiteral("*.yaml")}, QDir::Files);
    if (qEnvironmentVariableIsEmpty("QD_SHARED_DATA") || names.isEmpty()) {
        qInfo("QD_SHARED_DATA names no folder with rules: nothing to read");
        return;
    }
    static const QStringList accepted{};
    int taken = 0;
    QStringList refused;
    for (const QString &name : names) {
        const auto file = readRuleFile(folder.filePath(name));
        QVERIFY2(file, file ? "" : qPrintable(problemText(file.error().front())));
        for (const RuleGroup &group : file->groups)
            taken += int(group.rules.size());
        for (const RuleProblem &problem : file->refused)
            refused << problemText(problem);
    }
    qInfo("%d of %d rules of %d files are read", taken, taken + int(refused.size()), int(names.size()));
    for (const QString &words : refused) {
        const bool known =
            std::ranges::any_of(accepted, [&](const QString &reason) { return words.contains(reason); });
        QVERIFY2(known, qPrintable(words));
    }
    QVERIFY(taken > 0);
}

QD_TEST_APPLESS(RuleFileTest)
#include "tst_rule_file.moc"
