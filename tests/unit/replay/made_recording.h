// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/compact_writer.h"

#include <cmath>

namespace qd::test {

inline constexpr std::int64_t madeBegin = 1'700'000'000'000;

inline GroupConfig madeGroup()
{
    return {GroupKind::Scraped, Labels{{"instance", "local"}, {"job", "made"}}, Millis(1000), {}};
}

/// A row a second: `up` and a level that is never the same for two rows.
inline recording::Table madeRows(int from, int to)
{
    recording::Table table{madeGroup(), {}, {}};
    table.columns = {{{"up", madeGroup().target}, SeriesType::Gauge, {}},
                     {{"level", madeGroup().target}, SeriesType::Gauge, {}}};
    for (int row = from; row < to; ++row) {
        table.times.push_back(madeBegin + row * std::int64_t{1000});
        table.columns[0].cells.push_back(1);
        table.columns[1].cells.push_back(std::sin(row * 0.37) * 100 + row);
    }
    return table;
}

/// The level of one row.
inline double madeLevel(int row)
{
    return madeRows(row, row + 1).columns[1].cells[0];
}

inline Timestamp madeTime(int row)
{
    return Timestamp(Millis(madeBegin + row * std::int64_t{1000}));
}

/// A compact recording of that many rows; false when it could not be written.
inline bool writeMade(const QString &path, int rows)
{
    const auto writer = recording::CompactWriter::create(path, {{"service", "made"}});
    return writer && (*writer)->add(madeRows(0, rows)) && (*writer)->finish();
}

} // namespace qd::test
