// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/postmortem_files.h"

#include <QtCore/QBuffer>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

namespace qd {

namespace {

Result<void> writeFile(const QString &path, const QByteArray &bytes, Existing existing)
{
    auto part = PartFile::claim(path, existing);
    if (!part)
        return tl::unexpected(part.error());
    QFile file(part->path());
    const bool isWritten = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush();
    file.close();
    if (!isWritten || file.error() != QFile::NoError)
        return failure(ErrorCode::Io, QStringLiteral("%1 was not written: %2.").arg(path, file.errorString()));
    return part->keep();
}

QByteArray pngOf(const QImage &picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    picture.save(&buffer, "png");
    return bytes;
}

/// Beside the document, and named in it. They belong to a document that may be written, so they are replaced.
Result<QStringList> writeSheets(const DocumentOrder &order, incident::Postmortem &document)
{
    QStringList written;
    if (order.sheets.empty())
        return written;
    const QFileInfo place(order.path);
    const QString folder = place.completeBaseName() + QStringLiteral("-files");
    if (!place.dir().exists(folder) && !place.dir().mkdir(folder))
        return failure(
            ErrorCode::Io,
            QStringLiteral("The folder %1 for its pictures cannot be made.").arg(place.dir().filePath(folder)));
    for (const ChartSheet &sheet : order.sheets) {
        const QString name = folder + u'/' + sheet.name;
        const std::pair<QString, QByteArray> files[]{{name + QStringLiteral(".png"), pngOf(sheet.picture)},
                                                     {name + QStringLiteral(".csv"), sheet.figures}};
        for (const auto &[path, bytes] : files) {
            if (const auto done = writeFile(place.dir().filePath(path), bytes, Existing::Replace); !done)
                return tl::unexpected(done.error());
            written << place.dir().filePath(path);
        }
        document.charts.push_back({sheet.title, files[0].first, files[1].first});
    }
    return written;
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

Result<QStringList> writeDocument(const DocumentOrder &order)
{
    if (order.existing == Existing::Keep && QFileInfo::exists(order.path))
        return failure(ErrorCode::Conflict, QStringLiteral("%1 is there already.").arg(order.path));
    QStringList written{order.path};
    QByteArray bytes;
    if (order.format == DocumentFormat::Pdf) {
        bytes = toPdf(order.document, order.sheets);
    } else {
        incident::Postmortem document = order.document;
        const auto sheets = writeSheets(order, document);
        if (!sheets)
            return tl::unexpected(sheets.error());
        written += *sheets;
        bytes = (order.format == DocumentFormat::Html ? toHtml(document) : toMarkdown(document)).toUtf8();
    }
    if (const auto done = writeFile(order.path, bytes, order.existing); !done)
        return tl::unexpected(done.error());
    return written;
}

} // namespace qd
