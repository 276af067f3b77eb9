// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/data_folder.h"

#include "model/base/data_root.h"
#include "model/base/system_words.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace qd {

namespace {

Result<void> makePrivate(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    const bool made = ::mkdir(name.constData(), 0700) == 0 || errno == EEXIST;
    struct stat info
    {};
    if (!made || ::stat(name.constData(), &info) != 0 || !S_ISDIR(info.st_mode))
        return failure(ErrorCode::Io,
                       QStringLiteral("The data folder %1 cannot be made: %2.").arg(path, systemWords()));
    // Made by an older version or by hand: what others could read before, they cannot from now on.
    if ((info.st_mode & 0077) != 0 && ::chmod(name.constData(), 0700) != 0)
        return failure(ErrorCode::Io, QStringLiteral("The data folder %1 belongs to somebody else.").arg(path));
    return {};
}

} // namespace

QString dataFolderName(Where where, const QUrl &attachUrl)
{
    switch (where) {
    case Where::Practice:
        return QStringLiteral("practice");
    case Where::Local:
        return QStringLiteral("local");
    case Where::Attached:
        break;
    }
    return QStringLiteral("%1_%2").arg(attachUrl.host().replace(u':', u'_')).arg(attachUrl.port());
}

DataFolder::~DataFolder()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

DataFolder::DataFolder(DataFolder &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_lock(std::exchange(other.m_lock, -1))
{}

DataFolder &DataFolder::operator=(DataFolder &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_lock, other.m_lock);
    return *this;
}

Result<DataFolder> DataFolder::open(const QString &root, const QString &target)
{
    const QString base = root.isEmpty() ? defaultDataRoot() : root;
    QDir().mkpath(QFileInfo(base).path());
    DataFolder folder;
    folder.m_path = base + u'/' + target;
    if (const auto made = makePrivate(base).and_then([&] { return makePrivate(folder.m_path); }); !made)
        return tl::unexpected(made.error());
    const QByteArray lock = QFile::encodeName(folder.file(QStringLiteral("owner.lock")));
    folder.m_lock = ::open(lock.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (folder.m_lock < 0)
        return failure(
            ErrorCode::Io,
            QStringLiteral("The data folder %1 cannot be written: %2.").arg(folder.m_path, systemWords()));
    if (::flock(folder.m_lock, LOCK_EX | LOCK_NB) != 0)
        return failure(ErrorCode::Conflict,
                       QStringLiteral("Another window already works on %1. Nothing was changed; close it first.")
                           .arg(folder.m_path));
    return folder;
}

} // namespace qd
