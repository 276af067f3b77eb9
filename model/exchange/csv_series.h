// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/csv_layout.h"
#include "model/exchange/import_sink.h"

#include <unordered_map>

namespace qd::exchange {

/// Which series the cells of a row belong to: by the header, by the row's text columns, by its name of a series.
class CsvSeries
{
public:
    CsvSeries(const CsvLayout &layout, ImportSink &sink);

    /// Turns to a row. False, and a loss, when its series cannot be told.
    [[nodiscard]] bool select(const std::vector<std::string_view> &fields, std::int64_t line);
    /// The series of a value column in that row; nothing, and a loss, when there are too many.
    [[nodiscard]] std::optional<SeriesId> of(std::size_t column, Place place);
    /// Notes on what became of text columns.
    void say(ImportLog &log) const;

private:
    /// Ids by column, for rows with the same texts.
    using Ids = std::vector<std::optional<SeriesId>>;

    [[nodiscard]] SeriesKey keyOf(const CsvColumn &column) const;
    [[nodiscard]] Ids &idsFor(std::string texts);
    [[nodiscard]] bool nameSeries(std::string_view cell, std::vector<Labels::Pair> &labels);

    const CsvLayout &m_layout;
    ImportSink &m_sink;
    std::vector<std::size_t> m_textColumns;
    std::string m_texts; ///< of the row at hand, joined
    std::unordered_map<std::string, Ids> m_byTexts;
    std::size_t m_bytes = 0; ///< of what is in it
    Ids *m_ids = nullptr;    ///< of the row at hand
    SeriesKey m_base;        ///< its labels, and its name where the layout is long
};

} // namespace qd::exchange
