// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/query_string.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace sessiond::http;

class tst_QueryString : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void decodes();
    void refusesBrokenEscapes();
    void splits();
    void refusesAmbiguity();
    void readsNumbers();
};

void tst_QueryString::decodes()
{
    QCOMPARE(percentDecoded("a%40b%2f+c").value(), std::string("a@b/+c"));
    QCOMPARE(percentDecoded("a+b", true).value(), std::string("a b"));
    QCOMPARE(percentDecoded("").value(), std::string());
}

void tst_QueryString::refusesBrokenEscapes()
{
    for (const char *text : {"%", "%4", "%zz", "a%4", "%00", "%+1", "% 1", "%-1"}) {
        QVERIFY2(!percentDecoded(text), text);
    }
}

void tst_QueryString::splits()
{
    const auto parameters = parseParameters("user=a%26b&limit=3&empty=&bare");
    QVERIFY(parameters.has_value());
    const Parameters expected{{"user", "a&b"}, {"limit", "3"}, {"empty", ""}, {"bare", ""}};
    QVERIFY(*parameters == expected);
    QVERIFY(parseParameters("")->empty());
}

void tst_QueryString::refusesAmbiguity()
{
    for (const char *text : {"a=1&a=2", "=1", "a=%zz", "&", "a=1&&b=2"}) {
        QVERIFY2(!parseParameters(text), text);
    }
}

void tst_QueryString::readsNumbers()
{
    QCOMPARE(parseNumber("18446744073709551615").value(), ~std::uint64_t(0));
    for (const char *text : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "18446744073709551616"}) {
        QVERIFY2(!parseNumber(text), text);
    }
}

QD_TEST_GUILESS(tst_QueryString)
#include "tst_http_query_string.moc"
