// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/query_batch.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/imported.h"
#include "tests/support/test_program.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>

using namespace qd;

namespace {

const QByteArray openMetrics = "# TYPE calls counter\n"
                               "calls_total{code=\"200\",path=\"a \\\"b\\\"\"} 0 1724135400\n"
                               "calls_total{code=\"200\",path=\"a \\\"b\\\"\"} 30 1724135430\n"
                               "calls_total{code=\"200\",path=\"a \\\"b\\\"\"} 60 1724135460\n"
                               "calls_total{code=\"500\",path=\"c\"} 1 1724135400\n"
                               "calls_total{code=\"500\",path=\"c\"} 2 1724135430\n"
                               "calls_total{code=\"500\",path=\"c\"} 4 1724135460\n"
                               "# EOF\n";

struct Run
{
    int code = -1;
    QString out;
    QString error;
};

Run quarterdeck(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(qEnvironmentVariable("QD_BIN_DIR") + QStringLiteral("/quarterdeck"),
                  QStringList{QStringLiteral("query")} + arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished();
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

QJsonObject objectOf(const QString &line)
{
    return QJsonDocument::fromJson(line.toUtf8()).object();
}

} // namespace

class QueryCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { test::failOnAnyWarning(); }
    void answersInWords_data();
    void answersInWords();
    void remarksAreTold();
    void answersInJson();
    void foreignFilesAreAskedAsTheyAre();
    void aBatchAnswersLineByLine();
    void anAnswerComesBeforeTheNextRequest();
    void rangesCanBeClosed();
    void mistakesAreSaid_data();
    void mistakesAreSaid();

private:
    std::unique_ptr<test::ImportFolder> m_folder;
};

void QueryCommandTest::initTestCase()
{
    m_folder = std::make_unique<test::ImportFolder>();
    m_folder->add(QStringLiteral("calls.om"), openMetrics);
    QVERIFY(m_folder->import());
}

void QueryCommandTest::answersInWords_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *name, const QStringList &arguments, const char *answer) {
        QTest::newRow(name) << arguments << QString::fromUtf8(answer);
    };
    row("at the end", {QStringLiteral("sum(calls_total)")}, "{}  64\n");
    row("at a clock time",
        {QStringLiteral("calls_total{code=\"500\"}"), QStringLiteral("--at"), QStringLiteral("06:30:30")},
        "calls_total{code=\"500\", path=\"c\"}  2\n");
    row("before the end", {QStringLiteral("count(calls_total)"), QStringLiteral("--at"), QStringLiteral("-1m")},
        "{}  2\n");
    row("a scalar", {QStringLiteral("time()"), QStringLiteral("--at"), QStringLiteral("1724135430.5")},
        "1724135430.5\n");
    row("a string", {QStringLiteral("\"a\"")}, "a\n");
    row("a range",
        {QStringLiteral("sum(calls_total)"), QStringLiteral("--start"), QStringLiteral("06:30"),
         QStringLiteral("--step"), QStringLiteral("30s")},
        "{}\n  2024-08-20 06:30:00  1\n  2024-08-20 06:30:30  32\n  2024-08-20 06:31:00  64\n");
    row("nothing", {QStringLiteral("calls_total > 100")}, "");
}

void QueryCommandTest::answersInWords()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, answer);
    const Run run = quarterdeck(QStringList{m_folder->out()} + arguments);
    QCOMPARE(run.out, answer);
    QCOMPARE(run.error, QString());
    QCOMPARE(run.code, 0);
}

void QueryCommandTest::remarksAreTold()
{
    const Run run = quarterdeck({m_folder->out(), QStringLiteral("quantile(2, calls_total) + no_such")});
    QCOMPARE(run.code, 0);
    QVERIFY(run.error.contains(QStringLiteral("quantile value should be between 0 and 1, got 2 (1:10)")));
    QVERIFY(run.error.contains(QStringLiteral("no series of the recording matches no_such.")));
}

void QueryCommandTest::answersInJson()
{
    const Run run = quarterdeck({m_folder->out(), QStringLiteral("calls_total"), QStringLiteral("--json"),
                                 QStringLiteral("--at"), QStringLiteral("1724135430")});
    QCOMPARE(
        run.out,
        QStringLiteral(
            R"({"status":"success","data":{"resultType":"vector","result":[)"
            R"({"metric":{"__name__":"calls_total","code":"200","path":"a \"b\""},"value":[1724135430,"30"]},)"
            R"({"metric":{"__name__":"calls_total","code":"500","path":"c"},"value":[1724135430,"2"]}]}})"
            "\n"));
    const Run outside = quarterdeck({m_folder->out(), QStringLiteral("a @ 3"), QStringLiteral("--json")});
    QCOMPARE(objectOf(outside.out).value(u"errorType").toString(), QStringLiteral("unsupported"));
    QCOMPARE(outside.code, 1);
}

void QueryCommandTest::foreignFilesAreAskedAsTheyAre()
{
    const QString path = m_folder->path(QStringLiteral("calls.om"));
    QCOMPARE(quarterdeck({path, QStringLiteral("sum(calls_total)")}).out, QStringLiteral("{}  64\n"));
    QCOMPARE(m_folder->files().size(), 2);
}

void QueryCommandTest::aBatchAnswersLineByLine()
{
    const Run run =
        quarterdeck({m_folder->out(), QStringLiteral("--batch")},
                    "{\"expr\":\"sum(calls_total)\",\"at\":1724135430}\n"
                    "{\"expr\":\"sum(calls_total)\",\"start\":1724135400,\"end\":1724135460,\"step\":30}\n"
                    "\n"
                    "this is no JSON\n"
                    "{\"expr\":\"sum(\"}\n"
                    "{\"expr\":\"calls_total + on() calls_total\"}\n"
                    "{\"expr\":\"1\",\"start\":1}\n"
                    "{\"expr\":\"1\",\"start\":1,\"end\":2,\"step\":0}\n"
                    "{\"expr\":\"1\",\"at\":\"then\"}\n"
                    "{\"at\":1}\n"
                    "{\"expr\":\"count(calls_total[1m]) or 1\"}\n"
                    "{\"expr\":\"count(calls_total)\"}");
    QCOMPARE(run.code, 0);
    const QStringList lines = run.out.trimmed().split(u'\n');
    QCOMPARE(lines.size(), 11);
    QStringList kinds;
    for (const QString &line : lines) {
        const QJsonObject answer = objectOf(line);
        const bool isGood = answer.value(u"status").toString() == QStringLiteral("success");
        kinds << (isGood ? answer.value(u"data").toObject().value(u"resultType").toString()
                         : answer.value(u"errorType").toString());
    }
    QCOMPARE(kinds.join(u' '),
             QStringLiteral("vector matrix bad_data bad_data execution bad_data bad_data bad_data "
                            "bad_data bad_data vector"));
    const QJsonArray values = objectOf(lines[1])
                                  .value(u"data")
                                  .toObject()
                                  .value(u"result")
                                  .toArray()
                                  .at(0)
                                  .toObject()
                                  .value(u"values")
                                  .toArray();
    QCOMPARE(values.size(), 3);
    QCOMPARE(values.at(2).toArray().at(1).toString(), QStringLiteral("64"));
}

// Who asks one after the other must not wait for a buffer to fill.
void QueryCommandTest::anAnswerComesBeforeTheNextRequest()
{
    QProcess process;
    process.start(qEnvironmentVariable("QD_BIN_DIR") + QStringLiteral("/quarterdeck"),
                  {QStringLiteral("query"), m_folder->out(), QStringLiteral("--batch")});
    for (int i = 0; i < 3; ++i) {
        process.write("{\"expr\":\"sum(calls_total)\"}\n");
        while (!process.canReadLine())
            QVERIFY(process.waitForReadyRead());
        QVERIFY(process.readLine().contains("\"64\""));
    }
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 0);
}

void QueryCommandTest::rangesCanBeClosed()
{
    const QStringList arguments{m_folder->out(),
                                QStringLiteral("count_over_time(calls_total{code=\"200\"}[30s])")};
    QVERIFY(quarterdeck(arguments).out.endsWith(QStringLiteral("  1\n")));
    QVERIFY(quarterdeck(arguments + QStringList{QStringLiteral("--range-boundary"), QStringLiteral("closed")})
                .out.endsWith(QStringLiteral("  2\n")));
}

void QueryCommandTest::mistakesAreSaid_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QStringList &arguments, int code, const char *words) {
        QTest::newRow(name) << arguments << code << QString::fromUtf8(words);
    };
    row("no expression", {}, 1, "There is no expression");
    row("no end of it", {QStringLiteral("sum(")}, 1, "1:5: unexpected end of input");
    row("no instant", {QStringLiteral("1"), QStringLiteral("--at"), QStringLiteral("then")}, 1,
        "“then” is no instant");
    row("no step", {QStringLiteral("1"), QStringLiteral("--start"), QStringLiteral("06:30")}, 2, "--step");
    row("a bad step",
        {QStringLiteral("1"), QStringLiteral("--start"), QStringLiteral("06:30"), QStringLiteral("--step"),
         QStringLiteral("soon")},
        1, "“soon” is no step");
    row("the wrong way round",
        {QStringLiteral("1"), QStringLiteral("--start"), QStringLiteral("06:31"), QStringLiteral("--end"),
         QStringLiteral("06:30"), QStringLiteral("--step"), QStringLiteral("1")},
        1, "--end must not be earlier");
    row("both", {QStringLiteral("1"), QStringLiteral("--batch")}, 2, "excludes");
    row("another boundary", {QStringLiteral("1"), QStringLiteral("--range-boundary"), QStringLiteral("ajar")}, 2,
        "ajar");
}

void QueryCommandTest::mistakesAreSaid()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, words);
    const Run run = quarterdeck(QStringList{m_folder->out()} + arguments);
    QCOMPARE(run.code, code);
    QVERIFY2(run.error.contains(words), qPrintable(run.error));
    QCOMPARE(run.out, QString());
    const Run noFile = quarterdeck({m_folder->path(QStringLiteral("none.mcap")), QStringLiteral("1")});
    QCOMPARE(noFile.code, 1);
    QVERIFY(noFile.error.contains(QStringLiteral("none.mcap")));
}

QD_TEST_GUILESS(QueryCommandTest)
#include "tst_query_command.moc"
