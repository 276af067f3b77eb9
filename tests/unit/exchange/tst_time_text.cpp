// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/time_text.h"
#include "model/exchange/zone_rule.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QObject>

using namespace qd;
using namespace qd::exchange;
using Kind = TimeText::Kind;

class TimeTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void clocksOfAZone();
    void theHourThatHappensTwice();
    void theHourThatDoesNot();
    void zonesThatAreNone();
};

void TimeTextTest::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<qint64>("ms");
    const qint64 at = 1'724'162'607'000; // 2024-08-20 14:03:27 UTC
    QTest::newRow("seconds") << QByteArray("1724162607") << int(Kind::Epoch) << at;
    QTest::newRow("seconds with a fraction") << QByteArray("1724162607.25") << int(Kind::Epoch) << at + 250;
    QTest::newRow("seconds as Go writes them") << QByteArray("1.724162607e+09") << int(Kind::Epoch) << at;
    QTest::newRow("milliseconds") << QByteArray("1724162607000") << int(Kind::Epoch) << at;
    QTest::newRow("microseconds") << QByteArray("1724162607000000") << int(Kind::Epoch) << at;
    QTest::newRow("nanoseconds") << QByteArray("1724162607000000000") << int(Kind::Epoch) << at;
    QTest::newRow("small number") << QByteArray("12.5") << int(Kind::Offset) << qint64(12'500);
    QTest::newRow("blank between") << QByteArray("2024-08-20 14:03:27") << int(Kind::Naive) << at;
    QTest::newRow("T between") << QByteArray("2024-08-20T14:03:27") << int(Kind::Naive) << at;
    QTest::newRow("no seconds") << QByteArray("2024-08-20 14:03") << int(Kind::Naive) << at - 27'000;
    QTest::newRow("date alone") << QByteArray("2024-08-20") << int(Kind::Naive) << qint64(1'724'112'000'000);
    QTest::newRow("slashes") << QByteArray("2024/8/20 14:03:27") << int(Kind::Naive) << at;
    QTest::newRow("points") << QByteArray("20.08.2024 14:03:27") << int(Kind::Naive) << at;
    QTest::newRow("microseconds in words")
        << QByteArray("2024-08-20 14:03:27.426532") << int(Kind::Naive) << at + 427;
    QTest::newRow("Z") << QByteArray("2024-08-20T14:03:27Z") << int(Kind::Zoned) << at;
    QTest::newRow("UTC") << QByteArray("2024-08-20 14:03:27 UTC") << int(Kind::Zoned) << at;
    QTest::newRow("east") << QByteArray("2024-08-20T16:03:27+02:00") << int(Kind::Zoned) << at;
    QTest::newRow("west, no colon") << QByteArray("2024-08-20 09:03:27 -0500") << int(Kind::Zoned) << at;
    QTest::newRow("hours only") << QByteArray("2024-08-20T16:03:27.5+02") << int(Kind::Zoned) << at + 500;
}

void TimeTextTest::reads()
{
    QFETCH(QByteArray, text);
    QFETCH(int, kind);
    QFETCH(qint64, ms);
    const auto time = readTime({text.constData(), std::size_t(text.size())});
    QVERIFY(time);
    QCOMPARE(int(time->kind), kind);
    QCOMPARE(qint64(time->ms), ms);
}

void TimeTextTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", " ", "soon", "8/20/2024 14:03", "2024-13-01", "2024-02-30", "2024-08-20 25:00",
          "2024-08-20 14:61:00", "2024-08-20T", "2024-08-20 14:03:27+2", "2024-08-20 14:03:27 MEZ",
          "2024-08-20 14:03:27Zx", "NaN", "Inf", "2024", "1e300", "20.8.24", "2024-08-20 14:03:27."})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("cut") << QByteArray("2024-08-2");
}

void TimeTextTest::refuses()
{
    QFETCH(QByteArray, text);
    const auto time = readTime({text.constData(), std::size_t(text.size())});
    // A year alone is a number and a date cut short another day: they are not told from such, and never misread
    // as a time since 1970.
    if (text == "2024" || text == "2024-08-2")
        QVERIFY(time && time->kind != Kind::Epoch);
    else
        QVERIFY(!time);
}

void TimeTextTest::clocksOfAZone()
{
    auto berlin = ZoneRule::named(QStringLiteral("Europe/Berlin"));
    QVERIFY(berlin);
    QCOMPARE(berlin->toUtc(readTime("2024-08-20 16:03:27")->ms).ms, std::int64_t(1'724'162'607'000));
    QCOMPARE(berlin->toUtc(readTime("2024-01-20 15:03:27")->ms).ms, readTime("2024-01-20 14:03:27")->ms);
    auto utc = ZoneRule::named({});
    QCOMPARE(utc->toUtc(5).ms, std::int64_t(5));
}

void TimeTextTest::theHourThatHappensTwice()
{
    auto berlin = ZoneRule::named(QStringLiteral("Europe/Berlin"));
    const auto utc = [&](const char *text) { return berlin->toUtc(readTime(text)->ms); };
    QCOMPARE(utc("2024-10-27 01:45").ms, readTime("2024-10-26 23:45Z")->ms);
    QCOMPARE(utc("2024-10-27 02:15").ms, readTime("2024-10-27 00:15Z")->ms);
    QCOMPARE(utc("2024-10-27 02:45").ms, readTime("2024-10-27 00:45Z")->ms);
    const auto again = utc("2024-10-27 02:15");
    QCOMPARE(again.ms, readTime("2024-10-27 01:15Z")->ms);
    QCOMPARE(again.doubt, ZoneRule::Doubt::Twice);
    QCOMPARE(utc("2024-10-27 02:45").ms, readTime("2024-10-27 01:45Z")->ms);
    QCOMPARE(utc("2024-10-27 03:15").doubt, ZoneRule::Doubt::None);
}

void TimeTextTest::theHourThatDoesNot()
{
    auto berlin = ZoneRule::named(QStringLiteral("Europe/Berlin"));
    const auto never = berlin->toUtc(readTime("2024-03-31 02:30")->ms);
    QCOMPARE(never.doubt, ZoneRule::Doubt::Never);
    QCOMPARE(never.ms, readTime("2024-03-31 01:30Z")->ms);
    QCOMPARE(berlin->toUtc(readTime("2024-03-31 03:30")->ms).doubt, ZoneRule::Doubt::None);
}

void TimeTextTest::zonesThatAreNone()
{
    QVERIFY(!ZoneRule::named(QStringLiteral("Middle/Earth")));
    QVERIFY(ZoneRule::named(QStringLiteral("local")));
    QVERIFY(ZoneRule::named(QStringLiteral("UTC")));
}

QD_TEST_GUILESS(TimeTextTest)
#include "tst_time_text.moc"
