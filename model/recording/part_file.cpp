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
#include <unistd.h>

namespace qd {

namespace {

tl::unexpected<Error> isThere(const QString &path)
{
    return failure(ErrorCode::Conflict, QStringLiteral("%1 is there already and was left as it is.").arg(path));
}

} // namespace

int moveToFreePlace(const QString &from, const QString &to)
{
    const QByteArray before = QFile::encodeName(from);
    const QByteArray after = QFile::encodeName(to);
    if (::renameat2(AT_FDCWD, before.constData(), AT_FDCWD, after.constData(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (QFile::exists(to)) // a file system that knows no such step: looking first must do
        return EEXIST;
    return std::rename(before.constData(), after.constData()) == 0 ? 0 : errno;
}

QString partNameOf(const QString &path)
{
    static std::atomic<int> number{0};
    // Not as arguments of one text: a path may have "%2" in it.
    return path + QStringLiteral(".%1-%2.part").arg(QCoreApplication::applicationPid()).arg(++number);
}

void removeAbandonedParts(const QString &path)
{
    static const QRegularExpression mark(QStringLiteral("\\.(\\d+)-\\d+\\.part$"));
    const QFileInfo place(path);
    const auto parts = place.dir().entryInfoList({QStringLiteral("*.part")}, QDir::Files | QDir::Dirs);
    for (const QFileInfo &part : parts) {
        const QRegularExpressionMatch match = mark.match(part.fileName());
        const bool isOurs = match.hasMatch() && part.fileName().left(match.capturedStart()) == place.fileName();
        if (!isOurs || QFileInfo::exists(QStringLiteral("/proc/") + match.captured(1)))
            continue;
        if (part.isDir() && !part.isSymLink())
            QDir(part.filePath()).removeRecursively();
        else
            QFile::remove(part.filePath());
    }
}

bool writeAll(QFileDevice &file, const QByteArray &bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const qint64 taken = file.write(bytes.constData() + done, bytes.size() - done);
        if (taken <= 0)
            return false;
        done += taken;
    }
    return true;
}

Result<void> writeSynced(const QString &path, const QByteArray &bytes, const QString &named)
{
    QFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && writeAll(file, bytes);
    if (isWritten && ::fsync(file.handle()) == 0)
        return {};
    // Asked before it is closed, which forgets it.
    const QString why = isWritten ? systemWords() : file.errorString();
    return failure(ErrorCode::Io, QStringLiteral("%1 was not written: %2.").arg(named, why));
}

PartFile::PartFile(QString path, Existing existing)
    : m_path(std::move(path))
    , m_part(partNameOf(m_path))
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
    if (path.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("No name was given for the file."));
    if (QFileInfo(path).isDir())
        return failure(ErrorCode::Invalid, QStringLiteral("%1 is a folder.").arg(path));
    if (QFileInfo::exists(path) && !QFileInfo(path).isFile())
        return failure(ErrorCode::Invalid, QStringLiteral("%1 is a device or a pipe, and no file that can be "
                                                          "replaced. It was left as it is.")
                                               .arg(path));
    if (existing == Existing::Keep && QFileInfo::exists(path))
        return isThere(path);
    removeAbandonedParts(path);
    return PartFile(path, existing);
}

Result<void> PartFile::keep()
{
    const auto replace = [this] {
        return std::rename(QFile::encodeName(path()).constData(), QFile::encodeName(m_path).constData()) == 0
                   ? 0
                   : errno;
    };
    const int failed = m_existing == Existing::Keep ? moveToFreePlace(path(), m_path) : replace();
    if (failed == EEXIST)
        return isThere(m_path);
    if (failed != 0)
        return failure(ErrorCode::Io,
                       QStringLiteral("%1 cannot be written: %2.").arg(m_path, systemWords(failed)));
    m_path.clear();
    return {};
}

} // namespace qd
