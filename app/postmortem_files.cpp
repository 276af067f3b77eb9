// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/postmortem_files.h"

#include "model/recording/part_folder.h"

#include <QtCore/QBuffer>
#include <QtCore/QFileInfo>

namespace qd {

namespace {

/// What the folder beside a document holds.
const QStringList sheetFiles{QStringLiteral("*.png"), QStringLiteral("*.csv")};

/// With the ending of the document, so that one for reading and one for the web do not share it.
QString folderOf(const QString &document)
{
    return document + QStringLiteral("-files");
}

tl::unexpected<Error> stoppedWriting()
{
    return failure(ErrorCode::Refused, QStringLiteral("Stopped. Nothing was written."));
}

QByteArray pngOf(const QImage &picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    picture.save(&buffer, "png");
    return bytes;
}

/// The pictures and figures, which `document` then names.
Result<QStringList> addSheets(const DocumentOrder &order, const PartFolder &folder, incident::Postmortem &document,
                              const std::stop_token &stop)
{
    QStringList written;
    const QString place = folderOf(order.path) + u'/';
    const QString named = QFileInfo(folderOf(order.path)).fileName() + u'/';
    for (const ChartSheet &sheet : order.sheets) {
        if (stop.stop_requested())
            return stoppedWriting();
        const QString picture = sheet.name + QStringLiteral(".png");
        const QString figures = sheet.name + QStringLiteral(".csv");
        const auto added =
            folder.add(picture, pngOf(sheet.picture)).and_then([&] { return folder.add(figures, sheet.figures); });
        if (!added)
            return tl::unexpected(added.error());
        written << place + picture << place + figures;
        document.charts.push_back({sheet.title, named + picture, named + figures});
    }
    return written;
}

QByteArray textOf(const incident::Postmortem &document, DocumentFormat format)
{
    return (format == DocumentFormat::Html ? toHtml(document) : toMarkdown(document)).toUtf8();
}

/// What an earlier one of this document left, and nothing that somebody put there.
QStringList filesOf(const std::vector<ChartSheet> &sheets)
{
    QStringList names;
    for (const ChartSheet &sheet : sheets)
        names << sheet.name + QStringLiteral(".png") << sheet.name + QStringLiteral(".csv");
    return names;
}

/// The folder comes first, and goes again when the document does not follow.
Result<QStringList> writeWithFolder(const DocumentOrder &order, PartFile document, const std::stop_token &stop)
{
    auto folder = PartFolder::claim(folderOf(order.path), order.existing, filesOf(order.sheets));
    if (!folder)
        return tl::unexpected(folder.error());
    incident::Postmortem text = order.document;
    const auto sheets = addSheets(order, *folder, text, stop);
    if (!sheets)
        return sheets;
    const auto placed =
        document.write(textOf(text, order.format)).and_then([&] { return folder->place(); }).and_then([&] {
            return document.keep();
        });
    if (!placed)
        return tl::unexpected(placed.error());
    folder->settle();
    return QStringList{order.path} + *sheets;
}

Result<QStringList> writeAlone(const DocumentOrder &order, PartFile document, const std::stop_token &stop)
{
    QByteArray bytes;
    if (order.format == DocumentFormat::Pdf) {
        auto pdf = toPdf(order.document, order.sheets, stop);
        if (!pdf)
            return stoppedWriting();
        bytes = std::move(*pdf);
    } else {
        bytes = textOf(order.document, order.format);
    }
    const auto kept = document.write(bytes).and_then([&] { return document.keep(); });
    return kept.map([&] { return QStringList{order.path}; });
}

} // namespace

std::optional<DocumentFormat> documentFormatNamed(const QString &name)
{
    const QString lower = name.toLower();
    if (lower == u"md" || lower == u"markdown")
        return DocumentFormat::Markdown;
    if (lower == u"html" || lower == u"htm")
        return DocumentFormat::Html;
    return lower == u"pdf" ? std::optional(DocumentFormat::Pdf) : std::nullopt;
}

Result<void> checkPlace(const QString &path, DocumentFormat format, Existing existing)
{
    if (const auto part = PartFile::claim(path, existing); !part)
        return tl::unexpected(part.error());
    return format == DocumentFormat::Pdf ? Result<void>() : checkFolder(folderOf(path), existing, sheetFiles);
}

Result<QStringList> writeDocument(const DocumentOrder &order, const std::stop_token &stop)
{
    if (stop.stop_requested())
        return stoppedWriting();
    auto document = PartFile::claim(order.path, order.existing);
    if (!document)
        return tl::unexpected(document.error());
    const bool hasFolder = order.format != DocumentFormat::Pdf && !order.sheets.empty();
    return hasFolder ? writeWithFolder(order, std::move(*document), stop)
                     : writeAlone(order, std::move(*document), stop);
}

} // namespace qd
