// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;

namespace {

constexpr std::int64_t beginOfCalls = 1'724'135'400; // 2024-08-20T06:30:00Z

/// A load a quarter of a minute for an hour, above 5 from minute 20 to 30.
QByteArray someLoad()
{
    QByteArray text = "# TYPE load gauge\n";
    for (int i = 0; i <= 240; ++i)
        text += "load{instance=\"a\"} " + QByteArray(i >= 80 && i < 120 ? "9" : "1") + " " +
                QByteArray::number(qint64(beginOfCalls) + i * 15) + "\n";
    return text + "# EOF\n";
}

const QByteArray someRules = "groups:\n- name: g\n  interval: 30s\n  rules:\n"
                             "  - {record: 'load:avg', expr: 'avg_over_time(load[2m])'}\n"
                             "  - {alert: High, expr: 'load:avg > 5', for: 2m}\n"
                             "  - {alert: Unknown, expr: nothing > 5}\n"
                             "  - {alert: Quiet, expr: load > 50}\n";

struct Answer
{
    int code = -1;
    QString out;
    QString error;
};

} // namespace

/// `quarterdeck backtest` as people and programs call it.
class BacktestCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { test::failOnAnyWarning(); }
    void saysWhatRulesWouldHaveDone();
    void holdsThemAgainstMarkedSpans();
    void answersInJson();
    void aSpanMakesATestThatPromtoolPasses_data();
    void aSpanMakesATestThatPromtoolPasses();
    void mistakesAreSaid_data();
    void mistakesAreSaid();
    void whatIsOutsideOfTheSubsetIsLeftOutAndSaid();

private:
    void write(const char *name, const QByteArray &text);
    Answer backtest(const QStringList &arguments) const;

    QTemporaryDir m_folder;
};

void BacktestCommandTest::initTestCase()
{
    write("load.om", someLoad());
    write("rules.yml", someRules);
    write("truth.json", R"([{"name": "outage", "from": "2024-08-20T06:50:00Z", "to": "2024-08-20T07:00:00Z",
                             "detected": "2024-08-20T06:58:00Z"},
                            {"name": "elsewhere", "from": "2020-01-01T00:00:00Z"},
                            {"from": "2024-08-20T07:10:00Z", "to": "2024-08-20T07:15:00Z"}])");
}

void BacktestCommandTest::write(const char *name, const QByteArray &text)
{
    QFile file(m_folder.filePath(QString::fromLatin1(name)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

Answer BacktestCommandTest::backtest(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(qEnvironmentVariable("QD_BIN_DIR") + QStringLiteral("/quarterdeck"),
                  QStringList{QStringLiteral("backtest")} + arguments);
    process.waitForFinished();
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

void BacktestCommandTest::saysWhatRulesWouldHaveDone()
{
    const Answer answer = backtest({QStringLiteral("rules.yml"), QStringLiteral("load.om")});
    QCOMPARE(answer.error, QString());
    QCOMPARE(answer.code, 0);
    QCOMPARE(answer.out, QStringLiteral("load.om: 2024-08-20 06:30:00 to 2024-08-20 07:30:00 UTC\n"
                                        "  High: 1 alarm, firing for 8 min\n"
                                        "    2024-08-20 06:53:00, for 8 min  {instance=\"a\"}\n"
                                        "  Unknown: cannot be judged: no series matches nothing\n"
                                        "  Quiet: 0 alarms\n"));
}

void BacktestCommandTest::holdsThemAgainstMarkedSpans()
{
    const Answer answer = backtest({QStringLiteral("rules.yml"), QStringLiteral("load.om"),
                                    QStringLiteral("--truth"), QStringLiteral("truth.json")});
    QCOMPARE(answer.code, 0);
    QVERIFY2(answer.out.contains(QStringLiteral("    caught: outage (2024-08-20 06:50:00), 3 min after its onset, "
                                                "5 min before it was noticed\n"
                                                "    missed: 2024-08-20 07:10:00\n"
                                                "    outside of marked spans: 0 alarms\n")),
             qPrintable(answer.out));
    QVERIFY(!answer.out.contains(QStringLiteral("elsewhere")));
}

void BacktestCommandTest::answersInJson()
{
    const Answer answer =
        backtest({QStringLiteral("rules.yml"), QStringLiteral("load.om"), QStringLiteral("--json"),
                  QStringLiteral("--truth"), QStringLiteral("truth.json")});
    const QJsonArray all = QJsonDocument::fromJson(answer.out.toUtf8()).array();
    QCOMPARE(all.size(), 1);
    const QJsonArray rules = all[0][QStringLiteral("rules")].toArray();
    QCOMPARE(rules.size(), 3);
    QCOMPARE(rules[0][QStringLiteral("alert")].toString(), QStringLiteral("High"));
    QCOMPARE(rules[0][QStringLiteral("alarms")].toInt(), 1);
    const QJsonValue firing = rules[0][QStringLiteral("firings")][0];
    QCOMPARE(firing[QStringLiteral("start")].toString(), QStringLiteral("2024-08-20T06:53:00.000Z"));
    QCOMPARE(firing[QStringLiteral("end")].toString(), QStringLiteral("2024-08-20T07:01:00.000Z"));
    QCOMPARE(rules[0][QStringLiteral("marks")][0][QStringLiteral("leadSeconds")].toDouble(), 300.0);
    QVERIFY(!rules[1][QStringLiteral("judged")].toBool(true));
    QVERIFY(!rules[1].toObject().contains(QStringLiteral("alarms")));
    QCOMPARE(rules[1][QStringLiteral("unmatched")][0].toString(), QStringLiteral("nothing"));
    QCOMPARE(rules[2][QStringLiteral("falseAlarms")].toInt(-1), 0);
}

void BacktestCommandTest::aSpanMakesATestThatPromtoolPasses_data()
{
    QTest::addColumn<QByteArray>("rules");
    QTest::addColumn<QStringList>("span");
    const QByteArray told =
        "groups:\n- name: g\n  interval: 30s\n  rules:\n"
        "  - {record: 'load:rate', expr: 'rate(load[2m])'}\n"
        "  - {alert: High, expr: load > 5, for: 1m, keep_firing_for: 2m, labels: {severity: page},"
        " annotations: {s: '{{ $labels.instance }} \"at\" {{ $value | humanize }}'}}\n"
        "- name: h\n  rules:\n  - {alert: Steep, expr: 'load:rate > 0'}\n"
        "  - {alert: Never, expr: load > 50}\n";
    QTest::newRow("all of it") << told << QStringList();
    QTest::newRow("a part") << told
                            << QStringList{QStringLiteral("--start"), QStringLiteral("06:45:10"),
                                           QStringLiteral("--end"), QStringLiteral("07:05")};
    QTest::newRow("while it fires") << told
                                    << QStringList{QStringLiteral("--start"), QStringLiteral("06:55"),
                                                   QStringLiteral("--end"), QStringLiteral("06:58")};
}

void BacktestCommandTest::aSpanMakesATestThatPromtoolPasses()
{
    QFETCH(QByteArray, rules);
    QFETCH(QStringList, span);
    QDir(m_folder.path()).mkdir(QStringLiteral("out"));
    write("told.yml", rules);
    const Answer answer =
        backtest(QStringList{QStringLiteral("told.yml"), QStringLiteral("load.om"),
                             QStringLiteral("--promtool-test"), QStringLiteral("out/scenario.yml"),
                             QStringLiteral("--range-boundary"), QStringLiteral("closed")} +
                 span);
    QCOMPARE(answer.error, QString());
    QCOMPARE(answer.code, 0);
    QFile file(m_folder.filePath(QStringLiteral("out/scenario.yml")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY2(text.contains("alertname: \"High\"\n        exp_alerts:\n"), text.constData());
    const auto promtoolSays = [&] {
        QProcess promtool;
        promtool.setProcessChannelMode(QProcess::MergedChannels);
        promtool.start(QStringLiteral("promtool"),
                       {QStringLiteral("test"), QStringLiteral("rules"), file.fileName()});
        promtool.waitForFinished();
        return std::pair(promtool.exitCode(), promtool.readAll());
    };
    const auto [code, said] = promtoolSays();
    QVERIFY2(code == 0, (said + text).constData());
    // And it is a test: with another threshold it fails.
    write("told.yml", QByteArray(rules).replace("load > 5,", "load > 9.5,"));
    QVERIFY(promtoolSays().first != 0);
}

void BacktestCommandTest::mistakesAreSaid_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QStringList &arguments, const char *words) {
        QTest::newRow(name) << arguments << QString::fromUtf8(words);
    };
    row("no rules", {QStringLiteral("load.om")}, "There are no rules");
    row("no recording", {QStringLiteral("rules.yml")}, "There is no recording");
    row("a rule file that is not there", {QStringLiteral("other.yml"), QStringLiteral("load.om")},
        "other.yml: No such");
    row("a recording that is not there", {QStringLiteral("rules.yml"), QStringLiteral("other.mcap")},
        "other.mcap");
    row("a truth that is none",
        {QStringLiteral("rules.yml"), QStringLiteral("load.om"), QStringLiteral("--truth"),
         QStringLiteral("load.om")},
        "not a JSON list");
}

void BacktestCommandTest::mistakesAreSaid()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, words);
    const Answer answer = backtest(arguments);
    QCOMPARE(answer.code, 1);
    QCOMPARE(answer.out, QString());
    QVERIFY2(answer.error.contains(words), qPrintable(answer.error));
}

void BacktestCommandTest::whatIsOutsideOfTheSubsetIsLeftOutAndSaid()
{
    QDir(m_folder.path()).mkdir(QStringLiteral("more"));
    write("more/a.yaml",
          "groups:\n- name: g\n  rules:\n  - {alert: A, expr: load @ 5}\n  - {alert: B, expr: load > 50}\n");
    const Answer answer = backtest({QStringLiteral("more"), QStringLiteral("load.om")});
    QCOMPARE(answer.code, 3);
    QCOMPARE(answer.error,
             QStringLiteral("quarterdeck: left out: more/a.yaml:4:22: rule A: could not parse expr: at 1:6: "
                            "the @ modifier is not supported\n"));
    QVERIFY(answer.out.contains(QStringLiteral("B: 0 alarms")));
}

QD_TEST_GUILESS(BacktestCommandTest)
#include "tst_backtest_command.moc"
