// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QtCore/QByteArray>

class QFileDevice;

namespace qd {

/// What may become of a file that is there already.
enum class Existing { Keep, Replace };

/// Where to write what comes to be `path` once it is whole: `PATH.PROCESS-NUMBER.part`, another one each time.
[[nodiscard]] QString partNameOf(const QString &path);
/// Renames a file or folder to a name that nothing has. 0 or an errno, EEXIST where something has it.
[[nodiscard]] int moveToFreePlace(const QString &from, const QString &to);
/// Removes the parts of `path`, files and folders, of processes that are no more.
void removeAbandonedParts(const QString &path);
/// Writes all of it to a file that was opened unbuffered. False: `file` says why. A disk that fills takes a part
/// first and gives no reason, and QSaveFile would put that part into its place.
[[nodiscard]] bool writeAll(QFileDevice &file, const QByteArray &bytes);
/// Makes the file and syncs it. Io: why not; it is called `named` there, and what was written of it stays.
[[nodiscard]] Result<void> writeSynced(const QString &path, const QByteArray &bytes, const QString &named);

/// A place for a file that comes to be whole or not at all: it is written beside, as `PATH.PROCESS-NUMBER.part`,
/// and put into its place by keep(). Two that write the same file do not meet before that: the later one has the
/// place. What was not kept is removed with this object. Owned by one thread.
class PartFile
{
public:
    /// Conflict when something is there and is not to be replaced. Invalid: no name, a folder, a device, a pipe.
    /// Parts of processes that are no more are removed.
    [[nodiscard]] static Result<PartFile> claim(const QString &path, Existing existing);
    ~PartFile();
    PartFile(PartFile &&other) noexcept;
    PartFile &operator=(PartFile &&) = delete;

    /// Where to write; not made yet.
    [[nodiscard]] QString path() const { return m_part; }
    /// All of it, synced. Io: why not.
    [[nodiscard]] Result<void> write(const QByteArray &bytes) const { return writeSynced(m_part, bytes, m_path); }
    /// Puts what was written into its place, in one step. Conflict when something has come there meanwhile.
    [[nodiscard]] Result<void> keep();

private:
    PartFile(QString path, Existing existing);
    QString m_path; ///< empty: kept or moved from
    QString m_part;
    Existing m_existing;
};

} // namespace qd
