// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/save_bytes.h"

#include "model/recording/part_file.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

namespace qd {

Result<void> saveBytes(const QString &path, const QByteArray &bytes)
{
    const QFileInfo named(path);
    const QFileInfo before(named.isSymLink() ? named.symLinkTarget() : path);
    const bool isThere = before.exists();
    if (isThere && before.isFile() && !before.isWritable())
        return failure(ErrorCode::Io, QStringLiteral("%1 is read-only, and was left as it is.").arg(path));
    auto part = PartFile::claim(isThere ? before.canonicalFilePath() : before.filePath(), Existing::Replace);
    if (!part)
        return tl::unexpected(part.error());
    // Before anything stands in it that not everybody may read.
    if (QFile empty(part->path()); isThere && empty.open(QIODevice::WriteOnly))
        empty.setPermissions(before.permissions());
    if (const auto written = part->write(bytes); !written)
        return isThere ? failure(written.error().code,
                                 written.error().words + QStringLiteral(" What was there before is still there."))
                       : written;
    return part->keep();
}

} // namespace qd
