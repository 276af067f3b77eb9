// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/part_file.h"

#include "model/base/system_words.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QRegularExpression>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>

namespace qd {

namespace {

tl::unexpected<Error> isThere(const QString &path)
{
    return failure(ErrorCode::Conflict, QStringLiteral("%1 is there already and was left as it is.").arg(path));
}

/// 0 or an errno. Where the file system knows no step that replaces nothing, looking first must do.
int moveToFreePlace(const QByteArray &from, const QByteArray &to)
{
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (QFile::exists(QFile::decodeName(to)))
        return EEXIST;
    return std::rename(from.constData(), to.constData()) == 0 ? 0 : errno;
}

/// What attempts that were cut off left beside `path`.
void removeOrphans(const QString &path)
{
    static const QRegularExpression mark(QStringLiteral("\\.(\\d+)-\\d+\\.part$"));
    const QFileInfo place(path);
    const QStringList parts = place.dir().entryList({QStringLiteral("*.part")}, QDir::Files);
    for (const QString &part : parts) {
        const QRegularExpressionMatch match = mark.match(part);
        const bool isOurs = match.hasMatch() && part.left(match.capturedStart()) == place.fileName();
        if (isOurs && !QFileInfo::exists(QStringLiteral("/proc/") + match.captured(1)))
            QFile::remove(place.dir().filePath(part));
    }
}

QString partOf(const QString &path)
{
    static std::atomic<int> number{0};
    // Not as arguments of one text: a path may have "%2" in it.
    return path + QStringLiteral(".%1-%2.part").arg(QCoreApplication::applicationPid()).arg(++number);
}

} // namespace

PartFile::PartFile(QString path, Existing existing)
    : m_path(std::move(path))
    , m_part(partOf(m_path))
    , m_existing(existing)
{}

PartFile::PartFile(PartFile &&other) noexcept
    : m_path(std::exchange(other.m_path, {}))
    , m_part(other.m_part)
    , m_existing(other.m_existing)
{}

PartFile::~PartFile()
{
    if (!m_path.isEmpty())
        QFile::remove(path());
}

Result<PartFile> PartFile::claim(const QString &path, Existing existing)
{
    if (QFileInfo(path).isDir())
        return failure(ErrorCode::Invalid, QStringLiteral("%1 is a folder.").arg(path));
    if (QFileInfo::exists(path) && !QFileInfo(path).isFile())
        return failure(ErrorCode::Invalid, QStringLiteral("%1 is a device or a pipe, and no file that can be "
                                                          "replaced. It was left as it is.")
                                               .arg(path));
    if (existing == Existing::Keep && QFileInfo::exists(path))
        return isThere(path);
    removeOrphans(path);
    return PartFile(path, existing);
}

Result<void> PartFile::keep()
{
    const QByteArray from = QFile::encodeName(path());
    const QByteArray to = QFile::encodeName(m_path);
    const int failed = m_existing == Existing::Keep                         ? moveToFreePlace(from, to)
                       : std::rename(from.constData(), to.constData()) == 0 ? 0
                                                                            : errno;
    if (failed == EEXIST)
        return isThere(m_path);
    if (failed != 0)
        return failure(ErrorCode::Io,
                       QStringLiteral("%1 cannot be written: %2.").arg(m_path, systemWords(failed)));
    m_path.clear();
    return {};
}

} // namespace qd
