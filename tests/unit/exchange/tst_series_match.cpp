// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/series_match.h"
#include "model/series/parsed_sample.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

using namespace qd;
using exchange::SeriesMatch;

class SeriesMatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void matches_data();
    void matches();
    void whatNamesNoSeriesIsRefused_data();
    void whatNamesNoSeriesIsRefused();
};

void SeriesMatchTest::matches_data()
{
    QTest::addColumn<QString>("match");
    QTest::addColumn<bool>("expected");
    QTest::newRow("its name") << QStringLiteral("sessiond_sessions") << true;
    QTest::newRow("the beginning of its name") << QStringLiteral("sessiond_") << false;
    QTest::newRow("star at the end") << QStringLiteral("sessiond_*") << true;
    QTest::newRow("star in front") << QStringLiteral("*_sessions") << true;
    QTest::newRow("stars around") << QStringLiteral("*ond_s*s") << true;
    QTest::newRow("stars that need to go back") << QStringLiteral("*s*sions") << true;
    QTest::newRow("star for nothing") << QStringLiteral("sessiond_sessions*") << true;
    QTest::newRow("another name") << QStringLiteral("process_*") << false;
    QTest::newRow("a label it has") << QStringLiteral("sessiond_sessions{state=\"active\"}") << true;
    QTest::newRow("a label of another value") << QStringLiteral("sessiond_sessions{state=\"expired\"}") << false;
    QTest::newRow("a label it has not") << QStringLiteral("sessiond_sessions{zone=\"a\"}") << false;
    QTest::newRow("labels alone") << QStringLiteral("{job=\"sessiond\", state=\"active\"}") << true;
    QTest::newRow("everything") << QStringLiteral("*") << true;
}

void SeriesMatchTest::matches()
{
    QFETCH(QString, match);
    const auto parsed = SeriesMatch::parse(match);
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().words));
    QTEST(parsed->matches(*seriesKeyOf(R"(sessiond_sessions{job="sessiond",state="active"})")), "expected");
}

void SeriesMatchTest::whatNamesNoSeriesIsRefused_data()
{
    QTest::addColumn<QString>("match");
    QTest::newRow("empty") << QString();
    QTest::newRow("no name") << QStringLiteral("sessiond-sessions");
    QTest::newRow("open brace") << QStringLiteral("a{b=\"c\"");
    QTest::newRow("an expression") << QStringLiteral("rate(a[5m])");
}

void SeriesMatchTest::whatNamesNoSeriesIsRefused()
{
    QFETCH(QString, match);
    const auto parsed = SeriesMatch::parse(match);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::Invalid);
    QVERIFY(parsed.error().words.contains(u'“' + match + u'”'));
}

QD_TEST_APPLESS(SeriesMatchTest)
#include "tst_series_match.moc"
