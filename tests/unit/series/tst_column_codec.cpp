// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/column_codec.h"
#include "model/series/decimal_scale.h"
#include "model/series/markers.h"
#include "model/series/series_snapshot.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace qd;

namespace {

using Cells = std::vector<double>;

std::vector<std::uint64_t> bitsOf(const Cells &cells)
{
    std::vector<std::uint64_t> bits;
    for (const double cell : cells)
        bits.push_back(std::bit_cast<std::uint64_t>(cell));
    return bits;
}

Cells made(std::size_t count, const std::function<double(std::size_t)> &cell)
{
    Cells cells(count);
    for (std::size_t i = 0; i < count; ++i)
        cells[i] = cell(i);
    return cells;
}

std::uint8_t codecOf(const std::vector<std::byte> &bytes)
{
    return std::to_integer<std::uint8_t>(bytes.front()) & 0x7fU;
}

/// The sample pages a day of a real service is made of.
Cells decimals()
{
    std::mt19937 random(7);
    return made(1024,
                [&](std::size_t i) { return std::round(200.0 + double(i) + double(random() % 1000)) / 1000; });
}

} // namespace

class ColumnCodecTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void comesBackBitForBit_data();
    void comesBackBitForBit();
    void timesComeBack();
    void smallColumnsStaySmall_data();
    void smallColumnsStaySmall();
    void everyFlippedBitIsBoundedAndNeverCrashes();
    void everyTruncationIsRefusedOrSameSize();
    void otherCountIsRefused();
    void scaleOfDecimalText();
};

void ColumnCodecTest::comesBackBitForBit_data()
{
    QTest::addColumn<Cells>("cells");
    QTest::addColumn<int>("codec");
    std::mt19937_64 random(1);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    QTest::newRow("none") << Cells{} << int(ColumnCodec::Raw);
    QTest::newRow("one") << Cells{42.5} << int(ColumnCodec::Constant);
    QTest::newRow("constant") << Cells(1024, 3.25) << int(ColumnCodec::Constant);
    QTest::newRow("all stale") << Cells(1024, staleMarker()) << int(ColumnCodec::Constant);
    QTest::newRow("counter") << made(1024, [](std::size_t i) { return double(i * i % 977 + i * 1000); }) << -1;
    QTest::newRow("straight line") << made(1024, [](std::size_t i) { return double(5 + 700 * i); }) << -1;
    QTest::newRow("decimals") << decimals() << -1;
    QTest::newRow("specials at every place")
        << Cells{nan, nan, 1.5, staleMarker(), 2.5, inf, -inf, -0.0, 0.0, absentMarker(), absentMarker()} << -1;
    QTest::newRow("only specials") << Cells{nan, staleMarker(), absentMarker(), inf} << -1;
    QTest::newRow("random doubles") << made(1024, [&](std::size_t) { return std::bit_cast<double>(random()); })
                                    << -1;
    QTest::newRow("thirds") << made(1024, [](std::size_t i) { return double(i) / 3; }) << int(ColumnCodec::Xor);
    QTest::newRow("largest exact integers")
        << Cells{9007199254740991.0, -9007199254740991.0, 0, 9007199254740991.0} << -1;
    QTest::newRow("beyond exact integers")
        << Cells{9007199254740992.0, 1e300, -1e300, 5e-324} << int(ColumnCodec::Xor);
    QTest::newRow("small beside large") << Cells{1e-9, 9e15, 1} << -1;
    QTest::newRow("most cells") << made(65'535, [](std::size_t i) { return double(i % 7); }) << -1;
}

void ColumnCodecTest::comesBackBitForBit()
{
    QFETCH(Cells, cells);
    QFETCH(int, codec);
    for (const auto packing : {ColumnPacking::Plain, ColumnPacking::Zstd}) {
        const auto bytes = encodeColumn(cells, packing);
        Cells back(cells.size(), -1);
        const auto read = decodeColumn(bytes, back);
        QVERIFY2(read, read ? "" : qPrintable(read.error().words));
        QCOMPARE(bitsOf(back), bitsOf(cells));
        QVERIFY(packing == ColumnPacking::Zstd || surelyDecodes(bytes, cells.size()));
        if (codec >= 0)
            QCOMPARE(int(codecOf(bytes)), codec);
    }
}

void ColumnCodecTest::timesComeBack()
{
    std::mt19937 random(3);
    std::vector<std::int64_t> times;
    for (std::int64_t i = 0; i < 1024; ++i)
        times.push_back(1'724'135'400'000 + i * 1000 + random() % 3);
    times[1000] = std::numeric_limits<std::int64_t>::min();
    times[1001] = std::numeric_limits<std::int64_t>::max();
    const auto bytes = encodeTimes(times, ColumnPacking::Zstd);
    std::vector<std::int64_t> back(times.size());
    QVERIFY(decodeTimes(bytes, back));
    QCOMPARE(back, times);
    QVERIFY(!decodeTimes(encodeColumn(Cells{1.5, 2}, ColumnPacking::Plain), std::span(back).first(2)));
}

void ColumnCodecTest::smallColumnsStaySmall_data()
{
    QTest::addColumn<Cells>("cells");
    QTest::addColumn<double>("bytesASample");
    std::mt19937 random(5);
    double walk = 0;
    QTest::newRow("constant") << Cells(1024, 7.0) << 0.01;
    QTest::newRow("steady counter") << made(1024, [](std::size_t i) { return 1e9 + 120.0 * double(i); }) << 0.06;
    QTest::newRow("counter of few requests")
        << made(1024, [&](std::size_t) { return walk += random() % 4; }) << 0.45;
    QTest::newRow("decimals of three digits") << decimals() << 1.7;
    QTest::newRow("appears in the middle")
        << made(1024, [&](std::size_t i) { return i < 512 ? absentMarker() : 5.0 + double(i % 2); }) << 0.06;
}

void ColumnCodecTest::smallColumnsStaySmall()
{
    QFETCH(Cells, cells);
    QFETCH(double, bytesASample);
    const double size = double(encodeColumn(cells, ColumnPacking::Zstd).size()) / double(cells.size());
    QVERIFY2(size <= bytesASample, qPrintable(QString::number(size)));
}

void ColumnCodecTest::everyFlippedBitIsBoundedAndNeverCrashes()
{
    Cells cells = decimals();
    cells.resize(64);
    cells[3] = staleMarker();
    for (const auto packing : {ColumnPacking::Plain, ColumnPacking::Zstd}) {
        const auto bytes = encodeColumn(cells, packing);
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            auto damaged = bytes;
            damaged[bit / 8] ^= std::byte(1U << (bit % 8));
            Cells back(cells.size());
            const auto read = decodeColumn(damaged, back);
            if (!read)
                QCOMPARE(read.error().code, ErrorCode::Corrupt);
            QVERIFY(read || !surelyDecodes(damaged, cells.size()));
        }
    }
}

void ColumnCodecTest::everyTruncationIsRefusedOrSameSize()
{
    for (const auto packing : {ColumnPacking::Plain, ColumnPacking::Zstd}) {
        const auto bytes = encodeColumn(decimals(), packing);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            Cells back(1024);
            QVERIFY(!decodeColumn(std::span(bytes).first(size), back));
            QVERIFY(!surelyDecodes(std::span(bytes).first(size), back.size()));
        }
    }
}

void ColumnCodecTest::otherCountIsRefused()
{
    const auto bytes = encodeColumn(decimals(), ColumnPacking::Zstd);
    Cells fewer(1023);
    Cells more(1025);
    QVERIFY(!decodeColumn(bytes, fewer));
    QVERIFY(!decodeColumn(bytes, more));
    QVERIFY(!surelyDecodes(encodeColumn(decimals(), ColumnPacking::Plain), more.size()));
}

void ColumnCodecTest::scaleOfDecimalText()
{
    QCOMPARE(decimalScale(Cells{1, 2, 3}), std::optional(0));
    QCOMPARE(decimalScale(Cells{0.25, 1.5}), std::optional(2));
    QCOMPARE(decimalScale(Cells{0.1, staleMarker(), 0.000000001}), std::optional(9));
    QCOMPARE(decimalScale(Cells{1.0 / 3}), std::optional<int>());
    QCOMPARE(decimalScale(Cells{0.001, 9007199254740991.0}), std::optional<int>());
    QCOMPARE(fromScaled(toScaled(0.123, 3), 3), 0.123);
}

QD_TEST_GUILESS(ColumnCodecTest)
#include "tst_column_codec.moc"
