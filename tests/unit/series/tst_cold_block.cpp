// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/cold_block.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <bit>
#include <random>
#include <thread>

using namespace qd;

namespace {

/// Milliseconds of three decimals with holes, stale markers and infinities in between.
std::shared_ptr<OpenBlock> latencies(unsigned seed)
{
    std::mt19937 random(seed);
    auto block = std::make_shared<OpenBlock>();
    for (int cell = 0; cell < blockSamples; ++cell) {
        const auto dice = random() % 50;
        if (dice == 1)
            block->write(cell, staleMarker());
        else if (dice == 2)
            block->write(cell, std::numeric_limits<double>::infinity());
        else if (dice != 3)
            block->write(cell, double(1000 + random() % 500) / 1000);
        block->finishCell(cell);
    }
    return block;
}

void compareSummaries(const ColumnSummary &is, const ColumnSummary &should)
{
    QCOMPARE(is.count, should.count);
    QCOMPARE(is.stale, should.stale);
    if (should.count == 0)
        return;
    QCOMPARE(is.min, should.min);
    QCOMPARE(is.max, should.max);
    QCOMPARE(is.first, should.first);
    QCOMPARE(is.last, should.last);
}

} // namespace

class ColdBlockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void readsAsBefore();
    void takesHalfTheRoom();
    void noiseStaysAsItIs();
    void manyBlocksAndThreads();
    void theStoreCoolsWhatIsAnHourOld();
};

void ColdBlockTest::readsAsBefore()
{
    const auto warm = latencies(1);
    const auto cold = cooled(warm);
    QVERIFY(cold);
    for (int cell = 0; cell < blockSamples; ++cell)
        QCOMPARE(std::bit_cast<std::uint64_t>(cold->value(cell)), std::bit_cast<std::uint64_t>(warm->value(cell)));
    std::mt19937 random(2);
    for (int i = 0; i < 2000; ++i) {
        const int from = static_cast<int>(random() % blockSamples);
        const int to = from + static_cast<int>(random() % static_cast<unsigned>(blockSamples - from + 1));
        ColumnSummary is;
        ColumnSummary should;
        cold->summarise(from, to, is);
        warm->summarise(from, to, should);
        compareSummaries(is, should);
    }
}

void ColdBlockTest::takesHalfTheRoom()
{
    const auto warm = latencies(3);
    QVERIFY(cooled(warm)->bytes() < warm->bytes() * 55 / 100);
    QVERIFY(!cooled(cooled(warm)));
}

void ColdBlockTest::noiseStaysAsItIs()
{
    std::mt19937_64 random(4);
    auto noise = std::make_shared<OpenBlock>();
    for (int cell = 0; cell < blockSamples; ++cell) {
        noise->write(cell, std::bit_cast<double>(random()));
        noise->finishCell(cell);
    }
    QVERIFY(!cooled(noise));
}

void ColdBlockTest::manyBlocksAndThreads()
{
    std::vector<std::shared_ptr<const Block>> warm;
    std::vector<std::shared_ptr<const Block>> cold;
    for (unsigned i = 0; i < 40; ++i) { // more than a thread keeps unpacked
        warm.push_back(latencies(i));
        cold.push_back(cooled(warm.back()));
    }
    std::atomic<int> wrong{0};
    const auto read = [&](unsigned seed) {
        std::mt19937 random(seed);
        for (int i = 0; i < 3000; ++i) {
            const std::size_t block = random() % warm.size();
            const int cell = static_cast<int>(random() % blockSamples);
            if (std::bit_cast<std::uint64_t>(cold[block]->value(cell)) !=
                std::bit_cast<std::uint64_t>(warm[block]->value(cell)))
                ++wrong;
        }
    };
    std::thread other(read, 5);
    read(6);
    other.join();
    QCOMPARE(wrong.load(), 0);
}

void ColdBlockTest::theStoreCoolsWhatIsAnHourOld()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}});
    const SeriesHandle series = store.series(group, {"latency", {}});
    const auto at = [](int row) { return Timestamp(std::chrono::seconds(1'700'000'000 + row)); };
    const auto value = [](int row) { return double(row * 7919 % 1000) / 1000; };
    constexpr int blocks = 20;
    for (int row = 0; row < blockSamples * blocks; ++row) {
        const SeriesValue cells[]{{series, value(row)}};
        QVERIFY(store.append(group, at(row), cells));
    }
    QVERIFY2(store.bytes() < blocks * 8192 + 6 * 11'700 + (blocks - 6) * 6'500,
             qPrintable(QString::number(store.bytes())));
    const auto samples = store.snapshot().first("latency").samples({at(0), at(blockSamples * blocks)});
    QCOMPARE(samples.size(), std::size_t(blockSamples * blocks));
    for (int row = 0; row < blockSamples * blocks; ++row)
        QCOMPARE(samples[static_cast<std::size_t>(row)].value, value(row));
}

QD_TEST_GUILESS(ColdBlockTest)
#include "tst_cold_block.moc"
