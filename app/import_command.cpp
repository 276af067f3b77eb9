// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/import_command.h"

#include "app/exit_codes.h"
#include "app/interrupt_stop.h"
#include "app/progress_line.h"
#include "model/base/units.h"

#include <QtCore/QCoreApplication>

#include <array>
#include <cstdio>

namespace qd {

namespace {

QString counted(std::int64_t count, const char *one, const char *many)
{
    return units::count(double(count)) + u' ' + QLatin1String(count == 1 ? one : many);
}

/// Sockets need an application; a window is not needed.
Result<exchange::ImportReport> fromServer(const PrometheusOrder &order, const QString &out,
                                          const exchange::ImportOptions &options)
{
    int argc = 1;
    std::array<char, 12> name{"quarterdeck"};
    std::array<char *, 2> argv{name.data(), nullptr};
    const QCoreApplication app(argc, argv.data());
    return importFromPrometheus(order, out, options);
}

} // namespace

QString importText(const exchange::ImportReport &report, const QString &out)
{
    QStringList lines{QStringLiteral("%1: %2 series in %3, %4 samples, %5, %6")
                          .arg(out, units::count(report.series), counted(report.groups, "group", "groups"),
                               units::count(double(report.samples)), counted(report.events, "event", "events"),
                               units::bytes(double(report.bytes))),
                      QStringLiteral("%1 to %2 UTC, %3")
                          .arg(units::dateClock(report.span.begin, units::Zone::Utc),
                               units::dateClock(report.span.end, units::Zone::Utc),
                               units::duration(report.span.length()))};
    for (const QString &note : report.notes)
        lines << QStringLiteral("note: %1").arg(note);
    for (const exchange::ImportLoss &loss : report.losses)
        lines << QStringLiteral("lost: %1").arg(loss.words);
    return lines.join(u'\n') + u'\n';
}

int runImport(const ImportOrder &order)
{
    exchange::ImportOptions options = order.options;
    const InterruptStop interrupt;
    ProgressLine progress("importing");
    options.progress = [&](double share) { progress.show(share); };
    options.stop = interrupt.token();
    const auto report = order.server ? fromServer(*order.server, order.out, options)
                                     : exchange::importFiles(order.sources, order.out, options);
    progress.clear();
    if (!report) {
        const bool isThere = report.error().code == ErrorCode::Conflict;
        std::fprintf(stderr, "quarterdeck: %s%s\n", qPrintable(report.error().words),
                     isThere ? " Use --force to replace it." : "");
        return exit_code::failed;
    }
    std::fputs(qPrintable(importText(*report, order.out)), stdout);
    return report->losses.empty() ? exit_code::done : exit_code::lossy;
}

} // namespace qd
