// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/alert_marks.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::alerts;
using namespace std::chrono_literals;

class SilenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void matchersAreThoseOfAQuery();
    void whatIsNoMatcherIsSaid_data();
    void whatIsNoMatcherIsSaid();
    void theTextForAnAlertTakesItAlone();
    void comesBackFromTheLog();
    void aForeignSilenceThatCannotBeReadIsNone();
};

void SilenceTest::matchersAreThoseOfAQuery()
{
    const auto matchers = AlertMatchers::parse(QStringLiteral("alertname=~\"Memory.*\", instance!=\"b\""));
    QVERIFY(matchers);
    QVERIFY(matchers->match(Labels{{"alertname", "MemoryHigh"}, {"instance", "a"}}));
    QVERIFY(!matchers->match(Labels{{"alertname", "MemoryHigh"}, {"instance", "b"}}));
    QVERIFY(!matchers->match(Labels{{"alertname", "HighMemory"}, {"instance", "a"}}));
    QCOMPARE(matchers->text(), QStringLiteral("{alertname=~\"Memory.*\", instance!=\"b\"}"));
}

void SilenceTest::whatIsNoMatcherIsSaid_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("empty braces") << QStringLiteral("{}");
    QTest::newRow("takes what is not there") << QStringLiteral("team=\"\"");
    QTest::newRow("a word") << QStringLiteral("MemoryHigh");
    QTest::newRow("a bad pattern") << QStringLiteral("alertname=~\"(\"");
    QTest::newRow("closed twice") << QStringLiteral("a=\"b\"} or {c=\"d\"");
    QTest::newRow("an offset") << QStringLiteral("{a=\"b\"} offset 5m");
    QTest::newRow("a range") << QStringLiteral("{a=\"b\"}[5m]");
    QTest::newRow("too long") << QStringLiteral("a=\"") + QString(5'000, u'x') + u'"';
}

void SilenceTest::whatIsNoMatcherIsSaid()
{
    QFETCH(QString, text);
    const auto matchers = AlertMatchers::parse(text);
    QVERIFY(!matchers);
    QVERIFY2(matchers.error().words.startsWith(QStringLiteral("These are no matchers")),
             qPrintable(matchers.error().words));
}

void SilenceTest::theTextForAnAlertTakesItAlone()
{
    const Labels labels{{"alertname", "X"}, {"path", "C:\\\"quoted\"\n"}};
    const auto matchers = AlertMatchers::parse(AlertMatchers::textFor(labels));
    QVERIFY(matchers);
    QVERIFY(matchers->match(labels));
    QVERIFY(!matchers->match(labels.with("path", "C:\\")));
}

void SilenceTest::comesBackFromTheLog()
{
    const auto matchers = AlertMatchers::parse(QStringLiteral("{alertname=\"X\"}"));
    QVERIFY(matchers);
    Event event = silenceOf(*matchers, Timestamp(10s), Timestamp(70s), QStringLiteral("known"));
    event.correlation = QStringLiteral("c1");
    event.actor = QStringLiteral("anna");
    const auto silence = silenceFrom(event);
    QVERIFY(silence);
    QCOMPARE(silence->id, QStringLiteral("c1"));
    QCOMPARE(silence->by, QStringLiteral("anna"));
    QCOMPARE(silence->comment, QStringLiteral("known"));
    QVERIFY(!silence->isOn(Timestamp(9'999ms)));
    QVERIFY(silence->isOn(Timestamp(10s)));
    QVERIFY(!silence->isOn(Timestamp(70s)));
    QVERIFY(silence->matchers.match(Labels{{"alertname", "X"}}));
}

void SilenceTest::aForeignSilenceThatCannotBeReadIsNone()
{
    Event event;
    event.kind = EventKind::SilenceBegun;
    event.body = {{QStringLiteral("matchers"), QStringLiteral("everything")}};
    QVERIFY(!silenceFrom(event));
}

QD_TEST_APPLESS(SilenceTest)
#include "tst_silence.moc"
