// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/recording/part_file.h"
#include "widgets/postmortem/postmortem_pdf.h"

#include <QtCore/QStringList>

#include <stop_token>

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

/// Whether a document may be written there. Conflict: it, or its folder, is there and is not to be replaced; as of
/// PartFile and PartFolder else.
[[nodiscard]] Result<void> checkPlace(const QString &path, DocumentFormat format, Existing existing);

/// Writes the document. Pictures and figures of its charts lie in a folder beside it, "report.md-files" for
/// report.md; in a PDF they are within. What was written, the document first: all of it, or nothing and what was
/// there before. Errors as of checkPlace(); Io: why not; Refused: it was told to stop. Blocks; any thread, while
/// there is a QGuiApplication.
[[nodiscard]] Result<QStringList> writeDocument(const DocumentOrder &order, const std::stop_token &stop);

} // namespace qd
