// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/range_functions.h"
#include "model/series/series_store.h"
#include "tests/conformance/series_line.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace qd;
using namespace qd::query;
using namespace std::chrono_literals;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

std::vector<Sample> inNotation(const QString &notation, Millis step)
{
    return conformance::samplesOf(conformance::parseSeriesLine("a " + notation.toStdString()).value(), step);
}

std::vector<Sample> inWindow(const QString &notation, Millis step, const RangeWindow &window)
{
    auto samples = inNotation(notation, step);
    std::erase_if(samples,
                  [&](const Sample &s) { return !window.range().contains(s.at) || isStaleMarker(s.value); });
    return samples;
}

bool near(std::optional<double> actual, double expected)
{
    if (std::isnan(expected))
        return actual && std::isnan(*actual);
    return actual && (*actual == expected || std::abs(*actual - expected) <= 1e-12 * std::abs(expected));
}

} // namespace

class RangeFunctionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void extrapolation_data();
    void extrapolation();
    void boundaries_data();
    void boundaries();
    void lastTwoSamples_data();
    void lastTwoSamples();
    void overTime_data();
    void overTime();
    void tooFewSamples();
    void collectsFromAStore();
};

void RangeFunctionsTest::extrapolation_data()
{
    QTest::addColumn<QString>("notation");
    QTest::addColumn<int>("atMinutes");
    QTest::addColumn<int>("rangeMinutes");
    QTest::addColumn<double>("increase");
    QTest::addColumn<double>("delta");
    const auto row = [](const char *name, const char *notation, int at, int range, double increase, double delta) {
        QTest::newRow(name) << QString::fromLatin1(notation) << at << range << increase << delta;
    };
    // 5 min steps. By hand: the window (0, 50] holds samples at 5..50, 45 min of it sampled, 5 min to its start.
    row("straight line", "0+10x10", 50, 50, 100, 100);
    row("reset in the middle", "0+18x5 0+18x5", 50, 50, 160, 60);
    // (-50, 50]: 50 min sampled; the start is 50 min away, so half an interval (2.5 min) or the zero point counts.
    row("begins at zero", "0+10x10", 50, 100, 100, 105);
    row("begins well above zero", "10+10x10", 50, 100, 105, 105);
    row("begins just above zero", "1+10x10", 50, 100, 101, 105);
    row("reset counts from zero", "0 1 2 3 2 3 4", 30, 30, 7, 3.6);
    row("falls at the very end", "0+10x9 0 10", 50, 6, 0, -108);
    row("flat", "7x10", 50, 50, 0, 0);
    row("ends early", "0+10x5", 50, 50, 10 * 4 * (27.5 / 20.0), 10 * 4 * (27.5 / 20.0));
    row("taken for a counter", "100-10x10", 50, 50, 400, -100);
    row("NaN inside", "0 1 NaN 3 4", 20, 20, 4, 4);
    row("negative counter begins below zero", "-10+5x10", 50, 100, 52.5, 52.5);
}

void RangeFunctionsTest::extrapolation()
{
    QFETCH(QString, notation);
    QFETCH(int, atMinutes);
    QFETCH(int, rangeMinutes);
    QFETCH(double, increase);
    QFETCH(double, delta);
    const RangeWindow window{Timestamp(std::chrono::minutes(atMinutes)), std::chrono::minutes(rangeMinutes)};
    const auto samples = inWindow(notation, 5min, window);
    QVERIFY(near(query::increase(samples, window), increase));
    QVERIFY(near(query::rate(samples, window), increase / (rangeMinutes * 60)));
    QVERIFY(near(query::delta(samples, window), delta));
}

void RangeFunctionsTest::boundaries_data()
{
    QTest::addColumn<RangeBoundary>("boundary");
    QTest::addColumn<int>("samples");
    QTest::addColumn<double>("increase");
    QTest::newRow("left open, as Prometheus 3") << RangeBoundary::LeftOpen << 2 << 2.0;
    QTest::newRow("closed, as Prometheus 2") << RangeBoundary::Closed << 3 << 2.0;
}

void RangeFunctionsTest::boundaries()
{
    QFETCH(RangeBoundary, boundary);
    QFETCH(int, samples);
    QFETCH(double, increase);
    const RangeWindow window{Timestamp(20s), 20s, boundary};
    const auto found = inWindow(QStringLiteral("5+1x8"), 10s, window);
    QCOMPARE(static_cast<int>(found.size()), samples);
    QVERIFY(near(query::increase(found, window), increase));
}

void RangeFunctionsTest::lastTwoSamples_data()
{
    QTest::addColumn<QString>("notation");
    QTest::addColumn<double>("irate");
    QTest::addColumn<double>("idelta");
    QTest::newRow("rising") << "0+10x10" << 10.0 / 300 << 10.0;
    QTest::newRow("reset") << "0 50 30" << 30.0 / 300 << -20.0;
    QTest::newRow("NaN before") << "1 NaN 5" << std::nan("") << std::nan("");
    QTest::newRow("from zero") << "0 0 3" << 3.0 / 300 << 3.0;
}

void RangeFunctionsTest::lastTwoSamples()
{
    QFETCH(QString, notation);
    QFETCH(double, irate);
    QFETCH(double, idelta);
    const auto samples = inNotation(notation, 5min);
    QVERIFY(near(query::irate(samples), irate));
    QVERIFY(near(query::idelta(samples), idelta));
}

void RangeFunctionsTest::overTime_data()
{
    QTest::addColumn<std::vector<double>>("values");
    QTest::addColumn<std::vector<double>>("sumAvgMinMax");
    const double nan = std::nan("");
    const double huge = std::numeric_limits<double>::max();
    using V = std::vector<double>;
    QTest::newRow("one value") << V{7} << V{7, 7, 7, 7};
    QTest::newRow("a few values") << V{1, 2, 6} << V{9, 3, 1, 6};
    QTest::newRow("small beside large") << V{1, 1e100, 1, -1e100} << V{2, 0.5, -1e100, 1e100};
    QTest::newRow("the mean does not overflow") << V{huge, huge} << V{inf, huge, huge, huge};
    QTest::newRow("one infinity") << V{1, inf, 3} << V{inf, inf, 1, inf};
    QTest::newRow("both infinities") << V{-inf, inf} << V{nan, nan, -inf, inf};
    QTest::newRow("NaN first") << V{nan, 2, 1} << V{nan, nan, 1, 2};
    QTest::newRow("NaN last") << V{2, 1, nan} << V{nan, nan, 1, 2};
    QTest::newRow("only NaN") << V{nan, nan} << V{nan, nan, nan, nan};
}

void RangeFunctionsTest::overTime()
{
    QFETCH(std::vector<double>, values);
    QFETCH(std::vector<double>, sumAvgMinMax);
    std::vector<Sample> samples;
    for (const double value : values)
        samples.push_back({Timestamp(std::chrono::seconds(samples.size())), value});
    QVERIFY(near(sumOverTime(samples), sumAvgMinMax[0]));
    QVERIFY(near(avgOverTime(samples), sumAvgMinMax[1]));
    QVERIFY(near(minOverTime(samples), sumAvgMinMax[2]));
    QVERIFY(near(maxOverTime(samples), sumAvgMinMax[3]));
}

void RangeFunctionsTest::tooFewSamples()
{
    const RangeWindow window{Timestamp(60s), 60s};
    const std::vector<Sample> one{{Timestamp(30s), 4}};
    for (const auto &samples : {std::vector<Sample>(), one}) {
        QVERIFY(!increase(samples, window));
        QVERIFY(!rate(samples, window));
        QVERIFY(!delta(samples, window));
        QVERIFY(!irate(samples));
        QVERIFY(!idelta(samples));
    }
    QVERIFY(!sumOverTime({}) && !avgOverTime({}) && !minOverTime({}) && !maxOverTime({}));
}

void RangeFunctionsTest::collectsFromAStore()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}});
    const SeriesHandle handle = store.series(group, {"a", {}});
    for (int s = 0; s <= 60; s += 10) {
        const SeriesValue value{handle, s == 30 ? staleMarker() : s};
        QVERIFY(store.append(group, Timestamp(std::chrono::seconds(s)), {&value, 1}));
    }
    std::vector<Sample> found{{Timestamp(), 99}};
    collect(store.snapshot().first("a"), {Timestamp(50s), 40s}, found);
    std::vector<double> values;
    for (const Sample &sample : found)
        values.push_back(sample.value);
    QCOMPARE(values, (std::vector<double>{20, 40, 50}));
    collect(store.snapshot().first("a"), {Timestamp(50s), 40s, RangeBoundary::Closed}, found);
    QCOMPARE(found.front().value, 10.0);
}

QD_TEST_APPLESS(RangeFunctionsTest)
#include "tst_range_functions.moc"
