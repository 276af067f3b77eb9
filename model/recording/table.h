// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/page.h"
#include "model/series/group_view.h"
#include "model/series/pyramid.h"

#include <functional>
#include <limits>
#include <map>

namespace qd::recording {

/// Rows of one group, unpacked: what goes between a store, a page and an import.
struct Table
{
    struct Column
    {
        SeriesKey key;
        SeriesType type = SeriesType::Unknown;
        std::vector<double> cells; ///< as many as there are times; isAbsent() where there is no sample
    };

    GroupConfig group;
    std::vector<std::int64_t> times; ///< milliseconds since the epoch, rising
    std::vector<Column> columns;
};

/// Rows [from, to) of one block of the group; series without a sample there are left out.
[[nodiscard]] Table tableOf(const GroupView &group, std::int64_t from, std::int64_t to);

/// `damaged` counts columns that could not be unpacked; they are left out.
[[nodiscard]] Table tableOf(const PageGroup &page, int &damaged);

/// Gathers tables of any length, in the order of their time, into tables of a full block each. Rows that are not
/// later than the last one of their group are dropped and counted: two recordings may overlap.
class TableAssembler
{
public:
    using Emit = std::function<void(Table)>;
    explicit TableAssembler(Emit emit, std::size_t rows = blockSamples);

    void add(const Table &table);
    /// Emits what is left, in the order in which the groups came.
    void flush();
    [[nodiscard]] std::int64_t droppedRows() const { return m_dropped; }

private:
    struct Open
    {
        Table table;
        std::map<SeriesKey, std::size_t> columns;
        std::int64_t last = std::numeric_limits<std::int64_t>::min();
    };

    [[nodiscard]] Open &openFor(const GroupConfig &group);
    void addRows(Open &open, const Table &table, std::size_t from, std::size_t count);
    void emit(Open &open);

    Emit m_emit;
    std::size_t m_rows;
    std::vector<Open> m_open;
    std::int64_t m_dropped = 0;
};

} // namespace qd::recording
