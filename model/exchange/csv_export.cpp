// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/csv_cell.h"
#include "model/exchange/export_run.h"
#include "model/exchange/sample_text.h"
#include "model/recording/table.h"
#include "model/series/column_codec.h"
#include "model/series/markers.h"
#include "model/series/parsed_sample.h"

#include <algorithm>
#include <cmath>

namespace qd::exchange {

namespace {

// Of rows held at a time: 16 MiB of cells.
constexpr std::uint64_t sliceCells = 2U << 20U;

/// A number; infinity without its plus, which would make a formula of it.
void appendCell(std::string &line, double value)
{
    if (std::isinf(value) && value > 0)
        line += "Inf";
    else
        appendNumber(line, value);
}

/// Spans of time, end to end, whose rows fit into memory.
std::vector<TimeRange> slicesOf(const SeriesCatalog &catalog, TimeRange within)
{
    std::vector<TimeRange> slices;
    Timestamp begin = within.begin;
    std::uint64_t cells = 0;
    for (const SeriesCatalog::Extent &extent : catalog.extents) {
        cells += extent.cells;
        const Timestamp first{Millis(extent.first)};
        if (cells > sliceCells && first > begin && first < within.end) {
            slices.push_back({begin, first});
            begin = first;
            cells = extent.cells;
        }
    }
    slices.push_back({begin, within.end});
    return slices;
}

/// Rows of one group that lie in a slice, in columns of the file.
struct Part
{
    std::vector<std::int64_t> times;
    std::vector<std::size_t> columns;
    std::vector<std::vector<double>> cells; ///< of each column
};

class CsvWriter
{
public:
    explicit CsvWriter(ExportRun &run)
        : m_run(run)
    {
        for (const auto &[key, entry] : run.catalog.series)
            m_columns.emplace(key, m_columns.size());
        m_seen.resize(m_columns.size());
    }

    void writeHead()
    {
        std::string line = "time";
        for (const auto &[key, column] : m_columns) {
            line += ',';
            appendCsvText(line, seriesText(key));
        }
        m_run.out.put(line + '\n');
    }

    void writeSlice(TimeRange slice)
    {
        std::vector<Part> parts;
        m_run.reader.forEachPage(
            slice,
            [&](const recording::Page &page) {
                for (const recording::PageGroup &group : page.groups)
                    takeRows(group, slice, parts);
                return !m_run.stop.stop_requested();
            },
            [](const RecordingLoss &) {}); // the catalog has told it
        writeRows(parts);
    }

    [[nodiscard]] int seriesWritten() const { return int(std::ranges::count(m_seen, true)); }

private:
    struct Row
    {
        std::int64_t at;
        const Part *part;
        std::size_t index;
    };

    void takeRows(const recording::PageGroup &group, TimeRange slice, std::vector<Part> &parts)
    {
        std::int64_t &last = m_last.try_emplace(group.id, std::numeric_limits<std::int64_t>::min()).first->second;
        const std::int64_t begin = slice.begin.time_since_epoch().count();
        const std::int64_t end = slice.end.time_since_epoch().count();
        const auto first =
            std::max(std::ranges::lower_bound(group.times, begin), std::ranges::upper_bound(group.times, last));
        const auto past = std::ranges::lower_bound(group.times, end);
        if (first >= past)
            return;
        last = *(past - 1);
        Part part{{first, past}, {}, {}};
        const auto from = first - group.times.begin();
        for (const recording::PageColumn &column : group.columns) {
            const auto wanted = m_columns.find(column.key);
            if (wanted == m_columns.end())
                continue;
            m_cells.resize(group.times.size());
            if (!decodeColumn(column.packed, m_cells)) {
                ++m_run.damagedColumns;
                continue;
            }
            part.columns.push_back(wanted->second);
            part.cells.emplace_back(m_cells.begin() + from, m_cells.begin() + from + std::ssize(part.times));
        }
        parts.push_back(std::move(part));
    }

    void writeRows(const std::vector<Part> &parts)
    {
        std::vector<Row> rows;
        for (const Part &part : parts) {
            for (std::size_t i = 0; i < part.times.size(); ++i)
                rows.push_back({part.times[i], &part, i});
        }
        std::ranges::stable_sort(rows, {}, &Row::at);
        for (auto row = rows.begin(); row != rows.end() && m_run.out.good();) {
            const auto past = std::ranges::find_if(row, rows.end(), [&](const Row &r) { return r.at != row->at; });
            writeRow({row, past});
            row = past;
        }
    }

    /// The rows of all groups that have the same time, as one.
    void writeRow(std::span<const Row> rows)
    {
        std::vector<double> values(m_columns.size(), absentMarker());
        bool isEmpty = true;
        for (const Row &row : rows) {
            for (std::size_t i = 0; i < row.part->columns.size(); ++i)
                isEmpty = !place(row.part->cells[i][row.index], row.part->columns[i], values) && isEmpty;
        }
        if (isEmpty)
            return;
        std::string line;
        appendIsoTime(line, rows.front().at);
        for (std::size_t column = 0; column < values.size(); ++column) {
            line += ',';
            if (isAbsent(values[column]))
                continue;
            appendCell(line, values[column]);
            m_run.count(rows.front().at);
            m_seen[column] = true;
        }
        m_run.out.put(line + '\n');
    }

    /// Whether there is something to write.
    bool place(double value, std::size_t column, std::vector<double> &values)
    {
        if (isAbsent(value))
            return false;
        if (isStaleMarker(value)) {
            ++m_run.staleMarkers;
            return false;
        }
        if (!isAbsent(values[column]))
            ++m_run.repeated;
        else
            values[column] = value;
        return true;
    }

    ExportRun &m_run;
    std::map<SeriesKey, std::size_t> m_columns;
    std::vector<bool> m_seen;
    std::map<std::uint32_t, std::int64_t> m_last; ///< by group: its last row so far
    std::vector<double> m_cells;
};

} // namespace

Result<void> exportCsv(ExportRun &run)
{
    CsvWriter writer(run);
    writer.writeHead();
    const std::vector<TimeRange> slices = slicesOf(run.catalog, run.selection.within);
    for (std::size_t i = 0; i < slices.size() && run.out.good(); ++i) {
        writer.writeSlice(slices[i]);
        if (run.stop.stop_requested())
            return stopped();
        run.tell(double(i + 1) / double(slices.size()));
    }
    run.report.series = writer.seriesWritten();
    return {};
}

} // namespace qd::exchange
