// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/session/instant_text.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDateTime>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

Timestamp utc(const char *iso)
{
    return Timestamp(
        Millis(QDateTime::fromString(QLatin1String(iso) + QLatin1Char('Z'), Qt::ISODate).toMSecsSinceEpoch()));
}

} // namespace

class TestInstantText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void cleanup();
    void readsInstants_data();
    void readsInstants();
    void refusesOthers_data();
    void refusesOthers();
    void localTimesAreLocal();
};

void TestInstantText::cleanup()
{
    qputenv("TZ", "UTC");
    tzset();
}

void TestInstantText::readsInstants_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<Timestamp>("at");
    const auto row = [](const char *name, const char *text, const char *at) {
        QTest::newRow(name) << QString::fromUtf8(text) << utc(at);
    };
    row("a clock time", "14:03", "2024-08-20T14:03:00");
    row("with seconds", " 14:03:20 ", "2024-08-20T14:03:20");
    row("one digit", "9:05", "2024-08-20T09:05:00");
    row("yesterday, where today is not reached", "22:00", "2024-08-19T22:00:00");
    row("nowhere in the history: on its day", "17:30", "2024-08-20T17:30:00");
    row("a day", "2024-08-19", "2024-08-19T00:00:00");
    row("a day and a time", "2024-08-19 23:10", "2024-08-19T23:10:00");
    row("ISO", "2024-08-19T23:10:05Z", "2024-08-19T23:10:05");
    row("ISO without a zone", "2024-08-19T23:10:05", "2024-08-19T23:10:05");
    row("another zone", "2024-08-20T01:10:05+02:00", "2024-08-19T23:10:05");
    row("back", "-15m", "2024-08-20T12:45:00");
    row("back, with a real minus", "−15 min", "2024-08-20T12:45:00");
    row("on", "+90s", "2024-08-20T13:01:30");
    row("the end", "end", "2024-08-20T15:00:00");
    row("the start", "start", "2024-08-19T21:00:00");
}

void TestInstantText::readsInstants()
{
    QFETCH(QString, text);
    const TimeRange known{utc("2024-08-19T21:00:00"), utc("2024-08-20T15:00:00")};
    const auto at = parseInstant(text, utc("2024-08-20T13:00:00"), known, units::Zone::Utc);
    QVERIFY(at);
    QTEST(*at, "at");
}

void TestInstantText::refusesOthers_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "25:00", "14", "-", "-15", "+x", "yesterday", "2024-13-01", "2024-08-20 25:00"}) {
        QTest::newRow(text) << QString::fromUtf8(text);
    }
}

void TestInstantText::refusesOthers()
{
    QFETCH(QString, text);
    QVERIFY(!parseInstant(text, utc("2024-08-20T13:00:00"), {}, units::Zone::Utc));
}

void TestInstantText::localTimesAreLocal()
{
    qputenv("TZ", "America/New_York");
    tzset();
    const Timestamp from = utc("2024-08-20T13:00:00");
    const TimeRange known{from - 12h, from + 12h};
    QCOMPARE(parseInstant(QStringLiteral("14:03"), from, known, units::Zone::Local), utc("2024-08-20T18:03:00"));
    QCOMPARE(parseInstant(QStringLiteral("2024-08-20 14:03"), from, known, units::Zone::Local),
             utc("2024-08-20T18:03:00"));
}

QD_TEST_APPLESS(TestInstantText)
#include "tst_instant_text.moc"
