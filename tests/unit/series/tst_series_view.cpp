// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace qd;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t start = 1'700'000'000'000;

Timestamp ms(std::int64_t offset)
{
    return Timestamp(Millis(start + offset));
}

bool same(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

/// The columns as the header defines them, sample by sample.
std::vector<ColumnSummary> bruteForce(const std::vector<Sample> &samples, const TimeGrid &grid)
{
    std::vector<ColumnSummary> columns(static_cast<std::size_t>(grid.columns));
    for (const Sample &sample : samples) {
        const auto offset = std::chrono::nanoseconds(sample.at - grid.begin);
        if (offset.count() < 0 || offset.count() / grid.width.count() >= grid.columns)
            continue;
        ColumnSummary &column = columns[static_cast<std::size_t>(offset.count() / grid.width.count())];
        column.stale |= isStaleMarker(sample.value);
        if (std::isnan(sample.value))
            continue;
        column.min = column.count == 0 ? sample.value : std::min(column.min, sample.value);
        column.max = column.count == 0 ? sample.value : std::max(column.max, sample.value);
        column.first = column.count == 0 ? sample.value : column.first;
        column.last = sample.value;
        ++column.count;
    }
    return columns;
}

/// One kind of series each, so that every form of a sealed block is drawn.
double valueOf(int kind, int row, std::mt19937 &random)
{
    const auto roll = random() % 1000;
    switch (kind) {
    case 0:
        return static_cast<double>(random()) / 7.0;
    case 1:
        return static_cast<double>(row) * 3;
    case 2:
        return 4096.0 * static_cast<double>(random() % 200);
    case 3:
        return 1e12 + static_cast<double>(random()) * 8;
    case 4:
        return roll < 5 ? staleMarker() : roll < 20 ? std::nan("") : -static_cast<double>(roll);
    case 5:
        return roll == 7 ? 1e18 : roll == 8 ? -std::numeric_limits<double>::infinity() : 0.0;
    case 6:
        return roll < 500 ? -0.0 : 0.0;
    default:
        return 42;
    }
}

struct Filled
{
    SeriesStore store;
    std::vector<std::vector<Sample>> truth;
};

/// Rows at uneven times, series that come and go, long absences.
void fill(Filled &filled, unsigned seed, int rows)
{
    std::mt19937 random(seed);
    const GroupId group = filled.store.addGroup({GroupKind::Derived, {}});
    constexpr int kinds = 8;
    filled.truth.resize(kinds);
    std::array<SeriesHandle, kinds> handles;
    std::array<int, kinds> pause{};
    std::array<bool, kinds> live{};
    for (int kind = 0; kind < kinds; ++kind)
        handles[static_cast<std::size_t>(kind)] = filled.store.series(group, {"k" + std::to_string(kind), {}});
    std::int64_t at = 0;
    for (int row = 0; row < rows; ++row, at += random() % 50 == 0 ? 40'000 : 900 + random() % 200) {
        std::vector<SeriesValue> values;
        for (std::size_t kind = 0; kind < kinds; ++kind) {
            if (pause[kind] == 0 && random() % 500 == 0)
                pause[kind] = static_cast<int>(random() % 3000);
            if (pause[kind] > 0) {
                if (live[kind])
                    filled.truth[kind].push_back({ms(at), staleMarker()});
                live[kind] = false;
                --pause[kind];
                continue;
            }
            const double value = valueOf(static_cast<int>(kind), row, random);
            values.push_back({handles[kind], value});
            filled.truth[kind].push_back({ms(at), value});
            live[kind] = !isStaleMarker(value);
        }
        QVERIFY(filled.store.append(group, ms(at), values));
    }
}

} // namespace

class SeriesViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void columnsEqualBruteForce_data();
    void columnsEqualBruteForce();
    void columnsAreOfWhatTheyAreAskedOf();
    void samplesAreKeptBitForBit();
    void everySpikeShowsAtEveryZoom();
    void roughColumnsLeaveNothingOut_data();
    void roughColumnsLeaveNothingOut();
    void roughColumnsReadNoSingleSamples();
    void gridsAtTheEdgeOfTime();
    void valueAtAnInstant();
    void forEachStopsWhenAsked();
};

void SeriesViewTest::columnsEqualBruteForce_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("rows");
    QTest::newRow("a handful of rows") << 1U << 5;
    QTest::newRow("less than a block") << 2U << 1000;
    QTest::newRow("exactly one block") << 3U << 1024;
    QTest::newRow("blocks and a tail") << 4U << 6000;
    QTest::newRow("many blocks") << 5U << 20'000;
}

void SeriesViewTest::columnsEqualBruteForce()
{
    QFETCH(unsigned, seed);
    QFETCH(int, rows);
    Filled filled;
    fill(filled, seed, rows);
    const SeriesSnapshot snapshot = filled.store.snapshot();
    std::mt19937_64 random(seed);
    const std::int64_t span = (snapshot.extent().length()).count() + 2000;
    for (int round = 0; round < 60; ++round) {
        const auto begin = ms(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span)) - 1000);
        const int columns = 1 + static_cast<int>(random() % 300);
        const std::int64_t widest = span * 1'000'000 / (round % 6 == 0 ? 1 : columns * (1 << (round % 12)));
        const TimeGrid grid{
            begin,
            std::chrono::nanoseconds(1 + static_cast<std::int64_t>(random()) % std::max<std::int64_t>(widest, 1) /
                                             (random() % 2 ? 1 : 3)),
            columns};
        if (grid.width.count() <= 0)
            continue;
        for (std::size_t kind = 0; kind < filled.truth.size(); ++kind) {
            const SeriesView view = snapshot.first("k" + std::to_string(kind));
            std::vector<ColumnSummary> drawn(static_cast<std::size_t>(columns),
                                             ColumnSummary{1, 2, 3, 4, 5, true});
            view.columns(grid, drawn);
            const auto expected = bruteForce(filled.truth[kind], grid);
            for (std::size_t i = 0; i < drawn.size(); ++i) {
                QVERIFY(same(drawn[i].min, expected[i].min) && same(drawn[i].max, expected[i].max));
                QVERIFY(same(drawn[i].first, expected[i].first) && same(drawn[i].last, expected[i].last));
                QCOMPARE(drawn[i].count, expected[i].count);
                QCOMPARE(drawn[i].stale, expected[i].stale);
            }
        }
    }
}

/// The same grid of other groups, of a group that grew or lost its oldest rows, and other grids, in turn.
void SeriesViewTest::columnsAreOfWhatTheyAreAskedOf()
{
    const auto storeWith = [](SeriesStore &store, int rows, std::int64_t step) {
        const GroupId group = store.addGroup({GroupKind::Scraped, {}, Millis(step)});
        for (int row = 0; row < rows; ++row) {
            const ParsedSample sample{"m", double(row), SeriesType::Gauge, ParsedSample::noTimestamp};
            [&] { QVERIFY(store.appendScrape(group, ms(row * step), std::span(&sample, 1), 0.001)); }();
        }
        return group;
    };
    const auto check = [](SeriesStore &store, Millis width, int columns) {
        const SeriesView view = store.snapshot().first("m");
        const TimeGrid grid{ms(0), width, columns};
        std::vector<ColumnSummary> found(static_cast<std::size_t>(columns));
        view.columns(grid, found);
        const auto expected = bruteForce(view.samples({ms(-1000), ms(100'000'000)}), grid);
        for (std::size_t i = 0; i < found.size(); ++i)
            [&] { QCOMPARE(found[i].count, expected[i].count); }();
    };
    SeriesStore one;
    SeriesStore other;
    SeriesStore shortLived(StoreLimits{.retention = 1h});
    const GroupId group = storeWith(one, 10, 1000);
    storeWith(other, 10, 2000);
    for (int round = 0; round < 2; ++round) {
        check(one, 2s, 20);
        check(other, 2s, 20);
        check(one, 2s, 20);
        check(one, 1s, 10);
        check(one, 1s, 20);
        check(one, 2s, 20);
        check(one, 1s, 20);
    }
    const ParsedSample more{"m", 10.0, SeriesType::Gauge, ParsedSample::noTimestamp};
    QVERIFY(one.appendScrape(group, ms(10'000), std::span(&more, 1), 0.001));
    check(one, 1s, 20);
    storeWith(shortLived, 8000, 1000); // its first blocks have aged out
    check(shortLived, 10s, 800);
    check(shortLived, 10s, 801);
}

void SeriesViewTest::samplesAreKeptBitForBit()
{
    Filled filled;
    fill(filled, 77, 9000);
    const SeriesSnapshot snapshot = filled.store.snapshot();
    for (std::size_t kind = 0; kind < filled.truth.size(); ++kind) {
        const auto kept = snapshot.first("k" + std::to_string(kind)).samples(snapshot.extent());
        QCOMPARE(kept.size(), filled.truth[kind].size());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            QVERIFY(kept[i].at == filled.truth[kind][i].at);
            QCOMPARE(std::bit_cast<std::uint64_t>(kept[i].value),
                     std::bit_cast<std::uint64_t>(filled.truth[kind][i].value));
        }
    }
}

void SeriesViewTest::everySpikeShowsAtEveryZoom()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}});
    const SeriesHandle handle = store.series(group, {"a", {}});
    constexpr int rows = 86'400;
    constexpr int spike = 54'321;
    for (int row = 0; row < rows; ++row) {
        const SeriesValue value{handle, row == spike ? 1e6 : std::sin(row)};
        QVERIFY(store.append(group, ms(row * 1000LL), {&value, 1}));
    }
    const SeriesView view = store.snapshot().first("a");
    for (std::int64_t span = 86'400'000; span >= 60'000; span = span * 9 / 10) {
        std::vector<ColumnSummary> columns(1000);
        const TimeGrid grid{ms(spike * 1000LL - span / 3), std::chrono::nanoseconds(span * 1000), 1000};
        view.columns(grid, columns);
        const auto hit = std::count_if(columns.begin(), columns.end(), [](const auto &c) { return c.max == 1e6; });
        QCOMPARE(hit, 1);
    }
}

void SeriesViewTest::roughColumnsLeaveNothingOut_data()
{
    QTest::addColumn<int>("samplesAColumn");
    for (const int samples : {1, 3, 31, 32, 100, 156, 700, 5000})
        QTest::addRow("%d samples a column", samples) << samples;
}

/// Every sample is in exactly one column, and none more than a quarter of a column from its own.
void SeriesViewTest::roughColumnsLeaveNothingOut()
{
    QFETCH(int, samplesAColumn);
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}});
    const SeriesHandle handle = store.series(group, {"a", {}});
    constexpr int rows = 20'000;
    for (int row = 0; row < rows; ++row) {
        const std::int64_t outage = row < 7000 ? 0 : 1'000'000; // nothing was scraped for a while
        const SeriesValue value{handle, double(row)};
        QVERIFY(store.append(group, ms(row * 1000LL + outage), {&value, 1}));
    }
    const SeriesView view = store.snapshot().first("a");
    const auto width = std::chrono::milliseconds(1000LL * samplesAColumn + 7);
    std::vector<ColumnSummary> exact(static_cast<std::size_t>(21'000'000 / width.count() + 2));
    std::vector<ColumnSummary> rough(exact.size());
    const int columns = static_cast<int>(exact.size());
    view.columns({ms(-500), width, columns}, exact);
    view.columns({ms(-500), width, columns, true}, rough);
    std::uint32_t seen = 0;
    for (std::size_t i = 0; i < rough.size(); ++i) {
        seen += rough[i].count;
        QCOMPARE(rough[i].count > 0, exact[i].count > 0);
        if (exact[i].count > 0) {
            QCOMPARE(rough[i].last - rough[i].first + 1, double(rough[i].count));
            const double most = std::max(0.0, exact[i].count / 4.0);
            QVERIFY(std::abs(rough[i].first - exact[i].first) <= most);
            QVERIFY(std::abs(rough[i].last - exact[i].last) <= most);
        }
    }
    QCOMPARE(seen, std::uint32_t(rows));
}

/// Edges lie where nodes end: they are the same for all grids that begin within half a node of each other.
void SeriesViewTest::roughColumnsReadNoSingleSamples()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}});
    const SeriesHandle handle = store.series(group, {"a", {}});
    for (int row = 0; row < 10'000; ++row) {
        const SeriesValue value{handle, double(row)};
        QVERIFY(store.append(group, ms(row * 1000LL), {&value, 1}));
    }
    std::vector<ColumnSummary> columns(60);
    store.snapshot().first("a").columns({ms(3000), 156s, 60, true}, columns);
    for (std::size_t i = 1; i < columns.size(); ++i)
        QCOMPARE(static_cast<int>(columns[i].first) % 64, 0);
}

void SeriesViewTest::gridsAtTheEdgeOfTime()
{
    Filled filled;
    fill(filled, 5, 100);
    const SeriesView view = filled.store.snapshot().first("k0");
    std::vector<ColumnSummary> columns(10);
    view.columns({Timestamp(Millis(-4'000'000'000'000)), 1s, 10}, columns);
    view.columns({Timestamp(Millis(400'000'000'000'000)), 1s, 10}, columns);
    QCOMPARE(columns.front().count, 0U);
    view.columns({ms(0), 0s, 10}, columns);
    view.columns({ms(0), 1s, -5}, columns);
    view.columns({ms(0), 100h, 10}, {columns.data(), 1});
    QVERIFY(columns.front().count > 0);
}

void SeriesViewTest::valueAtAnInstant()
{
    Filled filled;
    fill(filled, 9, 5000);
    const SeriesSnapshot snapshot = filled.store.snapshot();
    std::mt19937 random(9);
    const auto span = static_cast<std::uint64_t>(snapshot.extent().length().count());
    for (std::size_t kind = 0; kind < filled.truth.size(); ++kind) {
        const SeriesView view = snapshot.first("k" + std::to_string(kind));
        for (int round = 0; round < 500; ++round) {
            const Timestamp at = ms(static_cast<std::int64_t>(random() % span));
            const auto &truth = filled.truth[kind];
            auto it = std::upper_bound(truth.begin(), truth.end(), at,
                                       [](Timestamp t, const Sample &s) { return t < s.at; });
            const bool none = it == truth.begin() || (--it)->at < at - 60s || isStaleMarker(it->value);
            const auto found = view.at(at, 60s);
            QCOMPARE(found.has_value(), !none);
            if (found)
                QVERIFY(found->at == it->at && same(found->value, it->value));
        }
    }
}

void SeriesViewTest::forEachStopsWhenAsked()
{
    Filled filled;
    fill(filled, 3, 100);
    int seen = 0;
    filled.store.snapshot().first("k7").forEach({ms(0), ms(1'000'000)},
                                                [&](const Sample &) { return ++seen < 3; });
    QCOMPARE(seen, 3);
}

QD_TEST_APPLESS(SeriesViewTest)
#include "tst_series_view.moc"
