// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/json_import.h"

#include "model/exchange/event_json_reader.h"
#include "model/exchange/line_reader.h"
#include "model/exchange/range_json.h"

#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace qd::exchange {

namespace {

constexpr std::uint64_t largestText = 16U << 20U;

using Take = void (*)(const QJsonValue &, Place, ImportSink &);

QJsonValue valueOf(const QJsonDocument &document)
{
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

Result<void> takeLines(const QString &path, Take take, ImportRun &run)
{
    auto lines = LineReader::open(path);
    if (!lines)
        return tl::unexpected(lines.error());
    while (true) {
        const auto step = lines->next();
        if (!step)
            return tl::unexpected(step.error());
        if (*step == LineReader::Step::End)
            return {};
        const Place place{lines->number()};
        QJsonParseError problem;
        const std::string_view text = lines->line();
        const auto document =
            QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())), &problem);
        if (*step == LineReader::Step::TooLong)
            run.sink().log().lose(LossKind::TooLongLine, place);
        else if (problem.error == QJsonParseError::NoError)
            take(valueOf(document), place, run.sink());
        else if (!text.empty())
            run.sink().log().lose(LossKind::UnreadableLine, place, problem.errorString().toStdString());
        if (run.sink().log().badLines() > 1000)
            return run.sink().hopelessFailure(QStringLiteral("JSON, one text a line"));
        if (!run.progress(double(lines->bytesRead()) / double(lines->size())))
            return stoppedFailure();
    }
}

} // namespace

Result<void> importRangeJson(const QString &path, ImportRun &run)
{
    auto json = JsonStream::open(path);
    if (!json)
        return tl::unexpected(json.error());
    RangeJson reader(run.sink(), "query_result");
    if (auto done = reader.read(*json, [&](double share) { return run.progress(share); }); !done) {
        if (run.stopped())
            return done;
        return failure(done.error().code, QStringLiteral("%1 cannot be imported: %2; nothing was written.")
                                              .arg(QFileInfo(path).fileName(), done.error().words));
    }
    if (reader.hasSteps()) {
        run.setResampled();
        run.sink().log().note(
            QStringLiteral("A query_range answer holds values at steps: what lay between them is not "
                           "in it, and the recording is marked as resampled."));
    }
    if (reader.sawUnnamed())
        run.sink().log().note(QStringLiteral("Series without a name are called query_result."));
    return {};
}

Result<void> importEventJson(const QString &path, SourceFormat format, ImportRun &run)
{
    const Take take = format == SourceFormat::GrafanaJson ? takeAnnotations : takeAlerts;
    const auto file = RandomFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    if ((*file)->size() > largestText)
        return takeLines(path, take, run);
    const auto bytes = (*file)->read(0, (*file)->size());
    if (!bytes)
        return tl::unexpected(bytes.error());
    QByteArray text(reinterpret_cast<const char *>(bytes->data()), static_cast<qsizetype>(bytes->size()));
    if (text.startsWith("\xEF\xBB\xBF"))
        text.remove(0, 3);
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(text, &problem);
    if (problem.error == QJsonParseError::NoError) {
        take(valueOf(document), {}, run.sink());
        return {};
    }
    const qsizetype lineEnd = text.indexOf('\n');
    if (lineEnd > 0 && !QJsonDocument::fromJson(text.left(lineEnd)).isNull())
        return takeLines(path, take, run);
    return failure(ErrorCode::Invalid, QStringLiteral("%1 cannot be imported: %2 at byte %3; nothing was written.")
                                           .arg(QFileInfo(path).fileName(), problem.errorString())
                                           .arg(problem.offset + 1));
}

} // namespace qd::exchange
