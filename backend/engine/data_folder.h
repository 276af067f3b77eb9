// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/session/service_status.h"

#include <QtCore/QString>
#include <QtCore/QUrl>

namespace qd {

/// The folder's name below the root, for what is watched; `attachUrl` counts where that is attached.
[[nodiscard]] QString dataFolderName(Where where, const QUrl &attachUrl);

/// `<root>/<target>/`, made with mode 0700, and owned by this process alone (flock on `owner.lock`) as long as the
/// object lives; the kernel lets go of it however the process dies.
class DataFolder
{
public:
    DataFolder() = default;
    ~DataFolder();
    DataFolder(DataFolder &&other) noexcept;
    DataFolder &operator=(DataFolder &&other) noexcept;

    /// `root` empty: $XDG_DATA_HOME/quarterdeck. Conflict: another window owns it. Io: it cannot be made.
    [[nodiscard]] static Result<DataFolder> open(const QString &root, const QString &target);

    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] QString file(const QString &name) const { return m_path + u'/' + name; }

private:
    QString m_path;
    int m_lock = -1;
};

} // namespace qd
