// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/part_file.h"

#include <QtCore/QStringList>

namespace qd {

/// A folder of files that comes to be whole or not at all, as a PartFile does: it is filled beside its place, put
/// there by place(), in one step also where one is replaced, and stays by settle(). Not settled, it gives the
/// place back to what was there. Owned by one thread.
class PartFolder
{
public:
    /// `ours`: patterns of what such a folder holds. Conflict when one is there and is not to be replaced;
    /// Invalid: no folder of its own has that name, or one that holds anything else; Io: it cannot be made.
    [[nodiscard]] static Result<PartFolder> claim(const QString &path, Existing existing, const QStringList &ours);
    ~PartFolder();
    PartFolder(PartFolder &&other) noexcept;
    PartFolder &operator=(PartFolder &&) = delete;

    /// Writes a file into it, synced. Io: why not.
    [[nodiscard]] Result<void> add(const QString &name, const QByteArray &bytes) const;
    /// Puts it into its place, if it may still have that: errors as of claim(). Whatever was there is still there
    /// then.
    [[nodiscard]] Result<void> place();
    /// It stays, and what was there before goes.
    void settle();

private:
    PartFolder(QString path, Existing existing, QStringList ours);
    [[nodiscard]] bool giveBack() const;
    QString m_path; ///< empty: settled or moved from
    QString m_part; ///< holds what was there before, once placed
    Existing m_existing;
    QStringList m_ours;
    bool m_isPlaced = false;
    bool m_hasReplaced = false;
};

/// Whether such a folder may be put there; errors as of PartFolder::claim().
[[nodiscard]] Result<void> checkFolder(const QString &path, Existing existing, const QStringList &ours);

} // namespace qd
