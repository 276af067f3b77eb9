// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/collector.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/service/digests.h"

#include <QtTest/QTest>

using namespace sessiond;
using sessiond::test::digestOf;

namespace {

struct Bench
{
    ManualClock clock{Time(std::chrono::milliseconds(1'000'000))};
    SessionTable table{Timeouts{1000, 100'000}};
    std::vector<std::uint64_t> forgotten;
    Collector collector{table, clock, nullptr, [this](std::vector<std::uint64_t> serials) {
                            forgotten.insert(forgotten.end(), serials.begin(), serials.end());
                        }};

    [[nodiscard]] std::int64_t now() const { return clock.now().time_since_epoch().count(); }
    bool add(std::uint64_t serial)
    {
        return table.insert({digestOf(serial), serial, "ann", {}, now(), now(), {}});
    }
    void markExpired()
    {
        for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
            table.markExpired(shard, now());
        }
    }
};

} // namespace

class TestCollector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void expiredWaitsForItsPass();
    void retainedStaysZeroUnderHeavyExpiry_data();
    void retainedStaysZeroUnderHeavyExpiry();
    void whatAPassMissedIsRetained();
    void leavesRetainedAlone();
    void measuresRetainedAtTheEndOfThePass();
};

void TestCollector::expiredWaitsForItsPass()
{
    Bench bench;
    for (std::uint64_t i = 1; i <= 100; ++i) {
        QVERIFY(bench.add(i));
    }
    bench.clock.advance(std::chrono::milliseconds(999));
    bench.markExpired();
    QCOMPARE(bench.table.count(SessionState::Active), std::uint64_t{100});
    bench.clock.advance(std::chrono::milliseconds(1));
    bench.markExpired();
    QCOMPARE(bench.table.count(SessionState::Active), std::uint64_t{0});
    QCOMPARE(bench.table.count(SessionState::Expired), std::uint64_t{100});
    QCOMPARE(bench.table.ended(EndReason::Expired), std::uint64_t{100});
    bench.collector.pass(CollectorMode::Sliced);
    QCOMPARE(bench.table.count(SessionState::Expired), std::uint64_t{0});
    QCOMPARE(bench.table.collected(), std::uint64_t{100});
    QCOMPARE(bench.collector.passes(), std::uint64_t{1});
    QCOMPARE(bench.forgotten.size(), std::size_t{100});
}

void TestCollector::retainedStaysZeroUnderHeavyExpiry_data()
{
    QTest::addColumn<bool>("locked");
    QTest::newRow("in slices") << false;
    QTest::newRow("stopping everything") << true;
}

void TestCollector::retainedStaysZeroUnderHeavyExpiry()
{
    QFETCH(bool, locked);
    Bench bench;
    std::uint64_t serial = 0;
    for (int second = 0; second < 200; ++second) {
        for (int i = 0; i < 50; ++i) {
            QVERIFY(bench.add(++serial));
        }
        bench.clock.advance(std::chrono::milliseconds(100));
        bench.markExpired();
        if (second % 7 == 0) {
            bench.collector.pass(locked ? CollectorMode::WalkLocked : CollectorMode::Sliced);
            QCOMPARE(bench.collector.retainedAfterPass(), std::uint64_t{0});
        }
        QCOMPARE(bench.table.count(SessionState::Retained), std::uint64_t{0});
    }
    QVERIFY(bench.table.collected() > 8000);
}

void TestCollector::whatAPassMissedIsRetained()
{
    Bench bench;
    QVERIFY(bench.add(1));
    bench.clock.advance(std::chrono::milliseconds(1000));
    bench.markExpired();
    const std::int64_t passBegan = bench.now() + 1;
    // A pass that began after the expiry and did not visit the shard.
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        bench.table.retainMissed(shard, bench.now());
    }
    QCOMPARE(bench.table.count(SessionState::Expired), std::uint64_t{1}); // expired as it began: not missed yet
    for (std::size_t shard = 0; shard < SessionTable::kShards; ++shard) {
        bench.table.retainMissed(shard, passBegan);
    }
    QCOMPARE(bench.table.count(SessionState::Expired), std::uint64_t{0});
    QCOMPARE(bench.table.count(SessionState::Retained), std::uint64_t{1});
}

void TestCollector::leavesRetainedAlone()
{
    Bench bench;
    QVERIFY(bench.add(1));
    QVERIFY(bench.table.end(digestOf(1), EndReason::Logout, SessionTable::Memory::Retain));
    bench.clock.advance(std::chrono::hours(48));
    for (int i = 0; i < 3; ++i) {
        bench.collector.pass(CollectorMode::Sliced);
        QCOMPARE(bench.collector.retainedAfterPass(), std::uint64_t{1});
    }
    QCOMPARE(bench.table.collected(), std::uint64_t{0});
}

void TestCollector::measuresRetainedAtTheEndOfThePass()
{
    Bench bench;
    QVERIFY(bench.add(1));
    QVERIFY(bench.table.end(digestOf(1), EndReason::Logout, SessionTable::Memory::Retain));
    QCOMPARE(bench.collector.retainedAfterPass(), std::uint64_t{0});
    bench.collector.pass(CollectorMode::Sliced);
    QCOMPARE(bench.collector.retainedAfterPass(), std::uint64_t{1});
}

QD_TEST_APPLESS(TestCollector)
#include "tst_collector.moc"
