// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/recording_data.h"

#include "model/recording/segment_folder.h"
#include "model/series/markers.h"

#include <cmath>
#include <functional>
#include <random>
#include <set>

namespace qd::bench {

namespace {

using Cell = std::function<double(double load)>;

/// The series of madeData(), each with its own source of chance.
class Maker
{
public:
    Maker()
    {
        for (int i = 0; i < 10; ++i)
            add("requests_total", SeriesType::Counter, i, counter(std::pow(10, 2.6 - i * 0.4), 1));
        for (int i = 0; i < 8; ++i)
            add("sent_bytes_total", SeriesType::Counter, i, counter(std::pow(10, 2.2 - i * 0.3), 212 + 60 * i));
        for (int i = 0; i < 6; ++i)
            add("busy_seconds_total", SeriesType::Counter, i, seconds(0.2 + 0.1 * i));
        for (int i = 0; i < 6; ++i)
            add("resident_bytes", SeriesType::Gauge, i, walk(50'000 * (i + 1), 2.0 * i, 4096));
        for (int i = 0; i < 6; ++i)
            add("sessions", SeriesType::Gauge, i, walk(std::pow(10, i % 4 + 1), 0.3 * i, 1));
        for (int i = 0; i < 6; ++i)
            add("utilisation_ratio", SeriesType::Gauge, i, noisy(0.1 + 0.1 * i, 0.02, 1e3));
        for (int i = 0; i < 6; ++i)
            add("latency_seconds", SeriesType::Gauge, i, noisy(0.002 * (i + 1), 0.0003, 1e6));
        for (int i = 0; i < 12; ++i)
            add("replicas", SeriesType::Gauge, i, steps(i));
    }

    RecordingData make(std::int64_t rows)
    {
        RecordingData data{QStringLiteral("made: %1 series x %2 samples").arg(m_cells.size()).arg(rows), {}};
        for (std::int64_t row = 0; row < rows; row += blockSamples)
            data.tables.push_back(block(row, std::min<std::int64_t>(rows, row + blockSamples)));
        return data;
    }

private:
    static constexpr std::int64_t begin = 1'724'112'000'000; // 2024-08-20 00:00 UTC

    void add(const char *name, SeriesType type, int number, Cell cell)
    {
        m_head.columns.push_back(
            {{name, Labels{{"job", "made"}, {"instance", "local"}, {"n", std::to_string(number)}}}, type, {}});
        m_cells.push_back(std::move(cell));
    }
    recording::Table block(std::int64_t from, std::int64_t to)
    {
        recording::Table table = m_head;
        for (std::int64_t row = from; row < to; ++row) {
            table.times.push_back(begin + row * 1000 + jitter());
            const double load = 1 + 0.6 * std::sin(static_cast<double>(row) / 86'400 * 6.283);
            for (std::size_t i = 0; i < m_cells.size(); ++i)
                table.columns[i].cells.push_back(m_cells[i](load));
        }
        return table;
    }
    /// A scrape is a millisecond late now and then.
    int jitter() { return m_random() % 5 == 0 ? 1 : 0; }

    Cell counter(double perSecond, double each)
    {
        return [this, perSecond, each, sum = 0.0](double load) mutable {
            std::poisson_distribution<long> events(perSecond * load);
            return sum += each * static_cast<double>(events(m_random));
        };
    }
    Cell seconds(double perSecond)
    {
        return [this, perSecond, sum = 0.0](double load) mutable {
            sum += std::max(0.0, perSecond * load + 0.05 * m_normal(m_random));
            return std::round(sum * 100) / 100; // as the kernel counts: in hundredths
        };
    }
    Cell walk(double level, double noise, double unit)
    {
        return [this, level, noise, unit, off = 0.0](double load) mutable {
            off = 0.9995 * off + noise * m_normal(m_random);
            return unit * std::max(0.0, std::round(level * load + off));
        };
    }
    Cell noisy(double level, double noise, double digits)
    {
        return [this, level, noise, digits](double load) {
            return std::max(0.0, std::round((level * load + noise * m_normal(m_random)) * digits)) / digits;
        };
    }
    Cell steps(int number)
    {
        return [this, number, level = 3.0 + number](double) mutable {
            if (m_random() % 3600 == 0)
                level = static_cast<double>(1 + m_random() % 16);
            return level;
        };
    }

    recording::Table m_head{{GroupKind::Scraped, Labels{{"job", "made"}, {"instance", "local"}}}, {}, {}};
    std::vector<Cell> m_cells;
    std::mt19937_64 m_random{7};
    std::normal_distribution<double> m_normal;
};

} // namespace

std::int64_t RecordingData::series() const
{
    std::set<std::pair<std::string, SeriesKey>> all;
    for (const recording::Table &table : tables) {
        for (const auto &column : table.columns)
            all.emplace(table.group.name, column.key);
    }
    return std::ssize(all);
}

std::int64_t RecordingData::samples() const
{
    std::int64_t count = 0;
    for (const recording::Table &table : tables) {
        for (const auto &column : table.columns)
            count += std::ranges::count_if(column.cells, [](double cell) { return !isAbsent(cell); });
    }
    return count;
}

RecordingData madeData(std::int64_t rows)
{
    return Maker().make(rows);
}

Result<RecordingData> recordedData(const QString &folder)
{
    RecordingData data;
    const TimeRange all{Timestamp(Millis(0)), Timestamp(Millis(std::numeric_limits<std::int64_t>::max() / 2))};
    const auto read =
        recording::readSegments(folder, all, [&](const recording::Table &table) { data.tables.push_back(table); });
    if (!read.losses.empty())
        return tl::unexpected(Error{read.losses.front().code, read.losses.front().words});
    if (data.tables.empty())
        return failure(ErrorCode::NotFound, QStringLiteral("%1 holds no recording.").arg(folder));
    const auto &first = data.tables.front();
    data.name = QStringLiteral("sessiond: %1 series, %2 min")
                    .arg(data.series())
                    .arg(double(data.tables.back().times.back() - first.times.front()) / 60'000, 0, 'f', 1);
    return data;
}

} // namespace qd::bench
