// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/chart/at_once.h"

#include <QtTest/QTest>

#include <atomic>
#include <vector>

using namespace qd;

class AtOnceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void eachIsDoneOnce_data();
    void eachIsDoneOnce();
    void roundsFollowEachOther();
};

void AtOnceTest::eachIsDoneOnce_data()
{
    QTest::addColumn<std::size_t>("count");
    for (const std::size_t count : {0, 1, 2, 8, 1000})
        QTest::addRow("%zu", count) << count;
}

void AtOnceTest::eachIsDoneOnce()
{
    QFETCH(std::size_t, count);
    std::vector<std::atomic<int>> times(count);
    forEachAtOnce(count, [&](std::size_t i) { ++times[i]; });
    QVERIFY(std::all_of(times.begin(), times.end(), [](const auto &t) { return t == 1; }));
}

/// What they share lives for one round only: one that came late and touched it would show under a sanitizer.
void AtOnceTest::roundsFollowEachOther()
{
    for (int round = 0; round < 2000; ++round) {
        auto sum = std::make_unique<std::atomic<int>>(0);
        forEachAtOnce(5, [&](std::size_t i) { *sum += static_cast<int>(i); });
        QCOMPARE(sum->load(), 10);
    }
}

QD_TEST_GUILESS(AtOnceTest)
#include "tst_at_once.moc"
