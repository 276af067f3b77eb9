// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/sample_text.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

using namespace qd;
using namespace qd::exchange;

namespace {

template <typename Append, typename Value>
QString written(Append append, Value value)
{
    std::string text;
    append(text, value);
    return QString::fromStdString(text);
}

} // namespace

class SampleTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void numbers_data();
    void numbers();
    void anyDoubleComesBack();
    void seconds_data();
    void seconds();
    void whoCutsOffAndWhoRoundsReadTheSameTime();
    void isoTimes_data();
    void isoTimes();
};

void SampleTextTest::numbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const double infinity = std::numeric_limits<double>::infinity();
    QTest::newRow("whole") << 12034.0 << QStringLiteral("12034");
    QTest::newRow("tenth") << 0.1 << QStringLiteral("0.1");
    QTest::newRow("all digits") << 0.1 + 0.2 << QStringLiteral("0.30000000000000004");
    QTest::newRow("minus zero") << -0.0 << QStringLiteral("-0");
    QTest::newRow("smallest") << 5e-324 << QStringLiteral("5e-324");
    QTest::newRow("largest") << std::numeric_limits<double>::max() << QStringLiteral("1.7976931348623157e+308");
    QTest::newRow("infinite") << infinity << QStringLiteral("+Inf");
    QTest::newRow("minus infinite") << -infinity << QStringLiteral("-Inf");
    QTest::newRow("none") << std::nan("") << QStringLiteral("NaN");
}

void SampleTextTest::numbers()
{
    QFETCH(double, value);
    QTEST(written(appendNumber, value), "text");
}

void SampleTextTest::anyDoubleComesBack()
{
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        const double value = std::bit_cast<double>(random());
        if (std::isnan(value))
            continue;
        const QString text = written(appendNumber, value);
        QCOMPARE(std::bit_cast<std::uint64_t>(std::strtod(qPrintable(text), nullptr)),
                 std::bit_cast<std::uint64_t>(value));
    }
}

void SampleTextTest::seconds_data()
{
    QTest::addColumn<std::int64_t>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("whole") << std::int64_t(1'724'135'400'000) << QStringLiteral("1724135400");
    QTest::newRow("part") << std::int64_t(1'724'135'400'250) << QStringLiteral("1724135400.25");
    QTest::newRow("one") << std::int64_t(1) << QStringLiteral("0.001");
    QTest::newRow("before 1970") << std::int64_t(-1'500) << QStringLiteral("-1.5");
    QTest::newRow("cut off early") << std::int64_t(1'724'135'400'001) << QStringLiteral("1724135400.001");
    QTest::newRow("zero") << std::int64_t(0) << QStringLiteral("0");
}

void SampleTextTest::seconds()
{
    QFETCH(std::int64_t, ms);
    QFETCH(QString, text);
    const QString got = written(appendSeconds, ms);
    QVERIFY2(got == text || got == text + u'1', qPrintable(got));
}

void SampleTextTest::whoCutsOffAndWhoRoundsReadTheSameTime()
{
    int mended = 0;
    // Early times are cut off more often than those of these years.
    for (std::int64_t ms = 546'376'220'000; ms < 2'000'000'000'000; ms += ms < 546'376'230'000 ? 1 : 100'000'007) {
        for (const std::int64_t signedMs : {ms, -ms}) {
            const QString text = written(appendSeconds, signedMs);
            const double seconds = std::strtod(qPrintable(text), nullptr);
            QCOMPARE(static_cast<std::int64_t>(seconds * 1000), signedMs);
            QCOMPARE(std::llround(seconds * 1000), static_cast<long long>(signedMs));
            mended += text.section(u'.', 1).size() == 4 ? 1 : 0;
        }
    }
    QVERIFY(mended > 0); // else there was nothing to guard against
}

void SampleTextTest::isoTimes_data()
{
    QTest::addColumn<std::int64_t>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("now") << std::int64_t(1'724'135'400'250) << QStringLiteral("2024-08-20T06:30:00.250Z");
    QTest::newRow("before 1970") << std::int64_t(-1) << QStringLiteral("1969-12-31T23:59:59.999Z");
    QTest::newRow("leap day") << std::int64_t(1'709'164'800'000) << QStringLiteral("2024-02-29T00:00:00.000Z");
}

void SampleTextTest::isoTimes()
{
    QFETCH(std::int64_t, ms);
    QTEST(written(appendIsoTime, ms), "text");
}

QD_TEST_APPLESS(SampleTextTest)
#include "tst_sample_text.moc"
