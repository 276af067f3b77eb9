// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/alert_lane.h"
#include "model/rules/firing_log.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <random>

using namespace qd;
using namespace qd::rules;
using namespace std::chrono_literals;

namespace {

constexpr RuleGrid grid{{Timestamp(100s), Timestamp(3h)}, 15s, 7s};
const Labels labels{{"alertname", "A"}, {"instance", "a"}};

/// Whether the expression holds at each instant: in stretches, so that every length of `for` is met.
std::vector<bool> presence(unsigned seed)
{
    std::mt19937 random(seed);
    std::vector<bool> given;
    while (given.size() < grid.count())
        given.insert(given.end(), 1 + random() % (random() % 3 == 0 ? 30 : 4), given.empty() || !given.back());
    given.resize(grid.count());
    return given;
}

std::vector<Firing> steppedLane(const std::vector<bool> &given, AlertTiming timing)
{
    AlertState state(timing.holdFor, timing.keepFiringFor);
    FiringLog log;
    for (std::size_t i = 0; i < given.size(); ++i) {
        std::vector<AlertElement> elements;
        if (given[i])
            elements.push_back({labels, {}, double(i)});
        log.take(state.evaluate(grid.first() + grid.interval * std::int64_t(i), std::move(elements)).transitions);
    }
    return log.firings();
}

std::vector<Firing> laned(const std::vector<bool> &given, AlertTiming timing)
{
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < given.size(); ++i)
        if (given[i])
            samples.push_back({grid.first() + grid.interval * std::int64_t(i) - grid.offset, double(i)});
    AlertLane lane(grid, timing, labels);
    lane.take(samples);
    return lane.take();
}

QString laneWordsOf(const std::vector<Firing> &firings)
{
    QStringList all;
    for (const Firing &firing : firings)
        all << QStringLiteral("%1 %2-%3 %4")
                   .arg(firing.activeAt.time_since_epoch() / 1s)
                   .arg(firing.begin.time_since_epoch() / 1s)
                   .arg(firing.end ? firing.end->time_since_epoch() / 1s : -1)
                   .arg(firing.value);
    return all.join(QStringLiteral(", "));
}

} // namespace

class AlertLaneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void findsWhatSteppingFinds_data();
    void findsWhatSteppingFinds();
    void ofNothingNothing();
};

void AlertLaneTest::findsWhatSteppingFinds_data()
{
    QTest::addColumn<int>("holdSeconds");
    QTest::addColumn<int>("keepSeconds");
    QTest::newRow("at once") << 0 << 0;
    QTest::newRow("for a step") << 15 << 0;
    QTest::newRow("for between two steps") << 40 << 0;
    QTest::newRow("for longer than most") << 180 << 0;
    QTest::newRow("kept a step") << 0 << 15;
    QTest::newRow("kept less than a step") << 0 << 7;
    QTest::newRow("held and kept") << 45 << 100;
    QTest::newRow("kept for ever") << 30 << 36'000;
}

void AlertLaneTest::findsWhatSteppingFinds()
{
    QFETCH(const int, holdSeconds);
    QFETCH(const int, keepSeconds);
    const AlertTiming timing{std::chrono::seconds(holdSeconds), std::chrono::seconds(keepSeconds)};
    bool fired = false;
    for (unsigned seed = 1; seed <= 50; ++seed) {
        const auto given = presence(seed);
        const QString wanted = laneWordsOf(steppedLane(given, timing));
        QCOMPARE(laneWordsOf(laned(given, timing)), wanted);
        fired = fired || !wanted.isEmpty();
    }
    QVERIFY(fired);
}

void AlertLaneTest::ofNothingNothing()
{
    QVERIFY(laned(std::vector<bool>(grid.count()), {}).empty());
}

QD_TEST_APPLESS(AlertLaneTest)
#include "tst_alert_lane.moc"
