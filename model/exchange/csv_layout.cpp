// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/csv_layout.h"

#include "model/exchange/time_text.h"
#include "model/series/parsed_sample.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace qd::exchange {

namespace {

constexpr std::size_t rowsLookedAt = 200;
constexpr std::size_t mostColumns = 10'000;

using Row = std::vector<std::string>;

std::string lower(std::string_view text)
{
    std::string low(text);
    std::ranges::transform(low, low.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return low;
}

template <std::size_t N>
bool isOneOf(std::string_view name, const std::array<std::string_view, N> &words)
{
    return std::ranges::find(words, lower(name)) != words.end();
}

bool speaksOfTime(std::string_view name)
{
    const std::string low = lower(name);
    return low.find("time") != std::string::npos || low.find("date") != std::string::npos ||
           isOneOf(name, std::array<std::string_view, 4>{"ts", "t", "epoch", "unix"});
}

bool namesOffsets(std::string_view name)
{
    return isOneOf(name, std::array<std::string_view, 9>{"time", "timestamp", "ts", "t", "seconds", "secs", "sec",
                                                         "elapsed", "time (s)"});
}

bool namesRows(std::string_view name)
{
    return name.empty() ||
           isOneOf(name, std::array<std::string_view, 8>{"index", "row", "#", "n", "no", "nr", "step", "sample"});
}

bool namesSeries(std::string_view name)
{
    return isOneOf(name, std::array<std::string_view, 6>{"series", "metric", "name", "__name__", "metric_name",
                                                         "measurement"});
}

/// What the cells of one column are, without the first row.
struct Cells
{
    int numbers = 0;
    int dates = 0;  ///< that are no numbers
    int epochs = 0; ///< numbers that can be dates
    int texts = 0;
    int blanks = 0;
    bool rises = true;  ///< each number is above the one before
    bool counts = true; ///< by one
    std::set<std::string> distinct;
    std::optional<double> last;

    void take(const std::string &cell, Decimal decimal)
    {
        if (isBlankCell(cell)) {
            ++blanks;
            return;
        }
        const auto number = csvNumber(cell, decimal);
        const auto time = readTime(cell);
        if (number) {
            ++numbers;
            epochs += time && time->kind == TimeText::Kind::Epoch ? 1 : 0;
            rises &= !last || *number > *last;
            counts &= !last || *number == *last + 1;
            last = number;
        } else if (time) {
            ++dates;
        } else {
            ++texts;
            distinct.insert(cell);
        }
    }

    [[nodiscard]] bool isNumeric() const { return numbers + dates >= texts; }
    [[nodiscard]] bool areDates() const { return dates > numbers + texts; }
    [[nodiscard]] bool areEpochs() const { return epochs > 0 && epochs * 2 > numbers + texts; }
    [[nodiscard]] bool isFreeText(std::size_t rows) const
    {
        return distinct.size() > 50 && distinct.size() * 2 > rows;
    }
};

class LayoutFinder
{
public:
    LayoutFinder(CsvDialect dialect, Decimal decimal, std::vector<Row> rows)
        : m_rows(std::move(rows))
    {
        m_layout.dialect = dialect;
        m_layout.decimal = decimal == Decimal::Found ? foundDecimal() : decimal;
    }

    [[nodiscard]] Result<CsvLayout> find()
    {
        if (m_rows.empty())
            return failure(ErrorCode::Invalid, QStringLiteral("it holds no row"));
        lookAtCells(1);
        m_layout.hasHeader = hasHeader();
        if (!m_layout.hasHeader)
            lookAtCells(0);
        findTimes();
        findRoles();
        nameColumns();
        if (std::ranges::none_of(m_layout.columns, [](const auto &c) { return c.role == CsvRole::Value; }))
            return failure(ErrorCode::Invalid, QStringLiteral("none of its columns holds numbers"));
        return std::move(m_layout);
    }

private:
    [[nodiscard]] Decimal foundDecimal() const
    {
        if (m_layout.dialect.delimiter == ',')
            return Decimal::Point;
        int commas = 0;
        int points = 0;
        for (const Row &row : m_rows) {
            for (const std::string &cell : row) {
                commas += cell.find(',') != std::string::npos && csvNumber(cell, Decimal::Comma) ? 1 : 0;
                points += cell.find('.') != std::string::npos && csvNumber(cell, Decimal::Point) ? 1 : 0;
            }
        }
        return commas > points ? Decimal::Comma : Decimal::Point;
    }

    void lookAtCells(std::size_t firstRow)
    {
        m_cells.assign(m_rows.front().size(), {});
        for (std::size_t r = firstRow; r < m_rows.size(); ++r) {
            for (std::size_t c = 0; c < std::min(m_cells.size(), m_rows[r].size()); ++c)
                m_cells[c].take(m_rows[r][c], m_layout.decimal);
        }
    }

    [[nodiscard]] bool isNumberOrTime(const std::string &cell) const
    {
        return csvNumber(cell, m_layout.decimal) || readTime(cell);
    }

    /// A first row is a header where it has words, or nothing, over numbers.
    [[nodiscard]] bool hasHeader() const
    {
        const Row &first = m_rows.front();
        if (m_rows.size() == 1)
            return std::ranges::none_of(first, [&](const auto &cell) { return isNumberOrTime(cell); });
        for (std::size_t c = 0; c < first.size(); ++c) {
            const Cells &cells = m_cells[c];
            const bool filled = cells.isNumeric() && cells.numbers + cells.dates > 0;
            const bool isWord = !isBlankCell(first[c]) && !isNumberOrTime(first[c]);
            if (filled && (isWord || (first[c].empty() && cells.blanks == 0)))
                return true;
        }
        return false;
    }

    [[nodiscard]] std::string_view title(std::size_t column) const
    {
        return m_layout.hasHeader ? std::string_view(m_rows.front()[column]) : std::string_view();
    }

    void setTimes(CsvTimes times, std::size_t column)
    {
        m_layout.times = times;
        m_layout.timeColumn = column;
    }

    void findTimes()
    {
        for (std::size_t c = 0; c < m_cells.size(); ++c)
            if (m_cells[c].areDates())
                return setTimes(CsvTimes::Dates, c);
        for (std::size_t c = 0; c < m_cells.size(); ++c)
            if (m_cells[c].areEpochs() && (speaksOfTime(title(c)) || (c == 0 && m_cells[c].rises) ||
                                           (!m_layout.hasHeader && m_cells[c].rises)))
                return setTimes(CsvTimes::Dates, c);
        for (std::size_t c = 0; c < m_cells.size() && m_cells.size() > 1; ++c) {
            const Cells &cells = m_cells[c];
            if (!cells.rises || cells.numbers < 2 || cells.texts > 0)
                continue;
            if (m_layout.hasHeader && namesOffsets(title(c)))
                return setTimes(CsvTimes::Seconds, c);
            if (c == 0 && (m_layout.hasHeader ? namesRows(title(c)) : cells.counts))
                return setTimes(CsvTimes::Numbers, c);
        }
    }

    void findRoles()
    {
        const std::size_t rows = m_rows.size();
        m_layout.columns.resize(m_cells.size());
        for (std::size_t c = 0; c < m_cells.size(); ++c) {
            CsvRole &role = m_layout.columns[c].role;
            if (m_layout.times != CsvTimes::None && c == m_layout.timeColumn)
                role = CsvRole::Time;
            else if (m_cells[c].areDates() ||
                     (!m_cells[c].isNumeric() && m_cells[c].isFreeText(rows) && !namesSeries(title(c))))
                role = CsvRole::Ignored;
            else
                role = m_cells[c].isNumeric() ? CsvRole::Value : CsvRole::Label;
        }
        findSeriesColumn();
    }

    /// `series,time,value`: a text column that names series beside one column of values.
    void findSeriesColumn()
    {
        if (std::ranges::count(m_layout.columns, CsvRole::Value, &CsvColumn::role) != 1)
            return;
        const auto labels = std::ranges::count(m_layout.columns, CsvRole::Label, &CsvColumn::role);
        for (std::size_t c = 0; c < m_layout.columns.size(); ++c) {
            const bool names = m_layout.hasHeader ? namesSeries(title(c)) : labels == 1;
            if (m_layout.columns[c].role != CsvRole::Label || !names)
                continue;
            m_layout.columns[c].role = CsvRole::SeriesName;
            m_layout.isLong = true;
            return;
        }
    }

    static bool nameAsSeries(CsvColumn &column, std::string_view header)
    {
        const auto key = header.find('{') == std::string_view::npos ? std::nullopt : seriesKeyOf(header);
        if (key) {
            column.name = key->name;
            column.labels = key->labels;
        }
        return key.has_value();
    }

    void nameColumns()
    {
        const auto values = std::ranges::count(m_layout.columns, CsvRole::Value, &CsvColumn::role);
        std::map<std::string, int> seen;
        int number = 0;
        for (std::size_t c = 0; c < m_layout.columns.size(); ++c) {
            CsvColumn &column = m_layout.columns[c];
            std::string original(title(c));
            if (column.role == CsvRole::Value && nameAsSeries(column, original))
                continue;
            number += column.role == CsvRole::Value ? 1 : 0;
            if (original.empty())
                original = column.role != CsvRole::Value ? "column_" + std::to_string(c + 1)
                           : values == 1                 ? "value"
                                                         : "value_" + std::to_string(number);
            if (const int before = seen[original]++; before > 0)
                original += " (" + std::to_string(before + 1) + ')';
            column.name = column.role == CsvRole::Label ? labelNameOf(original) : metricNameOf(original);
            if (column.name != original)
                column.original = original;
            if (column.role == CsvRole::Ignored)
                m_layout.freeText.push_back(original);
        }
    }

    CsvLayout m_layout;
    std::vector<Row> m_rows;
    std::vector<Cells> m_cells; ///< by column
};

} // namespace

Result<CsvLayout> csvLayout(const QString &path, Decimal decimal)
{
    const auto dialect = csvDialect(path);
    if (!dialect)
        return tl::unexpected(dialect.error());
    auto reader = CsvReader::open(path, *dialect);
    if (!reader)
        return tl::unexpected(reader.error());
    std::vector<Row> rows;
    while (rows.size() < rowsLookedAt) {
        const auto step = reader->next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == CsvReader::Step::End)
            break;
        if (*step != CsvReader::Step::Record)
            continue;
        if (reader->fields().size() > mostColumns)
            return failure(
                ErrorCode::TooLarge,
                QStringLiteral("it has more than %1 columns in line %2").arg(mostColumns).arg(reader->line()));
        rows.emplace_back(reader->fields().begin(), reader->fields().end());
    }
    return LayoutFinder(*dialect, decimal, std::move(rows)).find();
}

} // namespace qd::exchange
