// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/table.h"

#include "model/series/column_codec.h"
#include "model/series/markers.h"

#include <algorithm>

namespace qd::recording {

Table tableOf(const GroupView &group, std::int64_t from, std::int64_t to)
{
    Table table{group.config(), group.times(from, to), {}};
    std::vector<double> cells(table.times.size());
    for (std::size_t i = 0; i < group.seriesCount(); ++i) {
        if (group.cells(i, from, to, cells) && !std::ranges::all_of(cells, isAbsent))
            table.columns.push_back({group.key(i), group.type(i), cells});
    }
    return table;
}

Table tableOf(const PageGroup &page, int &damaged)
{
    Table table{page.config, page.times, {}};
    for (const PageColumn &column : page.columns) {
        std::vector<double> cells(page.times.size());
        if (decodeColumn(column.packed, cells))
            table.columns.push_back({column.key, column.type, std::move(cells)});
        else
            ++damaged;
    }
    return table;
}

TableAssembler::TableAssembler(Emit emit, std::size_t rows)
    : m_emit(std::move(emit))
    , m_rows(rows)
{}

void TableAssembler::add(const Table &table)
{
    Open &open = openFor(table.group);
    auto from = static_cast<std::size_t>(std::ranges::upper_bound(table.times, open.last) - table.times.begin());
    m_dropped += static_cast<std::int64_t>(from);
    while (from < table.times.size()) {
        const std::size_t count = std::min(m_rows - open.table.times.size(), table.times.size() - from);
        addRows(open, table, from, count);
        from += count;
        if (open.table.times.size() == m_rows)
            emit(open);
    }
}

void TableAssembler::addRows(Open &open, const Table &table, std::size_t from, std::size_t count)
{
    Table &into = open.table;
    const std::size_t before = into.times.size();
    const auto first = static_cast<std::ptrdiff_t>(from);
    const auto end = static_cast<std::ptrdiff_t>(from + count);
    into.times.insert(into.times.end(), table.times.begin() + first, table.times.begin() + end);
    open.last = into.times.back();
    for (const Table::Column &column : table.columns) {
        const auto [it, isNew] = open.columns.try_emplace(column.key, into.columns.size());
        if (isNew)
            into.columns.push_back({column.key, column.type, {}});
        auto &cells = into.columns[it->second].cells;
        cells.resize(before, absentMarker());
        cells.insert(cells.end(), column.cells.begin() + first, column.cells.begin() + end);
    }
}

void TableAssembler::emit(Open &open)
{
    if (open.table.times.empty())
        return;
    Table full = std::exchange(open.table, {open.table.group, {}, {}});
    open.columns.clear();
    for (Table::Column &column : full.columns)
        column.cells.resize(full.times.size(), absentMarker());
    std::erase_if(full.columns, [](const auto &column) { return std::ranges::all_of(column.cells, isAbsent); });
    m_emit(std::move(full));
}

void TableAssembler::flush()
{
    for (Open &open : m_open)
        emit(open);
}

TableAssembler::Open &TableAssembler::openFor(const GroupConfig &group)
{
    const auto known =
        std::ranges::find_if(m_open, [&](const Open &open) { return isSameGroup(open.table.group, group); });
    if (known != m_open.end())
        return *known;
    m_open.push_back({{group, {}, {}}, {}});
    return m_open.back();
}

} // namespace qd::recording
