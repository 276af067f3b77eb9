// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/recording/part_file.h"
#include "widgets/postmortem/postmortem_pdf.h"

#include <QtCore/QStringList>

namespace qd {

enum class DocumentFormat { Markdown, Html, Pdf };

/// "md", "html" or "pdf", and longer names of the same.
[[nodiscard]] std::optional<DocumentFormat> documentFormatNamed(const QString &name);

struct DocumentOrder
{
    incident::Postmortem document; ///< names no charts of its own
    std::vector<ChartSheet> sheets;
    DocumentFormat format = DocumentFormat::Markdown;
    QString path;
    Existing existing = Existing::Keep;
};

/// Writes the document. Pictures and figures of its charts lie in a folder beside it, NAME-files; in a PDF they
/// are within. What was written, the document first. Conflict: the document is there and is not to be replaced;
/// Io, in words: it was not written, pictures may have been. Blocks; any thread, while there is a QGuiApplication.
[[nodiscard]] Result<QStringList> writeDocument(const DocumentOrder &order);

} // namespace qd
