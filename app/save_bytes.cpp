// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/save_bytes.h"

#include "model/recording/part_file.h"

#include <QtCore/QFileInfo>

namespace qd {

Result<void> saveBytes(const QString &path, const QByteArray &bytes)
{
    const QFileInfo before(path);
    auto part = PartFile::claim(before.exists() ? before.canonicalFilePath() : path, Existing::Replace);
    if (!part)
        return tl::unexpected(part.error());
    if (const auto written = part->write(bytes); !written)
        return before.exists()
                   ? failure(written.error().code,
                             written.error().words + QStringLiteral(" What was there before is still there."))
                   : written;
    if (before.exists())
        QFile::setPermissions(part->path(), before.permissions());
    return part->keep();
}

} // namespace qd
