// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/protocol/byte_size.h"
#include "backend/protocol/duration.h"
#include "backend/protocol/rfc3339.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

using namespace qd::protocol;

class TestTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void duration_data();
    void duration();
    void durationRefused_data();
    void durationRefused();
    void byteSize_data();
    void byteSize();
    void byteSizeRefused_data();
    void byteSizeRefused();
    void timeRead_data();
    void timeRead();
    void timeRefused_data();
    void timeRefused();
    void timeWrittenAndReadAgain();
};

void TestTexts::duration_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("millis");
    QTest::addColumn<QByteArray>("again");
    QTest::newRow("minutes") << QByteArray("30m") << qint64(1'800'000) << QByteArray("30m");
    QTest::newRow("hours and minutes") << QByteArray("1h30m") << qint64(5'400'000) << QByteArray("1h30m");
    QTest::newRow("written the long way") << QByteArray("90m") << qint64(5'400'000) << QByteArray("1h30m");
    QTest::newRow("milliseconds") << QByteArray("250ms") << qint64(250) << QByteArray("250ms");
    QTest::newRow("zero") << QByteArray("0s") << qint64(0) << QByteArray("0s");
    QTest::newRow("all units") << QByteArray("2d3h4m5s6ms") << qint64(183'845'006) << QByteArray("2d3h4m5s6ms");
}

void TestTexts::duration()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, millis);
    QFETCH(QByteArray, again);
    const auto value = parseDuration(text.toStdString());
    QVERIFY(value);
    QCOMPARE(qint64(value->count()), millis);
    QCOMPARE(QByteArray::fromStdString(formatDuration(*value)), again);
}

void TestTexts::durationRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "30", "m", "-5m", "+5m", "1.5h", "30 m", "30m ", "1m1h", "1h1h", "1y", "4000d",
                             "30m5", "99999999999999999999d"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void TestTexts::durationRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseDuration(text.toStdString()));
}

void TestTexts::byteSize_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QByteArray>("again");
    QTest::newRow("binary") << QByteArray("256MiB") << quint64(268435456) << QByteArray("256MiB");
    QTest::newRow("decimal") << QByteArray("5kB") << quint64(5000) << QByteArray("5000");
    QTest::newRow("plain") << QByteArray("4096") << quint64(4096) << QByteArray("4KiB");
    QTest::newRow("zero") << QByteArray("0") << quint64(0) << QByteArray("0");
}

void TestTexts::byteSize()
{
    QFETCH(QByteArray, text);
    QFETCH(quint64, bytes);
    QFETCH(QByteArray, again);
    const auto value = parseByteSize(text.toStdString());
    QVERIFY(value);
    QCOMPARE(quint64(*value), bytes);
    QCOMPARE(QByteArray::fromStdString(formatByteSize(*value)), again);
}

void TestTexts::byteSizeRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "MiB", "-1", "1.5MiB", "1 MiB", "1mib", "9999999999TiB", "0x10"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void TestTexts::byteSizeRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseByteSize(text.toStdString()));
}

void TestTexts::timeRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("millis");
    QTest::newRow("epoch") << QByteArray("1970-01-01T00:00:00Z") << qint64(0);
    QTest::newRow("decimals are cut") << QByteArray("1970-01-01T00:00:01.23456Z") << qint64(1234);
    QTest::newRow("one decimal") << QByteArray("1970-01-01T00:00:01.5Z") << qint64(1500);
    QTest::newRow("offset ahead") << QByteArray("1970-01-01T02:00:00+02:00") << qint64(0);
    QTest::newRow("offset behind") << QByteArray("1969-12-31T23:00:00-01:00") << qint64(-1);
    QTest::newRow("small letters") << QByteArray("1970-01-01t00:00:02z") << qint64(2000);
    QTest::newRow("leap day") << QByteArray("2024-02-29T12:00:00Z") << qint64(1709208000000);
    QTest::newRow("leap second") << QByteArray("2016-12-31T23:59:60Z") << qint64(1483228800000);
}

void TestTexts::timeRead()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, millis);
    const auto time = parseTime(text.toStdString());
    QCOMPARE(bool(time), millis >= 0);
    if (time) {
        QCOMPARE(qint64(time->time_since_epoch().count()), millis);
    }
}

void TestTexts::timeRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01 00:00:00Z",
                             "2024-01-01T24:00:00Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z",
                             "2024-01-01T00:00:00Zx", "2024-1-1T00:00:00Z", "2024-01-01T00:00:00+25:00"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void TestTexts::timeRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseTime(text.toStdString()));
}

void TestTexts::timeWrittenAndReadAgain()
{
    const Time time{std::chrono::milliseconds(1795380067250)};
    QCOMPARE(QByteArray::fromStdString(formatTime(time)), QByteArray("2026-11-22T20:41:07.250Z"));
    QCOMPARE(parseTime(formatTime(time)).value(), time);
}

QD_TEST_APPLESS(TestTexts)
#include "tst_protocol_texts.moc"
