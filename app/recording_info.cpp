// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recording_info.h"

#include "app/exit_codes.h"
#include "app/import_command.h"
#include "model/base/units.h"

#include <QtCore/QFileInfo>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ranges>

namespace qd {

namespace {

QString valueOf(const mcap::StringMap &info, const char *key, const char *otherwise)
{
    const auto it = info.find(key);
    return it == info.end() ? QLatin1String(otherwise) : QString::fromStdString(it->second);
}

QString spanWords(TimeRange span)
{
    if (span.isEmpty())
        return QStringLiteral("nothing in it");
    return QStringLiteral("%1 to %2 UTC, %3")
        .arg(units::dateClock(span.begin, units::Zone::Utc), units::dateClock(span.end, units::Zone::Utc),
             units::duration(span.length()));
}

QString sizeWords(const RecordingSummary &summary)
{
    const QString each = summary.samples > 0
                             ? QStringLiteral(", %1 bytes a sample")
                                   .arg(units::number(double(summary.bytes) / double(summary.samples)))
                             : QString();
    return QStringLiteral("%1: %2 series in %3, %4 samples, %5 events%6")
        .arg(units::bytes(double(summary.bytes)), units::count(summary.series),
             summary.groups == 1 ? QStringLiteral("1 group")
                                 : units::count(summary.groups) + QStringLiteral(" groups"),
             units::count(double(summary.samples)), units::count(double(summary.events)), each);
}

/// As it may be shown on a terminal: what a file holds must not steer it.
QString printable(const std::string &name)
{
    constexpr int longest = 80;
    QString words = QString::fromStdString(name);
    if (words.size() > longest)
        words = words.left(longest - 1) + QChar(0x2026);
    for (QChar &c : words) {
        if (!c.isPrint())
            c = QChar::ReplacementCharacter;
    }
    return words;
}

/// The names with most series first, as many as fit a few lines.
QString metricWords(const std::map<std::string, int> &metrics)
{
    constexpr std::ptrdiff_t most = 12;
    std::vector<std::pair<std::string, int>> names(metrics.begin(), metrics.end());
    std::ranges::stable_sort(names, std::ranges::greater{}, &std::pair<std::string, int>::second);
    QStringList words;
    for (const auto &[name, series] : names | std::views::take(most))
        words << printable(name) + (series > 1 ? QStringLiteral(" (%1)").arg(series) : QString());
    const QString rest = std::ssize(names) > most
                             ? QStringLiteral(" and %1 more").arg(units::count(double(std::ssize(names) - most)))
                             : QString();
    return QStringLiteral("metrics: ") + words.join(QStringLiteral(", ")) + rest;
}

int fail(const Error &error)
{
    std::fprintf(stderr, "quarterdeck: %s\n", qPrintable(error.words));
    return exit_code::failed;
}

/// A file of another kind holds what a recording of it would.
int printForeign(const QString &path)
{
    const QTemporaryDir folder;
    const auto report = exchange::importFiles({path}, folder.filePath(QStringLiteral("info.mcap")), {});
    if (!report)
        return fail(report.error());
    std::fputs(qPrintable(importText(*report, path)), stdout);
    return report->losses.empty() ? exit_code::done : exit_code::lossy;
}

} // namespace

QString infoText(const RecordingSummary &summary)
{
    QStringList lines{QStringLiteral("%1, %2").arg(valueOf(summary.info, "service", "unknown service"),
                                                   valueOf(summary.info, "provenance", "provenance unknown")),
                      spanWords(summary.span), sizeWords(summary)};
    if (!summary.metrics.empty())
        lines << metricWords(summary.metrics);
    if (summary.info.contains("stretch"))
        lines << QStringLiteral(
                     "%1: its clock ran %2 times as fast as the world, and what counts is multiplied by that")
                     .arg(valueOf(summary.info, "title", "a re-enactment"), valueOf(summary.info, "stretch", "?"));
    if (summary.rebuilt)
        lines << QStringLiteral("the end of the file is missing: its parts were found by reading through it");
    const bool imported = summary.info.contains("imported_from");
    if (summary.info.contains("import_notes"))
        for (const QString &note : valueOf(summary.info, "import_notes", "").split(u'\n'))
            lines << QStringLiteral("as it was imported: %1").arg(note);
    for (const QString &words : summary.lostBefore)
        lines << (imported ? QStringLiteral("lost as it was imported: %1")
                           : QStringLiteral("lost before it was compacted: %1"))
                     .arg(words);
    for (const RecordingLoss &loss : summary.losses)
        lines << QStringLiteral("lost, %1: %2")
                     .arg(loss.span.isEmpty() ? QStringLiteral("from when is not known") : spanWords(loss.span),
                          loss.words);
    return lines.join(u'\n') + u'\n';
}

int printInfo(const QString &path)
{
    if (QFileInfo(path).isFile() && !exchange::isRecording(path))
        return printForeign(path);
    const auto summary = summarise(path);
    if (!summary)
        return fail(summary.error());
    std::fputs(qPrintable(infoText(*summary)), stdout);
    return summary->losses.empty() ? exit_code::done : exit_code::lossy;
}

} // namespace qd
