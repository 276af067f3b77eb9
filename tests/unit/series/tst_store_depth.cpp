// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace qd;

namespace {

constexpr std::int64_t begin = 1'724'112'000'000;
constexpr std::size_t blockRows = 1024;
constexpr double mib = 1024 * 1024;

/// Numbers that look like chance; the library's cost more than the store does (Steele, Lea, Flood:
/// "SplittableRandom").
class Chance
{
public:
    explicit Chance(std::uint64_t seed)
        : m_state(seed)
    {}
    std::uint64_t below(std::uint64_t end)
    {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111eb;
        return (z ^ (z >> 31U)) % end;
    }

private:
    std::uint64_t m_state;
};

enum class Kind {
    Requests, ///< a counter of what happens up to 600 times a second
    Bytes,    ///< a counter in steps of no even size
    Resident, ///< whole pages, up and down
    Share,    ///< three decimals
    Latency,  ///< six decimals
    Steps,    ///< changes once an hour
    Bucket,   ///< a counter that most seconds leave alone
    Still,    ///< a counter that never moves
};

class Wave
{
public:
    Wave(Kind kind, std::uint64_t seed)
        : m_kind(kind)
        , m_chance(seed)
        , m_level(double(seed % 7) + 3)
    {}
    double next()
    {
        switch (m_kind) {
        case Kind::Requests:
            return m_level += double(m_chance.below(600));
        case Kind::Bytes:
            return m_level += 212 * double(m_chance.below(300)) + double(m_chance.below(16));
        case Kind::Resident:
            return 4096 * (40'000 + double(m_chance.below(30)));
        case Kind::Share:
            return double(200 + m_chance.below(40)) / 1e3;
        case Kind::Latency:
            return double(2'000 + m_chance.below(700)) / 1e6;
        case Kind::Steps:
            return m_chance.below(3600) == 0 ? m_level = double(m_chance.below(16)) : m_level;
        case Kind::Bucket:
            return m_chance.below(8) == 0 ? m_level += double(m_chance.below(4)) : m_level;
        case Kind::Still:
            return m_level;
        }
        return 0;
    }

private:
    Kind m_kind;
    Chance m_chance;
    double m_level;
};

/// Kinds as they come in the two cases, over and over.
const std::vector<Kind> mixed{Kind::Requests, Kind::Bytes,    Kind::Resident, Kind::Share, Kind::Latency,
                              Kind::Requests, Kind::Requests, Kind::Bytes,    Kind::Share, Kind::Steps};
const std::vector<Kind> scrape{Kind::Requests, Kind::Bucket,  Kind::Bucket, Kind::Bucket,
                               Kind::Bucket,   Kind::Still,   Kind::Still,  Kind::Still,
                               Kind::Steps,    Kind::Latency, Kind::Bucket, Kind::Resident,
                               Kind::Bucket,   Kind::Bucket,  Kind::Still,  Kind::Bucket};

} // namespace

/// What a store with a day in it takes.
class StoreDepthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aDayFits_data();
    void aDayFits();
};

void StoreDepthTest::aDayFits_data()
{
    QTest::addColumn<std::size_t>("series");
    QTest::addColumn<std::vector<int>>("kinds");
    QTest::addColumn<double>("most");
    const auto asInts = [](const std::vector<Kind> &kinds) {
        std::vector<int> out;
        std::ranges::transform(kinds, std::back_inserter(out), [](Kind kind) { return static_cast<int>(kind); });
        return out;
    };
    QTest::newRow("60 series of all kinds") << std::size_t(60) << asInts(mixed) << 30.0;
    QTest::newRow("400 series as of a scrape") << std::size_t(400) << asInts(scrape) << 120.0;
}

void StoreDepthTest::aDayFits()
{
    QFETCH(std::size_t, series);
    QFETCH(std::vector<int>, kinds);
    QFETCH(double, most);
    constexpr std::int64_t rows = 86'400;
    SeriesStore store({.retention = std::chrono::hours(25)});
    const GroupId group = store.addGroup({GroupKind::Scraped, Labels{{"job", "j"}}});
    std::vector<SeriesKey> keys;
    std::vector<Wave> cells;
    for (std::size_t i = 0; i < series; ++i) {
        keys.push_back({"s" + std::to_string(i), Labels{{"job", "j"}}});
        cells.emplace_back(static_cast<Kind>(kinds[i % kinds.size()]), i + 1);
    }
    std::vector<std::vector<double>> columns(series);
    for (std::int64_t row = 0; row < rows; row += blockRows) {
        const auto count = static_cast<std::size_t>(std::min<std::int64_t>(blockRows, rows - row));
        std::vector<std::int64_t> times(count);
        for (std::size_t i = 0; i < count; ++i)
            times[i] = begin + (row + std::int64_t(i)) * 1000;
        std::vector<RestoredColumn> restored;
        for (std::size_t s = 0; s < series; ++s) {
            columns[s].resize(count);
            std::ranges::generate(columns[s], [&] { return cells[s].next(); });
            restored.push_back({keys[s], SeriesType::Gauge, columns[s]});
        }
        QVERIFY(store.restore(group, times, restored));
    }
    const double held = double(store.bytes()) / mib;
    qInfo("%zu series, one day: %.1f MiB", series, held);
    QVERIFY2(held <= most, QByteArray::number(held).constData());
    // All of it, and not what is left of it.
    const SeriesView last = store.snapshot().first("s" + std::to_string(series - 1));
    QVERIFY(last.at(Timestamp(Millis(begin))));
    QVERIFY(last.at(Timestamp(Millis(begin + (rows - 1) * 1000))));
}

QD_TEST_GUILESS(StoreDepthTest)
#include "tst_store_depth.moc"
