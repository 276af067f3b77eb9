// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/postmortem_command.h"

#include "app/exit_codes.h"
#include "app/incident_history.h"
#include "app/interrupt_stop.h"
#include "app/option_checks.h"
#include "app/postmortem_files.h"
#include "app/progress_line.h"
#include "app/report_charts.h"
#include "model/incident/incident_report.h"

#include <CLI/CLI.hpp>

#include <QtCore/QFileInfo>

#include <cstdio>

namespace qd {

namespace {

int refusedDocument(const Error &error)
{
    const char *hint = error.code == ErrorCode::Conflict ? " Use --force to replace it." : "";
    std::fprintf(stderr, "quarterdeck: %s%s\n", qPrintable(error.words), hint);
    return exit_code::failed;
}

Result<IncidentHistory> find(const PostmortemCommand &command, const std::stop_token &stop)
{
    const QString from = QString::fromStdString(command.from);
    if (QFileInfo::exists(from) || from.contains(u'/') || from.endsWith(QStringLiteral(".mcap")))
        return incidentIn(from, QString::fromStdString(command.incident), stop);
    return keptIncident(QString::fromStdString(command.dataDir), from, stop);
}

} // namespace

CLI::App *addPostmortemCommand(CLI::App &app, PostmortemCommand &command)
{
    CLI::App *sub =
        app.add_subcommand("postmortem", "the post-mortem of an incident as a document, with its charts");
    sub->add_option("FILE|ID", command.from, "a recording, or the id of an incident (or its beginning)")
        ->required()
        ->check(notEmpty());
    sub->add_option("-o,--output", command.to, "the file to write: .md, .html or .pdf")
        ->required()
        ->check(writableFile());
    sub->add_option("--format", command.format, "md, html or pdf, where the file's name does not say it");
    sub->add_option("--incident", command.incident, "the id of one of several in the recording");
    sub->add_option("--data-dir", command.dataDir, "where incidents are kept (default: as of the window)");
    sub->add_flag("--force", command.force, "replace a document that is there, and its folder of charts");
    return sub;
}

int runPostmortem(const PostmortemCommand &command)
{
    const QString to = QString::fromStdString(command.to);
    const auto format = documentFormatNamed(command.format.empty() ? QFileInfo(to).suffix()
                                                                   : QString::fromStdString(command.format));
    if (!format)
        return refusedDocument({ErrorCode::Invalid, QStringLiteral("It is not said what to write: end the name of "
                                                                   "the file in .md, .html or .pdf, or say "
                                                                   "--format md, html or pdf.")});
    const Existing existing = command.force ? Existing::Replace : Existing::Keep;
    if (QFileInfo::exists(to) && QFileInfo(to) == QFileInfo(QString::fromStdString(command.from)))
        return refusedDocument({ErrorCode::Invalid, QStringLiteral("%1 is the recording itself; write to another "
                                                                   "file.")
                                                        .arg(to)});
    if (const auto free = checkPlace(to, *format, existing); !free)
        return refusedDocument(free.error());
    const InterruptStop interrupt;
    const auto found = find(command, interrupt.token());
    if (!found)
        return refusedDocument(
            {ErrorCode::NotFound, found.error().words}); // none of its reasons is the document's
    const HistorySnapshot &history = *found->history;
    const incident::Report report = incident::reportOf(found->incident, history.series, history.now);
    ProgressLine progress("drawing charts");
    std::vector<ChartSheet> sheets;
    const auto charts = reportCharts(history.series);
    for (std::size_t i = 0; i < charts.size() && !interrupt.token().stop_requested(); ++i) {
        progress.show(double(i) / double(charts.size()));
        if (auto sheet = chartSheet(found->history, charts[i], report.span))
            sheets.push_back(std::move(*sheet));
    }
    progress.clear();
    incident::Postmortem document =
        incident::postmortemOf(report.incident, report.times, report.impact, {}, incident::dayOf(history.now));
    document.remark = remarkOf(history.status);
    const auto written =
        writeDocument({std::move(document), std::move(sheets), *format, to, existing}, interrupt.token());
    if (!written)
        return refusedDocument(written.error());
    std::printf("%s\n", qPrintable(written->join(u'\n')));
    for (const QString &words : found->remarks + found->losses)
        std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(words));
    return found->losses.isEmpty() ? exit_code::done : exit_code::lossy;
}

} // namespace qd
