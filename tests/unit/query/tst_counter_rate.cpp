// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/counter_rate.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <optional>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const Timestamp begin{Millis(1'724'155'200'000)};

/// A counter scraped once a second; nothing = that scrape failed.
SeriesSnapshot counterOf(const std::vector<std::optional<double>> &values, Millis interval = 1s)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, {}, interval});
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Timestamp at = begin + interval * static_cast<int>(i);
        if (values[i]) {
            const ParsedSample sample{"c", *values[i], SeriesType::Counter};
            (void)store.appendScrape(group, at, std::span(&sample, 1), 0.001);
        } else {
            (void)store.appendFailure(group, at, 0.001);
        }
    }
    return store.snapshot();
}

std::vector<double> valuesOf(const std::vector<Sample> &samples)
{
    std::vector<double> values;
    for (const Sample &s : samples) {
        values.push_back(isStaleMarker(s.value) ? -1 : s.value);
    }
    return values;
}

std::vector<double> ratesOf(const std::vector<std::optional<double>> &values, Millis window, int from = 0)
{
    const SeriesView counter = counterOf(values).first("c");
    return valuesOf(query::rates(counter, {begin + 1s * from, begin + 1h}, window));
}

} // namespace

class TestCounterRate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aSteadyCounterHasASteadyRate();
    void aResetCountsFromZero();
    void severalResetsAllCount();
    void nothingIsKnownAcrossAStaleMarker();
    void aWindowMakesStepsCalm();
    void slowSourcesUseTheSampleBefore();
    void whatIsTooFarApartHasNoRate();
    void theRangeLooksBackBeyondItsBeginning();
    void atAnInstant();
    void windowsFollowTheInterval();
};

void TestCounterRate::aSteadyCounterHasASteadyRate()
{
    QCOMPARE(ratesOf({0, 10, 20, 30, 40}, 2s), std::vector<double>({10, 10, 10, 10}));
}

void TestCounterRate::aResetCountsFromZero()
{
    // 100 → 4: it rose by what it had climbed to before nobody knows, and by 4 since.
    QCOMPARE(ratesOf({90, 100, 4, 14}, 1s), std::vector<double>({10, 4, 10}));
}

void TestCounterRate::severalResetsAllCount()
{
    QCOMPARE(ratesOf({5, 2, 3, 1}, 10s).back(), (2 + 1 + 1) / 3.0);
}

void TestCounterRate::nothingIsKnownAcrossAStaleMarker()
{
    QCOMPARE(ratesOf({0, 10, std::nullopt, 500, 510}, 4s), std::vector<double>({10, -1, 10}));
}

void TestCounterRate::aWindowMakesStepsCalm()
{
    const auto jumpy = ratesOf({0, 0, 0, 4, 4, 4, 4, 8}, 1s);
    const auto calm = ratesOf({0, 0, 0, 4, 4, 4, 4, 8}, 4s, 4);
    QCOMPARE(jumpy, std::vector<double>({0, 0, 4, 0, 0, 0, 4}));
    QCOMPARE(calm, std::vector<double>({1, 1, 1, 1}));
}

void TestCounterRate::slowSourcesUseTheSampleBefore()
{
    const SeriesView counter = counterOf({0, 600, 1200}, 1min).first("c");
    QCOMPARE(valuesOf(query::rates(counter, {begin, begin + 1h}, 10s)), std::vector<double>({10, 10}));
}

void TestCounterRate::whatIsTooFarApartHasNoRate()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, {}, 1s});
    for (const auto &[at, value] : {std::pair(0s, 1.0), {1s, 2.0}, {400s, 900.0}, {401s, 903.0}}) {
        const ParsedSample sample{"c", value, SeriesType::Counter};
        (void)store.appendScrape(group, begin + at, std::span(&sample, 1), 0.001);
    }
    const auto rates = query::rates(store.snapshot().first("c"), {begin, begin + 1h}, 4s);
    QCOMPARE(valuesOf(rates), std::vector<double>({1, 3}));
}

void TestCounterRate::theRangeLooksBackBeyondItsBeginning()
{
    QCOMPARE(ratesOf({0, 10, 20, 30}, 2s, 3), std::vector<double>({10}));
}

void TestCounterRate::atAnInstant()
{
    const SeriesView counter = counterOf({0, 10, 30, std::nullopt}).first("c");
    const auto rate = query::rateAt(counter, begin + 2500ms, 1s, 1min);
    QVERIFY(rate);
    QCOMPARE(rate->at, begin + 2s);
    QCOMPARE(rate->value, 20.0);
    QVERIFY(!query::rateAt(counter, begin, 1s, 1min));      // a first sample says nothing yet
    QVERIFY(!query::rateAt(counter, begin + 3s, 1s, 1min)); // it ended
    QVERIFY(!query::rateAt(counter, begin + 1h, 1s, 1min));
    QVERIFY(!query::rateAt({}, begin, 1s, 1min));
}

void TestCounterRate::windowsFollowTheInterval()
{
    QCOMPARE(query::rateWindow(1s, 100ms), Millis(4500));
    QCOMPARE(query::rateWindow(1s, 86s), Millis(86'000));
    QCOMPARE(query::longestJoin(1s), Millis(5min));
    QCOMPARE(query::longestJoin(30min), Millis(75min));
}

QD_TEST_APPLESS(TestCounterRate)
#include "tst_counter_rate.moc"
