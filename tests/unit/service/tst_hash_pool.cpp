// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/hash_pool.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>
#include <atomic>

using namespace sessiond;

namespace {

ServiceConfig cheap()
{
    ServiceConfig config;
    config.insecureHashing = true;
    return config;
}

} // namespace

class TestHashPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qd::test::failOnAnyWarning(); }
    void aFullQueueIsBusyAtOnce();
    void noMoreThanThePermitsAtOnce();
    void waitingTooLongIsBusy();
    void loginsGoBeforeBackgroundWork();
    void stoppingAnswersEverybody();
};

void TestHashPool::aFullQueueIsBusyAtOnce()
{
    const PasswordHasher hasher(cheap());
    HashPool pool(hasher, 2, true);
    pool.setDelay(std::chrono::hours(1));
    std::atomic<int> busy{0};
    for (int i = 0; i < 2; ++i) {
        pool.verify("x", hasher.dummy(), [](Outcome<bool>) {});
        QTRY_COMPARE(pool.active(), std::uint64_t(i + 1));
    }
    for (std::size_t i = 0; i < HashPool::kMostWaiting + 5; ++i) {
        pool.verify("x", hasher.dummy(), [&](Outcome<bool> outcome) {
            busy += !outcome && outcome.error().code == Failure::Busy ? 1 : 0;
        });
    }
    QCOMPARE(busy.load(), 5);
    QCOMPARE(pool.waiting(), std::uint64_t{HashPool::kMostWaiting});
}

void TestHashPool::noMoreThanThePermitsAtOnce()
{
    const PasswordHasher hasher(cheap());
    HashPool pool(hasher, 3, false);
    pool.setDelay(std::chrono::milliseconds(1));
    std::atomic<std::uint64_t> most{0};
    std::atomic<int> answered{0};
    for (int i = 0; i < 60; ++i) {
        pool.hash("a password", [&](Outcome<std::string>) {
            most = std::max(most.load(), pool.active());
            ++answered;
        });
    }
    QTRY_COMPARE(answered.load(), 60);
    QVERIFY(most <= 3);
    QTRY_COMPARE(pool.active(), std::uint64_t{0});
}

void TestHashPool::waitingTooLongIsBusy()
{
    const PasswordHasher hasher(cheap());
    HashPool pool(hasher, 1, true);
    pool.setDelay(std::chrono::hours(1));
    std::atomic<bool> refused{false};
    pool.verify("x", hasher.dummy(), [](Outcome<bool>) {});
    QTRY_COMPARE(pool.active(), std::uint64_t{1});
    pool.verify("x", hasher.dummy(), [&](Outcome<bool> outcome) { refused = !outcome; });
    pool.expireWaiting();
    QVERIFY(!refused);
    QTRY_VERIFY_WITH_TIMEOUT((pool.expireWaiting(), refused.load()), 5000);
    QCOMPARE(pool.waiting(), std::uint64_t{0});
}

void TestHashPool::loginsGoBeforeBackgroundWork()
{
    const PasswordHasher hasher(cheap());
    HashPool pool(hasher, 1, true);
    pool.setDelay(std::chrono::milliseconds(20));
    std::atomic<int> background{0};
    std::atomic<int> behind{-1};
    for (int i = 0; i < 10; ++i) {
        pool.hashInBackground("a password", [&](Outcome<std::string>) { ++background; });
    }
    pool.verify("x", hasher.dummy(), [&](Outcome<bool>) { behind = background.load(); });
    QTRY_COMPARE(background.load(), 10);
    QVERIFY2(behind <= 2, qPrintable(QString::number(behind)));
}

void TestHashPool::stoppingAnswersEverybody()
{
    const PasswordHasher hasher(cheap());
    HashPool pool(hasher, 1, true);
    pool.setDelay(std::chrono::milliseconds(50));
    std::atomic<int> answered{0};
    for (int i = 0; i < 10; ++i) {
        pool.verify("x", hasher.dummy(), [&](Outcome<bool>) { ++answered; });
        pool.hashInBackground("a password", [&](Outcome<std::string>) { ++answered; });
    }
    pool.stop();
    QCOMPARE(answered.load(), 20);
    pool.verify("x", hasher.dummy(), [&](Outcome<bool> outcome) { answered += outcome ? 0 : 1; });
    QCOMPARE(answered.load(), 21);
}

QD_TEST_GUILESS(TestHashPool)
#include "tst_hash_pool.moc"
