// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/csv_import.h"

#include "model/base/units.h"
#include "model/exchange/csv_layout.h"
#include "model/exchange/csv_series.h"
#include "model/exchange/csv_times.h"
#include "model/exchange/source_format.h"
#include "model/series/exposition_scanner.h"

#include <QtCore/QFileInfo>

namespace qd::exchange {

namespace {

using exposition::quoted;

class CsvImport
{
public:
    CsvImport(const CsvLayout &layout, ImportRun &run, ZoneRule zone)
        : m_layout(layout)
        , m_run(run)
        , m_sink(run.sink())
        , m_times(layout, run.options(), std::move(zone))
        , m_series(layout, run.sink())
    {}

    [[nodiscard]] Result<void> read(CsvReader &reader)
    {
        bool headerDone = !m_layout.hasHeader;
        while (true) {
            const auto step = reader.next();
            if (!step)
                return tl::unexpected(step.error());
            if (*step == CsvReader::Step::End)
                break;
            if (*step == CsvReader::Step::Record && !headerDone)
                headerDone = true;
            else if (*step == CsvReader::Step::Record)
                takeRow(reader.fields(), reader.line());
            else
                passOver(*step, reader);
            if (m_sink.isHopeless())
                return m_sink.hopelessFailure(formatWords(SourceFormat::Csv));
            if (++m_rows % 4096 == 0 && !m_run.progress(reader.share()))
                return stoppedFailure();
        }
        say(reader);
        return {};
    }

private:
    void passOver(CsvReader::Step step, const CsvReader &reader)
    {
        if (step == CsvReader::Step::TooLong)
            m_sink.log().lose(LossKind::TooLongLine, {reader.line()});
        else
            m_sink.log().lose(LossKind::UnreadableLine, {reader.line()}, "a quote is not closed",
                              reader.linesTaken());
    }

    void takeRow(const std::vector<std::string_view> &fields, std::int64_t line)
    {
        if (!hasRightWidth(fields))
            return m_sink.log().lose(LossKind::RaggedRow, {line},
                                     std::to_string(fields.size()) + " instead of " +
                                         std::to_string(m_layout.columns.size()));
        const auto ms = m_times.timeOf(fields, line, m_sink.log());
        if (ms && m_series.select(fields, line))
            takeCells(fields, *ms, line);
    }

    /// More fields are well where nothing is in them: some programs end each row with a delimiter.
    [[nodiscard]] bool hasRightWidth(const std::vector<std::string_view> &fields) const
    {
        const std::size_t wanted = m_layout.columns.size();
        for (std::size_t c = wanted; c < fields.size(); ++c)
            if (!fields[c].empty())
                return false;
        return fields.size() >= wanted;
    }

    void takeCells(const std::vector<std::string_view> &fields, std::int64_t ms, std::int64_t line)
    {
        for (std::size_t c = 0; c < m_layout.columns.size(); ++c) {
            if (m_layout.columns[c].role != CsvRole::Value)
                continue;
            const Place place{line, static_cast<std::int64_t>(c + 1)};
            const auto value = csvNumber(fields[c], m_layout.decimal);
            if (!value) {
                if (!isBlankCell(fields[c]))
                    m_sink.log().lose(LossKind::BadCell, place, quoted(fields[c]));
                continue;
            }
            if (const auto id = m_series.of(c, place))
                m_sink.add(*id, ms, *value, place);
        }
    }

    void say(const CsvReader &reader)
    {
        m_times.say(m_sink.log());
        m_series.say(m_sink.log());
        if (m_layout.decimal == Decimal::Comma)
            m_sink.log().note(QStringLiteral("Numbers have a decimal comma."));
        for (const std::string &name : m_layout.freeText)
            m_sink.log().lose(LossKind::TextColumn, {}, quoted(std::string_view(name)));
        if (!reader.lastLineEnded())
            m_sink.log().note(
                QStringLiteral("The last line has no end: if the file was cut off, its last value may "
                               "have been too."));
    }

    const CsvLayout &m_layout;
    ImportRun &m_run;
    ImportSink &m_sink;
    CsvRowTimes m_times;
    CsvSeries m_series;
    std::int64_t m_rows = 0;
};

/// "value" of one file is not "value" of another.
void labelColumns(CsvLayout &layout, const QString &path, ImportRun &run)
{
    bool any = false;
    for (CsvColumn &column : layout.columns) {
        if (column.role == CsvRole::Value && column.labels.isEmpty() && !layout.isLong) {
            column.labels = column.labels.with("file", QFileInfo(path).completeBaseName().toStdString());
            any = true;
        }
    }
    if (any)
        run.sink().log().note(QStringLiteral(
            "Its columns carry the label \"file\", so that they stay apart from those of other files."));
}

} // namespace

Result<void> importCsv(const QString &path, ImportRun &run)
{
    auto zone = ZoneRule::named(run.options().zone);
    if (!zone)
        return tl::unexpected(zone.error());
    auto layout = csvLayout(path, run.options().decimal);
    if (!layout)
        return failure(layout.error().code,
                       layout.error().code == ErrorCode::Invalid || layout.error().code == ErrorCode::TooLarge
                           ? QStringLiteral("%1 cannot be imported: %2.")
                                 .arg(QFileInfo(path).fileName(), layout.error().words)
                           : layout.error().words);
    auto reader = CsvReader::open(path, layout->dialect);
    if (!reader)
        return tl::unexpected(reader.error());
    if (run.keepsFilesApart())
        labelColumns(*layout, path, run);
    return CsvImport(*layout, run, std::move(*zone)).read(*reader);
}

} // namespace qd::exchange
