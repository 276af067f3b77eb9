// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/json_stream.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>

using namespace qd;
using exchange::JsonStream;
using Token = JsonStream::Token;

namespace {

/// The tokens as one text; ends with "." when the JSON did, with "!" on an error.
QByteArray tokensOf(JsonStream json)
{
    QByteArray out;
    while (true) {
        const Token token = json.next();
        if (token == Token::End || token == Token::Bad)
            return out + (token == Token::End ? '.' : '!');
        constexpr const char *shown = "{}[]ksntf0";
        out += shown[int(token)];
        if (token == Token::Key || token == Token::String || token == Token::Number)
            out += QByteArray(json.text().data(), qsizetype(json.text().size())) + ' ';
    }
}

} // namespace

class JsonStreamTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void tokens_data();
    void tokens();
    void acceptsWhatQtAccepts();
    void passesOver();
    void readsFilesOfManyPortions();
    void boundsDepthAndStrings();
};

void JsonStreamTest::tokens_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("nothing in it") << QByteArray("{}") << QByteArray("{}.");
    QTest::newRow("all kinds") << QByteArray(R"( { "a" : [ 1 , -2.5e3, true, false, null, "x" ] } )")
                               << QByteArray("{ka [n1 n-2.5e3 tf0sx ]}.");
    QTest::newRow("escapes") << QByteArray(R"(["\"\\\/\b\f\n\r\t", "\u00e4\u20ac\ud83d\ude00"])")
                             << QByteArray("[s\"\\/\b\f\n\r\t sä€😀 ].");
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF[]") << QByteArray("[].");
    for (const char *bad :
         {"", "{", "[1", "[1,", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 2]", "{1:2}", "[\"a]",
          "[\"\\x\"]", "[\"\\ud800\"]", "[tru]", "[]]", "[] []", "[}", "[\"a\nb\"]"}) {
        QTest::newRow(*bad ? bad : "empty") << QByteArray(bad) << QByteArray("!");
    }
}

void JsonStreamTest::tokens()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    JsonStream json(std::string_view(text.constData(), std::size_t(text.size())));
    const QByteArray found = tokensOf(std::move(json));
    if (expected == "!")
        QVERIFY2(found.endsWith('!'), found.constData());
    else
        QCOMPARE(found, expected);
}

/// Every cut and every changed byte of a text: what Qt's parser takes, this one takes, and the other way round.
void JsonStreamTest::acceptsWhatQtAccepts()
{
    const QByteArray whole =
        R"({"status":"success","data":{"r":[{"m":{"a":"b c"},"v":[[1.5,"2"],[2e1,"+Inf"]]}]}})";
    for (qsizetype i = 0; i < whole.size(); ++i) {
        for (const char c : {'\0', ',', '"', '}', ']', ' ', '5'}) {
            QByteArray text = whole;
            if (c == '\0')
                text.truncate(i);
            else
                text[i] = c;
            const bool qt = !QJsonDocument::fromJson(text).isNull();
            const bool ours =
                tokensOf(JsonStream(std::string_view(text.constData(), std::size_t(text.size())))).endsWith('.');
            // Numbers are left to whoever reads them, so ours takes more of those. No escapes: Qt takes any.
            if (qt || !ours)
                QVERIFY2(qt == ours, text.constData());
        }
    }
}

void JsonStreamTest::passesOver()
{
    JsonStream json(R"({"a":{"b":[1,2,{"c":3}]},"d":4})");
    QCOMPARE(json.next(), Token::BeginObject);
    QCOMPARE(json.next(), Token::Key);
    QVERIFY(json.skipValue());
    QCOMPARE(json.next(), Token::Key);
    QCOMPARE(json.text(), std::string_view("d"));
    QVERIFY(json.skipValue());
    QCOMPARE(json.next(), Token::EndObject);
    QCOMPARE(json.next(), Token::End);
}

void JsonStreamTest::readsFilesOfManyPortions()
{
    const QTemporaryDir dir;
    QFile file(dir.filePath(QStringLiteral("a.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[");
    for (int i = 0; i < 100'000; ++i)
        file.write(QByteArray(i == 0 ? "" : ",") + "\"value " + QByteArray::number(i) + '"');
    file.write("]");
    file.close();
    auto json = JsonStream::open(file.fileName());
    QVERIFY(json);
    QCOMPARE(json->next(), Token::BeginArray);
    for (int i = 0; i < 100'000; ++i) {
        QCOMPARE(json->next(), Token::String);
        QCOMPARE(QByteArray(json->text().data(), qsizetype(json->text().size())),
                 "value " + QByteArray::number(i));
    }
    QCOMPARE(json->next(), Token::EndArray);
    QCOMPARE(json->next(), Token::End);
}

void JsonStreamTest::boundsDepthAndStrings()
{
    const QByteArray deep(1000, '[');
    JsonStream nested(std::string_view(deep.constData(), std::size_t(deep.size())));
    QVERIFY(!nested.skipValue());
    QVERIFY(nested.error().words.contains(QStringLiteral("64 levels")));
    const QByteArray wide = "[\"" + QByteArray(3 << 20, 'x') + "\"]";
    JsonStream json(std::string_view(wide.constData(), std::size_t(wide.size())));
    QVERIFY(!json.skipValue());
    QVERIFY(json.error().words.contains(QStringLiteral("longer than 1 MiB")));
}

QD_TEST_GUILESS(JsonStreamTest)
#include "tst_json_stream.moc"
