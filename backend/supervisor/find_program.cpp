// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/supervisor/find_program.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>

namespace qd {

Result<QString> findProgram(const QString &name, const QString &configured)
{
    const QString binDir = qEnvironmentVariable("QD_BIN_DIR");
    const QString path = !configured.isEmpty()
                             ? configured
                             : (binDir.isEmpty() ? QCoreApplication::applicationDirPath() : binDir) + u'/' + name;
    const QFileInfo info(path);
    if (info.isFile() && info.isExecutable())
        return info.absoluteFilePath();
    return failure(ErrorCode::NotFound,
                   info.exists() ? QStringLiteral("%1 cannot be run: %2 is not an executable file").arg(name, path)
                                 : QStringLiteral("%1 is missing: there is no %2").arg(name, path));
}

} // namespace qd
