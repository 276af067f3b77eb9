// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/export_command.h"

#include "app/exit_codes.h"
#include "app/instant_option.h"
#include "app/interrupt_stop.h"
#include "app/progress_line.h"
#include "model/base/units.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace qd {

namespace {

using exchange::ExportFormat;

std::optional<ExportFormat> formatNamed(const std::string &name)
{
    if (name == "om" || name == "openmetrics")
        return ExportFormat::OpenMetrics;
    if (name == "csv")
        return ExportFormat::Csv;
    return name == "json" ? std::optional(ExportFormat::Json) : std::nullopt;
}

Result<void> take(const std::string &text, TimeRange recorded, Timestamp &into)
{
    if (text.empty())
        return {};
    return instantOption(text, recorded).map([&](Timestamp at) { into = at; });
}

Result<TimeRange> rangeOf(const ExportCommand &command)
{
    TimeRange range = exchange::Selection().within;
    if (command.start.empty() && command.end.empty())
        return range;
    const auto reader = RecordingReader::open(QString::fromStdString(command.from));
    if (!reader)
        return tl::unexpected(reader.error());
    if (const auto taken = take(command.start, reader->span(), range.begin); !taken)
        return tl::unexpected(taken.error());
    if (const auto taken = take(command.end, reader->span(), range.end); !taken)
        return tl::unexpected(taken.error());
    if (range.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("--end must be later than --start."));
    return range;
}

QString reportWords(const exchange::ExportReport &report)
{
    return QStringLiteral("%1 series, %2 samples, %3 to %4 UTC, %5")
        .arg(units::count(report.series), units::count(double(report.samples)),
             units::dateClock(report.span.begin, units::Zone::Utc),
             units::dateClock(report.span.end, units::Zone::Utc), units::bytes(double(report.bytes)));
}

int refused(const Error &error)
{
    const char *hint = error.code == ErrorCode::Conflict ? " Use --force to replace it." : "";
    std::fprintf(stderr, "quarterdeck: %s%s\n", qPrintable(error.words), hint);
    return exit_code::failed;
}

} // namespace

CLI::App *addExportCommand(CLI::App &app, ExportCommand &command)
{
    CLI::App *sub = app.add_subcommand("export", "the samples of a recording as text for other tools");
    sub->add_option("FILE", command.from, "the recording")->required();
    sub->add_option("-o,--output", command.to, "the file to write: .om, .csv or .json")->required();
    sub->add_option("--format", command.format, "om, csv or json, where the file's name does not say it");
    sub->add_option(
        "--start", command.start,
        "from this instant on: 2024-08-20T06:30:00Z, 06:30 (UTC), seconds since 1970, or -15m before the end");
    sub->add_option("--end", command.end, "up to this instant");
    sub->add_option("--match", command.match,
                    "only these series: NAME, NAME*, NAME{label=\"value\"}; may be repeated")
        ->allow_extra_args(false);
    sub->add_flag("--force", command.force, "replace a file that is there");
    return sub;
}

Result<exchange::ExportOrder> orderOf(const ExportCommand &command)
{
    exchange::ExportOrder order{QString::fromStdString(command.from), QString::fromStdString(command.to)};
    const auto format = command.format.empty() ? exchange::formatOfPath(order.to) : formatNamed(command.format);
    if (!format)
        return failure(
            ErrorCode::Invalid,
            QStringLiteral("It is not said what to write: end the name of the file in .om, .csv or .json, "
                           "or say --format om, csv or json."));
    order.format = *format;
    order.existing = command.force ? Existing::Replace : Existing::Keep;
    const auto range = rangeOf(command);
    if (!range)
        return tl::unexpected(range.error());
    order.selection.within = *range;
    for (const std::string &text : command.match) {
        auto match = exchange::SeriesMatch::parse(QString::fromStdString(text));
        if (!match)
            return tl::unexpected(match.error());
        order.selection.only.push_back(std::move(*match));
    }
    return order;
}

int runExport(const ExportCommand &command)
{
    const auto order = orderOf(command);
    if (!order)
        return refused(order.error());
    const InterruptStop interrupt;
    ProgressLine progress("exporting");
    const auto report =
        exchange::exportRecording(*order, interrupt.token(), [&](double share) { progress.show(share); });
    progress.clear();
    if (!report)
        return refused(report.error());
    std::printf("%s: %s\n", qPrintable(order->to), qPrintable(reportWords(*report)));
    for (const QString &loss : report->losses + report->limits)
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(loss));
    return report->losses.isEmpty() ? exit_code::done : exit_code::lossy;
}

} // namespace qd
