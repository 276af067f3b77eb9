// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/label_choice.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace qd;
using namespace qd::query;

class LabelChoiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void choosesByNameOrAllButThose();
    void signaturesDoNotRunIntoEachOther();
    void numbersHaveNoExponent_data();
    void numbersHaveNoExponent();
    void labelSetsAreShownAsInPrometheus();
};

void LabelChoiceTest::choosesByNameOrAllButThose()
{
    const SeriesKey key{"up", {{"a", "1"}, {"b", "2"}}};
    QCOMPARE(LabelChoice(true, {"b", "c"}).chosen(key), (SeriesKey{"", {{"b", "2"}}}));
    QCOMPARE(LabelChoice(true, {"__name__"}).chosen(key), (SeriesKey{"up", {}}));
    QCOMPARE(LabelChoice(false, {"b"}).chosen(key), (SeriesKey{"", {{"a", "1"}}}));
    QCOMPARE(LabelChoice(false, {}).chosen(key), (SeriesKey{"", {{"a", "1"}, {"b", "2"}}}));
}

void LabelChoiceTest::signaturesDoNotRunIntoEachOther()
{
    const SeriesKey one{"x", {{"a", "aa"}, {"b", "bb"}}};
    const SeriesKey other{"x", {{"a", "a"}, {"b", "abb"}}};
    for (const bool onlyNamed : {true, false}) {
        const LabelChoice choice(onlyNamed,
                                 onlyNamed ? std::vector<std::string>{"a", "b"} : std::vector<std::string>());
        QVERIFY(choice.signature(one) != choice.signature(other));
        QCOMPARE(choice.signature(one), choice.signature({"y", one.labels}));
    }
}

void LabelChoiceTest::numbersHaveNoExponent_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const auto row = [](double value, const char *text) {
        QTest::newRow(text) << value << QString::fromLatin1(text);
    };
    row(0, "0");
    row(-0.0, "-0");
    row(1, "1");
    row(-12.5, "-12.5");
    row(0.1, "0.1");
    row(1e-7, "0.0000001");
    row(1.25e-3, "0.00125");
    row(1e21, "1000000000000000000000");
    row(1.5e23, "150000000000000000000000");
    row(123456789.25, "123456789.25");
    row(std::numeric_limits<double>::infinity(), "+Inf");
    row(-std::numeric_limits<double>::infinity(), "-Inf");
    row(std::nan(""), "NaN");
}

void LabelChoiceTest::numbersHaveNoExponent()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(numberText(value)), text);
}

void LabelChoiceTest::labelSetsAreShownAsInPrometheus()
{
    QCOMPARE(textOf(SeriesKey{"up", {{"A", "1"}, {"job", "a \"b\"\n"}}}),
             std::string("{A=\"1\", __name__=\"up\", job=\"a \\\"b\\\"\\n\"}"));
    QCOMPARE(textOf(SeriesKey()), std::string("{}"));
    QCOMPARE(quoted("a\xc5z"), std::string("\"a\\xc5z\""));
    QVERIFY(isLabelName("ä b") && !isLabelName("") && !isLabelName("\xff"));
}

QD_TEST_APPLESS(LabelChoiceTest)
#include "tst_label_choice.moc"
