// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/part_file.h"

#include "model/base/system_words.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

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

} // namespace

PartFile::PartFile(QString path, Existing existing)
    : m_path(std::move(path))
    , m_existing(existing)
{}

PartFile::PartFile(PartFile &&other) noexcept
    : m_path(std::exchange(other.m_path, {}))
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
    if (existing == Existing::Keep && QFileInfo::exists(path))
        return isThere(path);
    PartFile file(path, existing);
    QFile::remove(file.path());
    return file;
}

QString PartFile::path() const
{
    return m_path + QStringLiteral(".part");
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
