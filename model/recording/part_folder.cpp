// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/part_folder.h"

#include "model/base/system_words.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <utility>

namespace qd {

namespace {

/// 0 or an errno. In one step: each of the two is at one of the places whatever happens.
int exchange(const QString &one, const QString &other)
{
    return ::renameat2(AT_FDCWD, QFile::encodeName(one).constData(), AT_FDCWD,
                       QFile::encodeName(other).constData(), RENAME_EXCHANGE) == 0
               ? 0
               : errno;
}

/// A name in it that no pattern has; empty: there is none.
QString foreignIn(const QDir &folder, const QStringList &ours)
{
    for (const QFileInfo &entry :
         folder.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
        if (!entry.isFile() || !QDir::match(ours, entry.fileName()))
            return entry.fileName();
    return {};
}

} // namespace

Result<void> checkFolder(const QString &path, Existing existing, const QStringList &ours)
{
    const QFileInfo there(path);
    if (!there.exists() && !there.isSymLink())
        return {};
    if (!there.isDir() || there.isSymLink())
        return failure(ErrorCode::Invalid,
                       QStringLiteral("%1 is no folder of its own, and was left as it is.").arg(path));
    if (existing == Existing::Keep)
        return failure(ErrorCode::Conflict,
                       QStringLiteral("The folder %1 is there already and was left as it is.").arg(path));
    if (const QString foreign = foreignIn(QDir(path), ours); !foreign.isEmpty())
        return failure(ErrorCode::Invalid, QStringLiteral("The folder %1 holds %2, which is none of ours, and was "
                                                          "left as it is. Move it away first.")
                                               .arg(path, foreign));
    return {};
}

PartFolder::PartFolder(QString path, Existing existing, QStringList ours)
    : m_path(std::move(path))
    , m_part(partNameOf(m_path))
    , m_existing(existing)
    , m_ours(std::move(ours))
{}

PartFolder::PartFolder(PartFolder &&other) noexcept
    : m_path(std::exchange(other.m_path, {}))
    , m_part(other.m_part)
    , m_existing(other.m_existing)
    , m_ours(other.m_ours)
    , m_isPlaced(other.m_isPlaced)
    , m_hasReplaced(other.m_hasReplaced)
{}

PartFolder::~PartFolder()
{
    if (!m_path.isEmpty() && giveBack())
        QDir(m_part).removeRecursively();
}

/// False: what was there before is still in the part, which must stay.
bool PartFolder::giveBack() const
{
    if (!m_isPlaced)
        return true;
    return (m_hasReplaced ? exchange(m_path, m_part) : moveToFreePlace(m_path, m_part)) == 0;
}

Result<PartFolder> PartFolder::claim(const QString &path, Existing existing, const QStringList &ours)
{
    if (const auto free = checkFolder(path, existing, ours); !free)
        return tl::unexpected(free.error());
    removeAbandonedParts(path);
    PartFolder folder(path, existing, ours);
    if (!QDir().mkdir(folder.m_part))
        return failure(ErrorCode::Io,
                       QStringLiteral("The folder %1 cannot be made: %2.").arg(path, systemWords()));
    return folder;
}

Result<void> PartFolder::add(const QString &name, const QByteArray &bytes) const
{
    return writeSynced(m_part + u'/' + name, bytes, m_path + u'/' + name);
}

Result<void> PartFolder::place()
{
    if (const auto free = checkFolder(m_path, m_existing, m_ours); !free)
        return free;
    m_hasReplaced = QFileInfo::exists(m_path);
    const int failed = m_hasReplaced ? exchange(m_part, m_path) : moveToFreePlace(m_part, m_path);
    m_isPlaced = failed == 0;
    if (m_isPlaced)
        return {};
    return failure(failed == EEXIST ? ErrorCode::Conflict : ErrorCode::Io,
                   QStringLiteral("The folder %1 cannot be written: %2.").arg(m_path, systemWords(failed)));
}

void PartFolder::settle()
{
    if (m_hasReplaced)
        QDir(m_part).removeRecursively();
    m_path.clear();
}

} // namespace qd
