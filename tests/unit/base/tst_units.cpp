// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/units.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace qd;
using namespace std::chrono_literals;

namespace {

using Formatter = QString (*)(double);
constexpr double kib = 1024;
constexpr double mib = kib * 1024;

// 2024-08-20 14:03:27 UTC
constexpr Timestamp afternoon{Millis(1'724'162'607'000)};

QString joined(const std::vector<double> &values)
{
    QStringList words;
    for (const double value : values)
        words << QString::number(value);
    return words.join(QLatin1Char(' '));
}

} // namespace

Q_DECLARE_METATYPE(Formatter)

class UnitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        setZone("UTC");
    }
    void cleanupTestCase() { setZone("UTC"); }
    void words_data();
    void words();
    void clocks();
    void valueTicks_data();
    void valueTicks();
    void timeTicks_data();
    void timeTicks();
    void ticksOfTheLocalClock();
    void ticksStayOnTheClockOverSummerTime();

private:
    static void setZone(const char *name)
    {
        qputenv("TZ", name);
        ::tzset();
    }
};

void UnitsTest::words_data()
{
    QTest::addColumn<Formatter>("format");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("words");
    const double nan = std::nan("");
    const double inf = std::numeric_limits<double>::infinity();
    const auto row = [](const char *name, Formatter format, double value, const char *words) {
        QTest::newRow(name) << format << value << QString::fromUtf8(words);
    };
    row("count", units::count, 31004, "31,004");
    row("count of millions", units::count, 1234567, "1,234,567");
    row("count below a thousand", units::count, 999, "999");
    row("count, negative", units::count, -1000, "−1,000");
    row("count, almost zero", units::count, -0.2, "0");
    row("count, unknown", units::count, nan, "–");
    row("count, huge", units::count, 1e15, "1,000,000,000,000,000");
    row("number, small", units::number, 4.816, "4.82");
    row("number, rounds up a digit", units::number, 9.996, "10.0");
    row("number, hundreds", units::number, 99.96, "100");
    row("number, thousands", units::number, 31004.4, "31,004");
    row("bytes", units::bytes, 512, "512 B");
    row("no bytes", units::bytes, 0, "0 B");
    row("kibibytes", units::bytes, 4.816 * kib, "4.82 KiB");
    row("mebibytes", units::bytes, 48.2 * mib, "48.2 MiB");
    row("hundreds of mebibytes", units::bytes, 482 * mib, "482 MiB");
    row("a thousand mebibytes", units::bytes, 1010 * mib, "1,010 MiB");
    row("almost a gibibyte", units::bytes, 1023.7 * mib, "1.00 GiB");
    row("bytes, negative", units::bytes, -3.25 * mib, "−3.25 MiB");
    row("bytes, unknown", units::bytes, nan, "–");
    row("bytes, unlimited", units::bytes, inf, "∞");
    row("bytes, huge", units::bytes, 1e24, "867,362 EiB");
    row("byte rate", units::bytesPerMinute, 12.3 * mib / 60, "+12.3 MiB / min");
    row("byte rate, falling", units::bytesPerMinute, -2 * mib / 60, "−2.00 MiB / min");
    row("byte rate, none", units::bytesPerMinute, 0.001, "0 B / min");
    row("rate", units::perMinute, 795, "+795 / min");
    row("rate, falling slowly", units::perMinute, -1.24, "−1.2 / min");
    row("rate, none", units::perMinute, 0.01, "0 / min");
    row("rate, thousands", units::perMinute, 12345, "+12,345 / min");
    row("per second", units::perSecond, 105.2, "105 / s");
    row("per second, slow", units::perSecond, 0.42, "0.4 / s");
    row("percent", units::percent, 42.4, "42 %");
    row("percent, small", units::percent, 3.14, "3.1 %");
    row("percent, tiny", units::percent, 0.04, "0.04 %");
    row("percent, hardly any", units::percent, 0.001, "< 0.01 %");
    row("percent, none", units::percent, 0, "0 %");
    row("percent, all", units::percent, 100, "100 %");
    row("percent, unknown", units::percent, nan, "–");
    row("no time", units::seconds, 0, "0 s");
    row("microseconds", units::seconds, 230e-6, "230 µs");
    row("one microsecond", units::seconds, 1.5e-6, "1.5 µs");
    row("almost a millisecond", units::seconds, 999.8e-6, "1 ms");
    row("milliseconds", units::seconds, 0.012, "12 ms");
    row("few milliseconds", units::seconds, 0.00123, "1.2 ms");
    row("almost a second", units::seconds, 0.9997, "1 s");
    row("seconds", units::seconds, 43, "43 s");
    row("eighty seconds", units::seconds, 80, "80 s");
    row("two minutes", units::seconds, 119.7, "2 min");
    row("minutes and seconds", units::seconds, 245, "4 min 5 s");
    row("minutes", units::seconds, 54 * 60 + 10, "54 min");
    row("almost an hour", units::seconds, 59 * 60 + 40, "1 h");
    row("hours", units::seconds, 72 * 60, "1 h 12 min");
    row("days", units::seconds, 76 * 3600, "3 d 4 h");
    row("many days", units::seconds, 86400.0 * 4000, "4,000 d");
    row("time, negative", units::seconds, -43, "−43 s");
    row("time, unknown", units::seconds, nan, "–");
    row("time without end", units::seconds, inf, "∞");
    row("time, huge", units::seconds, 1e300, "104,166,666,667 d");
}

void UnitsTest::words()
{
    QFETCH(Formatter, format);
    QFETCH(double, value);
    QFETCH(QString, words);
    QCOMPARE(format(value), words);
}

void UnitsTest::clocks()
{
    QCOMPARE(units::duration(1500ms), QStringLiteral("1.5 s"));
    QCOMPARE(units::clock(afternoon, units::Zone::Utc), QStringLiteral("14:03:27"));
    QCOMPARE(units::dateClock(afternoon, units::Zone::Utc), QStringLiteral("2024-08-20 14:03:27"));
    QCOMPARE(units::zoneName(afternoon, units::Zone::Utc), QStringLiteral("UTC"));
    setZone("Europe/Berlin");
    QCOMPARE(units::clock(afternoon, units::Zone::Local), QStringLiteral("16:03:27"));
    QCOMPARE(units::clock(afternoon, units::Zone::Utc), QStringLiteral("14:03:27"));
    QCOMPARE(units::zoneName(afternoon, units::Zone::Local), QStringLiteral("CEST"));
}

void UnitsTest::valueTicks_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("most");
    QTest::addColumn<bool>("ofBytes");
    QTest::addColumn<QString>("at");
    const double nan = std::nan("");
    QTest::newRow("ones") << 0.0 << 4.0 << 5 << false << "0 1 2 3 4";
    QTest::newRow("twos") << 0.0 << 9.0 << 5 << false << "0 2 4 6 8";
    QTest::newRow("fives over zero") << -12.0 << 12.0 << 6 << false << "-10 -5 0 5 10";
    QTest::newRow("fractions") << 0.0 << 0.0035 << 4 << false << "0 0.001 0.002 0.003";
    QTest::newRow("never more than asked") << 0.0 << 100.0 << 5 << false << "0 50 100";
    QTest::newRow("nothing") << 3.0 << 3.0 << 5 << false << "";
    QTest::newRow("upside down") << 4.0 << 3.0 << 5 << false << "";
    QTest::newRow("unknown") << nan << 3.0 << 5 << false << "";
    QTest::newRow("beyond resolution") << 1e300 << 1e300 * (1 + 1e-15) << 4 << false << "1e+300 1e+300 1e+300";
    QTest::newRow("bytes") << 0.0 << 300.0 * mib << 5 << true
                           << "0 6.71089e+07 1.34218e+08 2.01327e+08 2.68435e+08";
    QTest::newRow("few bytes") << 0.0 << 3.0 << 8 << true << "0 1 2 3";
}

void UnitsTest::valueTicks()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, most);
    QFETCH(bool, ofBytes);
    QFETCH(QString, at);
    const auto found = ofBytes ? units::byteTicks(low, high, most) : units::ticks(low, high, most);
    QVERIFY(static_cast<int>(found.size()) <= most);
    QCOMPARE(joined(found), at);
}

void UnitsTest::timeTicks_data()
{
    QTest::addColumn<int>("spanSeconds");
    QTest::addColumn<int>("most");
    QTest::addColumn<QString>("labels");
    QTest::newRow("seconds") << 5 << 6 << "14:03:27 14:03:28 14:03:29 14:03:30 14:03:31";
    QTest::newRow("a minute") << 60 << 5 << "14:03:30 14:03:45 14:04:00 14:04:15";
    QTest::newRow("five minutes") << 300 << 6 << "14:04 14:05 14:06 14:07 14:08";
    QTest::newRow("an hour") << 3600 << 8 << "14:10 14:20 14:30 14:40 14:50 15:00";
    QTest::newRow("a day") << 86400 << 6 << "18:00 21 Aug 06:00 12:00";
    QTest::newRow("a week") << 7 * 86400 << 8 << "21 Aug 22 Aug 23 Aug 24 Aug 25 Aug 26 Aug 27 Aug";
    QTest::newRow("nothing") << 0 << 6 << "";
}

void UnitsTest::timeTicks()
{
    QFETCH(int, spanSeconds);
    QFETCH(int, most);
    QFETCH(QString, labels);
    const auto found =
        units::timeTicks({afternoon, afternoon + std::chrono::seconds(spanSeconds)}, most, units::Zone::Utc);
    QStringList words;
    for (const Timestamp at : found.at)
        words << units::timeTickLabel(at, found.step, units::Zone::Utc);
    QVERIFY(words.size() <= most);
    QCOMPARE(words.join(QLatin1Char(' ')), labels);
}

void UnitsTest::ticksOfTheLocalClock()
{
    setZone("Asia/Kolkata"); // five and a half hours ahead
    const auto found = units::timeTicks({afternoon, afternoon + 6h}, 4, units::Zone::Local);
    QStringList words;
    for (const Timestamp at : found.at)
        words << units::timeTickLabel(at, found.step, units::Zone::Local);
    QCOMPARE(words, (QStringList{QStringLiteral("20:00"), QStringLiteral("22:00"), QStringLiteral("21 Aug")}));
}

void UnitsTest::ticksStayOnTheClockOverSummerTime()
{
    setZone("Europe/Berlin");
    const Timestamp noon{Millis(1'711'796'400'000)}; // 2024-03-30 12:00 CET, the day before summer time
    const auto found = units::timeTicks({noon, noon + 72h}, 8, units::Zone::Local);
    QCOMPARE(found.step, Millis(12h));
    for (const Timestamp at : found.at) {
        const QString clock = units::clock(at, units::Zone::Local);
        QVERIFY2(clock == QStringLiteral("12:00:00") || clock == QStringLiteral("00:00:00"), qPrintable(clock));
    }
    QCOMPARE(found.at.size(), std::size_t(7));
}

QD_TEST_APPLESS(UnitsTest)
#include "tst_units.moc"
