// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/recording_export.h"

#include "model/base/units.h"
#include "model/exchange/export_run.h"
#include "model/series/parsed_sample.h"

#include <QtCore/QFileInfo>

namespace qd::exchange {

namespace {

QString nameOf(ExportFormat format)
{
    switch (format) {
    case ExportFormat::OpenMetrics:
        return QStringLiteral("OpenMetrics");
    case ExportFormat::Csv:
        return QStringLiteral("CSV");
    case ExportFormat::Json:
        break;
    }
    return QStringLiteral("JSON");
}

/// "1 event", "3 events"
QString counted(std::int64_t count, const char *one, const char *many)
{
    return units::count(double(count)) + u' ' + QLatin1String(count == 1 ? one : many);
}

QString spanWords(TimeRange span)
{
    return span.isEmpty() ? QString()
                          : QStringLiteral("%1 to %2 UTC: ")
                                .arg(units::dateClock(span.begin, units::Zone::Utc),
                                     units::dateClock(span.end, units::Zone::Utc));
}

/// What is damaged, and what of its samples could not be written.
QStringList lossWords(const ExportRun &run, ExportFormat format)
{
    QStringList words;
    for (const RecordingLoss &loss : run.catalog.losses)
        words << QStringLiteral("Damaged, %1%2").arg(spanWords(loss.span), loss.words);
    if (run.damagedColumns > 0)
        words << QStringLiteral("%1 of the recording could not be unpacked.")
                     .arg(counted(run.damagedColumns, "column", "columns"));
    if (run.repeated > 0)
        words << QStringLiteral("%1 left out: the series has one at that time or later already.")
                     .arg(counted(run.repeated, "sample", "samples"));
    if (!run.unnamed.empty())
        words << QStringLiteral("%1 left out: %2 cannot write such a name. The first: %3")
                     .arg(counted(std::ssize(run.unnamed), "series", "series"), nameOf(format),
                          QString::fromStdString(seriesText(run.unnamed.front())));
    return words;
}

/// What the recording never had, and what the format has no form for.
QStringList limitWords(const ExportRun &run, ExportFormat format)
{
    QStringList words;
    for (const QString &lost : run.reader.lostBefore())
        words << QStringLiteral("Lost before it came into the recording: %1").arg(lost);
    if (run.catalog.events > 0)
        words << QStringLiteral("%1 left out: %2 holds samples only.")
                     .arg(counted(run.catalog.events, "event", "events"), nameOf(format));
    if (run.staleMarkers > 0)
        words << QStringLiteral("%1 left out (a series ended there): %2 has no form for them.")
                     .arg(counted(run.staleMarkers, "stale marker", "stale markers"), nameOf(format));
    if (format != ExportFormat::OpenMetrics)
        words << QStringLiteral("%1 has no metric types: counters and histograms come back as unknown.")
                     .arg(nameOf(format));
    return words;
}

Result<void> write(ExportRun &run, ExportFormat format)
{
    Result<void> done;
    switch (format) {
    case ExportFormat::OpenMetrics:
        done = exportOpenMetrics(run);
        break;
    case ExportFormat::Csv:
        done = exportCsv(run);
        break;
    case ExportFormat::Json:
        done = exportJson(run);
        break;
    }
    if (done && run.stop.stop_requested())
        return stopped();
    return done ? run.out.finish() : done;
}

tl::unexpected<Error> nothing(const QString &path, const std::vector<RecordingLoss> &losses)
{
    QString words = QStringLiteral("%1 holds no sample of what was asked for. Nothing was written.").arg(path);
    if (!losses.empty())
        words += QStringLiteral(" It is damaged: %1").arg(losses.front().words);
    return failure(ErrorCode::NotFound, words);
}

} // namespace

std::optional<ExportFormat> formatOfPath(const QString &path)
{
    if (path.endsWith(u".om", Qt::CaseInsensitive) || path.endsWith(u".prom", Qt::CaseInsensitive))
        return ExportFormat::OpenMetrics;
    if (path.endsWith(u".csv", Qt::CaseInsensitive))
        return ExportFormat::Csv;
    return path.endsWith(u".json", Qt::CaseInsensitive) ? std::optional(ExportFormat::Json) : std::nullopt;
}

Result<ExportReport> exportRecording(const ExportOrder &order, const std::stop_token &stop,
                                     const ExportProgress &progress)
{
    const auto reader = RecordingReader::open(order.from);
    if (!reader)
        return tl::unexpected(reader.error());
    if (QFileInfo(order.from) == QFileInfo(order.to))
        return failure(ErrorCode::Invalid, QStringLiteral("%1 cannot be exported onto itself.").arg(order.from));
    auto part = PartFile::claim(order.to, order.existing);
    if (!part)
        return tl::unexpected(part.error());
    const auto catalog = catalogOf(*reader, order.selection, stop);
    if (!catalog)
        return tl::unexpected(catalog.error());
    if (catalog->series.empty())
        return nothing(order.from, catalog->losses);
    auto sink = AppendFile::create(part->path());
    if (!sink)
        return tl::unexpected(sink.error());
    TextOutput out(std::move(*sink));
    ExportRun run{*reader, order.selection, *catalog, out, stop, progress, {}, 0, 0, 0, {}};
    if (const auto written = write(run, order.format); !written)
        return tl::unexpected(written.error());
    if (run.report.samples == 0)
        return nothing(order.from, catalog->losses);
    if (const auto kept = part->keep(); !kept)
        return tl::unexpected(kept.error());
    run.report.bytes = out.bytes();
    run.report.losses = lossWords(run, order.format);
    run.report.limits = limitWords(run, order.format);
    return std::move(run.report);
}

} // namespace qd::exchange
