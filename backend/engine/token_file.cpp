// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/token_file.h"

#include <QtCore/QFile>

namespace qd {

namespace {

constexpr qint64 largest = 64 * 1024;

int rankOf(const QByteArray &scope)
{
    return scope == "admin" ? 3 : scope == "operate" ? 2 : scope == "read" ? 1 : 0;
}

} // namespace

Result<QByteArray> readTokenFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       QStringLiteral("The token file %1 cannot be read: %2.").arg(path, file.errorString()));
    QByteArray token;
    int best = 0;
    for (const QByteArray &raw : file.read(largest).split('\n')) {
        const QList<QByteArray> fields = raw.simplified().split(' ');
        if (fields.front().isEmpty() || fields.front().startsWith('#'))
            continue;
        const int rank = fields.size() == 1 ? 4 : fields.size() == 3 ? rankOf(fields[1]) : 0;
        if (rank > best) {
            best = rank;
            token = fields.back();
        }
    }
    if (token.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("There is no token in the token file %1.").arg(path));
    return token;
}

} // namespace qd
