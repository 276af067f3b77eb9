// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/part_file.h"

#include <QtCore/QStringList>

namespace qd {

/// A folder of files that comes to be whole or not at all, as a PartFile does: it is filled beside its place, put
/// there by place(), and stays by settle(). What happens before that leaves everything as it was. Owned by one
/// thread.
class PartFolder
{
public:
    /// `ours`: patterns of what such a folder holds. Conflict when one is there and is not to be replaced, or
    /// holds anything else; Invalid: no folder of its own has that name; Io: it cannot be made.
    [[nodiscard]] static Result<PartFolder> claim(const QString &path, Existing existing, const QStringList &ours);
    ~PartFolder();
    PartFolder(PartFolder &&other) noexcept;
    PartFolder &operator=(PartFolder &&) = delete;

    /// Writes a file into it, synced. Io: why not.
    [[nodiscard]] Result<void> add(const QString &name, const QByteArray &bytes) const;
    /// Puts it into its place. Io: it is not there, and what was is.
    [[nodiscard]] Result<void> place();
    /// It stays, and what was there before goes.
    void settle();

private:
    explicit PartFolder(QString path);
    QString m_path; ///< empty: settled or moved from
    QString m_part;
    QString m_before; ///< where what was there is kept meanwhile
    bool m_isPlaced = false;
};

/// Whether such a folder may be put there; errors as of PartFolder::claim().
[[nodiscard]] Result<void> checkFolder(const QString &path, Existing existing, const QStringList &ours);

} // namespace qd
