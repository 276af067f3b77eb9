// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/body.h"
#include "backend/service/http/json_text.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>

using namespace sessiond::http;

class tst_JsonText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void writesStructures();
    void quotes_data();
    void quotes();
    void whatItQuotesParses();
    void bodyRemembersTheFirstError();
};

void tst_JsonText::writesStructures()
{
    std::string out;
    JsonWriter json(out);
    json.beginObject().text("a", "b").integer("n", -3).beginArray("list").text({}, "x").beginObject().endObject();
    json.endArray()
        .truth("t", true)
        .null("z")
        .number("d", 0.5)
        .number("bad", std::nan(""))
        .raw("r", "{}")
        .endObject();
    QCOMPARE(out, std::string(R"({"a":"b","n":-3,"list":["x",{}],"t":true,"z":null,"d":0.5,"bad":null,"r":{}})"));
}

void tst_JsonText::quotes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("quoted");
    const QByteArray replaced("\xEF\xBF\xBD");
    QTest::newRow("plain") << QByteArray("abc") << QByteArray("\"abc\"");
    QTest::newRow("quotes") << QByteArray("a\"b\\c") << QByteArray(R"("a\"b\\c")");
    QTest::newRow("control characters") << QByteArray("a\nb\x01\x7f") << QByteArray(R"("a\u000ab\u0001\u007f")");
    QTest::newRow("UTF-8") << QByteArray("ü€😀") << QByteArray("\"ü€😀\"");
    QTest::newRow("a stray byte") << QByteArray("a\xff") << QByteArray("\"a" + replaced + "\"");
    QTest::newRow("a sequence cut short")
        << QByteArray("\xE2\x82") << QByteArray("\"" + replaced + replaced + "\"");
    QTest::newRow("an overlong one") << QByteArray("\xC0\xAF") << QByteArray("\"" + replaced + replaced + "\"");
    QTest::newRow("a surrogate") << QByteArray("\xED\xA0\x80")
                                 << QByteArray("\"" + replaced + replaced + replaced + "\"");
}

void tst_JsonText::quotes()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, quoted);
    std::string out;
    appendQuoted(out, text.toStdString());
    QCOMPARE(QByteArray::fromStdString(out), quoted);
}

void tst_JsonText::whatItQuotesParses()
{
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            std::string out;
            appendQuoted(out, std::string{char(first), char(second)});
            QVERIFY2(isJsonValue(out), out.c_str());
        }
    }
}

void tst_JsonText::bodyRemembersTheFirstError()
{
    Body body(R"({"name":"a","flag":1})", Body::Empty::Refused, {"name", "flag"});
    QCOMPARE(body.text("name"), std::string("a"));
    QVERIFY(body.error().empty());
    QVERIFY(!body.optionalTruth("flag"));
    QVERIFY(body.text("missing").empty());
    QCOMPARE(body.error(), std::string("'flag' must be true or false"));
    Body unknown(R"({"nam":"a"})", Body::Empty::Refused, {"name"});
    QCOMPARE(unknown.error(), std::string("unknown member 'nam'"));
    const Body empty("", Body::Empty::IsObject, {"name"});
    QVERIFY(empty.error().empty());
}

QD_TEST_GUILESS(tst_JsonText)
#include "tst_http_json_text.moc"
