// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/csv_reader.h"
#include "model/exchange/import.h"
#include "model/series/labels.h"

namespace qd::exchange {

/// What a column of a CSV file is.
enum class CsvRole { Time, Value, Label, SeriesName, Ignored };

struct CsvColumn
{
    CsvRole role = CsvRole::Value;
    std::string name;     ///< of the metric or the label
    Labels labels;        ///< of a header that is a whole series: `up{job="api"}`
    std::string original; ///< as the header has it, where that differs; else empty
};

/// Where the times of the rows come from.
enum class CsvTimes {
    Dates,   ///< a column of dates, or of seconds (milli-, micro-, nanoseconds) since 1970
    Seconds, ///< a column of seconds from some start
    Numbers, ///< a column that numbers the rows
    None,
};

/// What the first rows of a file say about all of them.
struct CsvLayout
{
    CsvDialect dialect;
    bool hasHeader = false;
    Decimal decimal = Decimal::Point;
    CsvTimes times = CsvTimes::None;
    std::vector<CsvColumn> columns;
    std::size_t timeColumn = 0;        ///< where `times` is not None
    bool isLong = false;               ///< one value a row; a column names its series
    std::vector<std::string> freeText; ///< names of columns that were left out
};

/// Looks at the first two hundred records. Invalid when no column holds numbers.
[[nodiscard]] Result<CsvLayout> csvLayout(const QString &path, Decimal decimal);

/// A number with this decimal separator; nothing when the cell is none.
[[nodiscard]] std::optional<double> csvNumber(std::string_view cell, Decimal decimal);
/// Empty, or one of the words that stand for nothing: null, NA, …
[[nodiscard]] bool isBlankCell(std::string_view cell);

/// The text as a metric name (`[a-zA-Z_:][a-zA-Z0-9_:]*`); "%" becomes "percent".
[[nodiscard]] std::string metricNameOf(std::string_view text);
/// The text as a label name, which has no colon and is not `__name__`.
[[nodiscard]] std::string labelNameOf(std::string_view text);

} // namespace qd::exchange
