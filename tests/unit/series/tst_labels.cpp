// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/labels.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;

class LabelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void areSortedAndWithoutEmptyValues();
    void everyWayToWriteThemMeansTheSame();
    void oneMayBeSetOrTakenAway();
    void orderIsByNameAndValue();
};

void LabelsTest::areSortedAndWithoutEmptyValues()
{
    const Labels labels{{"b", "2"}, {"a", "1"}, {"c", ""}, {"b", "3"}};
    QCOMPARE(labels.pairs(), (std::vector<Labels::Pair>{{"a", "1"}, {"b", "3"}}));
    QCOMPARE(labels.value("b"), std::string_view("3"));
    QCOMPARE(labels.value("c"), std::string_view());
    QCOMPARE(labels.value("missing"), std::string_view());
    QVERIFY((Labels{{"a", ""}}).isEmpty());
    QVERIFY((Labels{{"a", "1"}, {"a", ""}}).isEmpty());
}

// One pair of two string literals looks to the compiler much like a range of characters.
void LabelsTest::everyWayToWriteThemMeansTheSame()
{
    const Labels expected(std::vector<Labels::Pair>{Labels::Pair("state", "active")});
    QCOMPARE(expected.value("state"), std::string_view("active"));
    QVERIFY((Labels{{"state", "active"}}) == expected);
    QVERIFY(Labels({{"state", "active"}}) == expected);
    const auto passed = [](const Labels &labels) { return labels; };
    QVERIFY(passed({{"state", "active"}}) == expected);
    QCOMPARE(Labels({{"state", "active"}, {"job", "x"}}).pairs().size(), std::size_t(2));
}

void LabelsTest::oneMayBeSetOrTakenAway()
{
    const Labels labels{{"a", "1"}};
    QVERIFY(labels.with("b", "2") == (Labels{{"a", "1"}, {"b", "2"}}));
    QVERIFY(labels.with("a", "9") == (Labels{{"a", "9"}}));
    QVERIFY(labels.with("a", "").isEmpty());
}

void LabelsTest::orderIsByNameAndValue()
{
    QVERIFY((Labels{{"a", "1"}}) < (Labels{{"a", "2"}}));
    QVERIFY((Labels{{"a", "1"}}) < (Labels{{"a", "1"}, {"b", "1"}}));
    QVERIFY((SeriesKey{"a", Labels{{"x", "9"}}}) < (SeriesKey{"b", {}}));
}

QD_TEST_APPLESS(LabelsTest)
#include "tst_labels.moc"
