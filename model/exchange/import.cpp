// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/import.h"

#include "model/exchange/csv_import.h"
#include "model/exchange/exposition_import.h"
#include "model/exchange/json_import.h"
#include "model/exchange/source_format.h"

#include <QtCore/QFileInfo>

#include <algorithm>
#include <utility>

namespace qd::exchange {

namespace {

/// One source, as a part of the whole.
Result<void> importOne(const QString &path, ImportRun &run)
{
    const auto format = formatOf(path);
    if (!format)
        return tl::unexpected(format.error());
    switch (*format) {
    case SourceFormat::OpenMetrics:
    case SourceFormat::PrometheusText:
    case SourceFormat::TsdbDump:
        return importExposition(path, *format, run);
    case SourceFormat::Csv:
        return importCsv(path, run);
    case SourceFormat::RangeJson:
        return importRangeJson(path, run);
    case SourceFormat::AlertmanagerJson:
    case SourceFormat::GrafanaJson:
        return importEventJson(path, *format, run);
    }
    return {};
}

double bytesOf(const QStringList &files)
{
    double bytes = 0;
    for (const QString &file : files)
        bytes += double(QFileInfo(file).size());
    return bytes;
}

} // namespace

Result<ImportReport> importFiles(const QStringList &sources, const QString &out, const ImportOptions &options)
{
    for (const QString &source : sources) {
        if (QFileInfo::exists(out) && QFileInfo(source).canonicalFilePath() == QFileInfo(out).canonicalFilePath())
            return failure(ErrorCode::Invalid,
                           QStringLiteral("%1 is what is to be imported; write to another file.").arg(out));
    }
    auto run = ImportRun::begin(out, options);
    if (!run)
        return tl::unexpected(run.error());
    const auto isCsv = [](const QString &source) { return formatOf(source) == SourceFormat::Csv; };
    if (sources.size() > 1 && std::ranges::count_if(sources, isCsv) > 1)
        (*run)->setFilesApart();
    QStringList names;
    double bytesBefore = 0;
    const double allBytes = std::max(1.0, bytesOf(sources));
    for (const QString &source : sources) {
        const double bytes = bytesBefore + bytesOf({source});
        names << QFileInfo(source).fileName();
        (*run)->beginSource(names.back(), std::exchange(bytesBefore, bytes) / allBytes, bytes / allBytes);
        if (auto done = importOne(source, **run); !done)
            return tl::unexpected(done.error());
        if (auto ended = (*run)->endSource(); !ended)
            return tl::unexpected(ended.error());
    }
    return (*run)->finish(names);
}

} // namespace qd::exchange
