// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/compact_writer.h"
#include "model/series/markers.h"
#include "model/series/parsed_sample.h"

#include <QtTest/QTest>

namespace qd::test {

/// Rows one second apart, a column for each series as an exposition writes it; absent() where there is no sample.
struct Columns
{
    std::vector<std::pair<std::string, std::vector<double>>> columns;
    SeriesType type = SeriesType::Gauge;
    std::int64_t begin = 1'724'135'400'250; ///< 2024-08-20 06:30:00.250 UTC
    std::int64_t step = 1000;
    std::string group = "sessiond";
};

inline recording::Table tableOf(const Columns &columns)
{
    recording::Table table;
    table.group.target = Labels{{"job", columns.group}};
    const std::size_t rows = columns.columns.empty() ? 0 : columns.columns.front().second.size();
    for (std::size_t i = 0; i < rows; ++i)
        table.times.push_back(columns.begin + std::int64_t(i) * columns.step);
    for (const auto &[series, cells] : columns.columns)
        table.columns.push_back({*seriesKeyOf(series), columns.type, cells});
    return table;
}

inline Event noteAt(std::int64_t milliseconds, const QString &text)
{
    Event event;
    event.at = Timestamp(Millis(milliseconds));
    event.origin = QStringLiteral("quarterdeck");
    event.kind = EventKind::Note;
    event.reason = text;
    return event;
}

inline void writeRecording(const QString &path, const std::vector<recording::Table> &tables,
                           const std::vector<Event> &events = {})
{
    const auto writer = recording::CompactWriter::create(path, {{"service", "sessiond"}});
    QVERIFY2(writer, writer ? "" : qPrintable(writer.error().words));
    for (const recording::Table &table : tables)
        QVERIFY((*writer)->add(table));
    for (const Event &event : events)
        QVERIFY((*writer)->add(event));
    QVERIFY((*writer)->finish());
}

} // namespace qd::test
