// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/answer_json.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace qd;
using namespace qd::query;

class AnswerJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void valuesAreWrittenAsPrometheusDoes_data();
    void valuesAreWrittenAsPrometheusDoes();
    void everyTypeHasItsShape();
    void anyTextIsJson();
    void errorsHaveTheirType();
};

void AnswerJsonTest::valuesAreWrittenAsPrometheusDoes_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const auto row = [](double value, const char *text) {
        QTest::newRow(text) << value << QString::fromLatin1(text);
    };
    row(0, "0");
    row(-0.0, "-0");
    row(0.1, "0.1");
    row(1e20, "100000000000000000000");
    row(1e21, "1e+21");
    row(0.000001, "0.000001");
    row(9.5e-7, "9.5e-07");
    row(std::numeric_limits<double>::infinity(), "+Inf");
    row(-std::numeric_limits<double>::infinity(), "-Inf");
    row(std::nan(""), "NaN");
}

void AnswerJsonTest::valuesAreWrittenAsPrometheusDoes()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    Answer answer;
    answer.value = value;
    QCOMPARE(
        QString::fromStdString(jsonOf(answer, Timestamp(Millis(1500)))),
        QStringLiteral(R"({"status":"success","data":{"resultType":"scalar","result":[1.500,"%1"]}})").arg(text));
}

void AnswerJsonTest::everyTypeHasItsShape()
{
    const SeriesKey key{"up", {{"Zone", "a"}, {"job", "b"}}};
    Answer answer;
    answer.value = std::vector<VectorElement>{{key, {Timestamp(Millis(-250)), 1}}};
    answer.warnings = {QStringLiteral("one")};
    answer.infos = {QStringLiteral("two"), QStringLiteral("three")};
    answer.unmatched = {"a{b=\"c\"}"};
    QCOMPARE(jsonOf(answer, {}),
             std::string(R"({"status":"success","data":{"resultType":"vector","result":[{"metric":)"
                         R"({"__name__":"up","Zone":"a","job":"b"},"value":[-0.250,"1"]}]},)"
                         R"("warnings":["one"],"infos":["two","three"],"unmatched":["a{b=\"c\"}"]})"));
    answer = {};
    answer.value = std::string("text");
    QCOMPARE(jsonOf(answer, Timestamp(Millis(2000))),
             std::string(R"({"status":"success","data":{"resultType":"string","result":[2,"text"]}})"));
    RangeAnswer range;
    range.series = {{{}, {{Timestamp(Millis(1000)), 1}, {Timestamp(Millis(2005)), 2}}}};
    QCOMPARE(jsonOf(range), std::string(R"({"status":"success","data":{"resultType":"matrix","result":[)"
                                        R"({"metric":{},"values":[[1,"1"],[2.005,"2"]]}]}})"));
    QCOMPARE(jsonOf(RangeAnswer()),
             std::string(R"({"status":"success","data":{"resultType":"matrix","result":[]}})"));
}

void AnswerJsonTest::anyTextIsJson()
{
    Answer answer;
    for (const std::string text : {"quote \" back \\ line \n tab \t \x01", "ä€𝄞", "no UTF-8: \xff\xc5z"}) {
        answer.value = text;
        QJsonParseError problem;
        const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(jsonOf(answer, {})), &problem);
        QVERIFY2(problem.error == QJsonParseError::NoError, qPrintable(problem.errorString()));
        QVERIFY(json.isObject());
    }
}

void AnswerJsonTest::errorsHaveTheirType()
{
    const auto type = [](QueryFault fault) { return jsonOf(QueryError{fault, 2, 3, QStringLiteral("words")}); };
    QCOMPARE(type(QueryFault::Syntax),
             std::string(R"({"status":"error","errorType":"bad_data","error":"2:3: words"})"));
    QVERIFY(type(QueryFault::Unsupported).find("\"unsupported\"") != std::string::npos);
    QVERIFY(type(QueryFault::Execution).find("\"execution\"") != std::string::npos);
    QVERIFY(type(QueryFault::TooMuch).find("\"execution\"") != std::string::npos);
    QCOMPARE(badRequestJson(QStringLiteral("no")),
             std::string(R"({"status":"error","errorType":"bad_data","error":"no"})"));
}

QD_TEST_APPLESS(AnswerJsonTest)
#include "tst_answer_json.moc"
