// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/group_writer.h"

#include "model/exchange/series_reader.h"
#include "model/series/markers.h"

#include <algorithm>

namespace qd::exchange {

namespace {

constexpr std::size_t rowsPerTable = static_cast<std::size_t>(blockSamples);

/// The series of a class, read in step, and which rows of the table at hand they have samples in.
struct ClassRows
{
    std::vector<SeriesReader> readers; ///< the first one tells the times
    std::vector<std::size_t> columns;  ///< of the table, by reader
    std::vector<std::size_t> rows;
    std::vector<double> first; ///< values of the first reader in these rows
};

class RowReader
{
public:
    RowReader(const PieceStore &store, const PlannedGroup &group)
    {
        m_table.group = group.config;
        for (const TimeClass &each : group.classes) {
            ClassRows rows;
            for (const SeriesId id : each.members) {
                rows.readers.emplace_back(store, id);
                rows.columns.push_back(m_table.columns.size());
                m_table.columns.push_back({store.series(id).key, store.series(id).type, {}});
            }
            m_classes.push_back(std::move(rows));
        }
    }

    /// False when there is nothing left.
    bool nextTable()
    {
        chooseRows();
        for (auto &column : m_table.columns)
            column.cells.assign(m_table.times.size(), absentMarker());
        for (ClassRows &each : m_classes)
            fillCells(each);
        return !m_table.times.empty();
    }

    [[nodiscard]] const recording::Table &table() const { return m_table; }
    [[nodiscard]] std::int64_t samples() const { return m_samples; }

    [[nodiscard]] Result<GroupRows> finish() const
    {
        GroupRows rows{m_samples};
        for (const ClassRows &each : m_classes) {
            for (const SeriesReader &reader : each.readers) {
                if (!reader.status())
                    return tl::unexpected(reader.status().error());
                rows.doubles += reader.doubles();
                rows.conflicts += reader.conflicts();
            }
        }
        return rows;
    }

private:
    void chooseRows()
    {
        m_table.times.clear();
        for (ClassRows &each : m_classes) {
            each.rows.clear();
            each.first.clear();
        }
        while (m_table.times.size() < rowsPerTable) {
            std::int64_t next = std::numeric_limits<std::int64_t>::max();
            bool any = false;
            for (const ClassRows &each : m_classes) {
                if (each.readers.front().hasNext()) {
                    next = std::min(next, each.readers.front().time());
                    any = true;
                }
            }
            if (!any)
                return;
            for (ClassRows &each : m_classes)
                takeRow(each, next);
            m_table.times.push_back(next);
        }
    }

    void takeRow(ClassRows &each, std::int64_t at) const
    {
        SeriesReader &leader = each.readers.front();
        if (!leader.hasNext() || leader.time() != at)
            return;
        each.rows.push_back(m_table.times.size());
        each.first.push_back(leader.value());
        leader.advance();
    }

    void fillCells(ClassRows &each)
    {
        auto &leading = m_table.columns[each.columns.front()].cells;
        for (std::size_t i = 0; i < each.rows.size(); ++i)
            leading[each.rows[i]] = each.first[i];
        for (std::size_t r = 1; r < each.readers.size(); ++r) {
            auto &cells = m_table.columns[each.columns[r]].cells;
            for (const std::size_t row : each.rows) {
                // An unread one has failed, which finish() tells.
                if (!each.readers[r].hasNext())
                    break;
                cells[row] = each.readers[r].value();
                each.readers[r].advance();
            }
        }
        m_samples += static_cast<std::int64_t>(each.rows.size() * each.readers.size());
    }

    recording::Table m_table;
    std::vector<ClassRows> m_classes;
    std::int64_t m_samples = 0;
};

} // namespace

Result<GroupRows> readRows(const PieceStore &store, const PlannedGroup &group,
                           const std::function<bool(const recording::Table &)> &take)
{
    RowReader reader(store, group);
    while (reader.nextTable()) {
        if (!take(reader.table()))
            break;
    }
    return reader.finish();
}

} // namespace qd::exchange
