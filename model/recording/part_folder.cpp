// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/part_folder.h"

#include "model/base/system_words.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <cstdio>
#include <utility>

namespace qd {

namespace {

bool moveFolder(const QString &from, const QString &to)
{
    return std::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) == 0;
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

PartFolder::PartFolder(QString path)
    : m_path(std::move(path))
    , m_part(partNameOf(m_path))
{}

PartFolder::PartFolder(PartFolder &&other) noexcept
    : m_path(std::exchange(other.m_path, {}))
    , m_part(other.m_part)
    , m_before(other.m_before)
    , m_isPlaced(other.m_isPlaced)
{}

PartFolder::~PartFolder()
{
    if (m_path.isEmpty())
        return;
    QDir(m_isPlaced ? m_path : m_part).removeRecursively();
    if (!m_before.isEmpty())
        moveFolder(m_before, m_path);
}

Result<PartFolder> PartFolder::claim(const QString &path, Existing existing, const QStringList &ours)
{
    if (const auto free = checkFolder(path, existing, ours); !free)
        return tl::unexpected(free.error());
    removeAbandonedParts(path);
    PartFolder folder(path);
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
    if (const QString aside = partNameOf(m_path); QFileInfo::exists(m_path) && moveFolder(m_path, aside))
        m_before = aside;
    m_isPlaced = moveFolder(m_part, m_path);
    if (m_isPlaced)
        return {};
    return failure(ErrorCode::Io,
                   QStringLiteral("The folder %1 cannot be written: %2.").arg(m_path, systemWords()));
}

void PartFolder::settle()
{
    if (!m_before.isEmpty())
        QDir(m_before).removeRecursively();
    m_path.clear();
}

} // namespace qd
