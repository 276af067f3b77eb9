// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/recording/file_history.h"

#include <QtCore/QStringList>

#include <stop_token>

namespace qd {

/// A recording, or a file that can be imported, opened for a command to read. The file itself is never changed:
/// what has to be made of it first is made elsewhere, and leaves nothing behind.
class OpenedRecording
{
public:
    /// Blocks. Errors as of FileHistory::open(), importFiles() and compactCopy().
    [[nodiscard]] static Result<std::unique_ptr<OpenedRecording>> open(const QString &path, std::stop_token stop);

    /// Samples are in memory up to some hundred megabytes, beyond that in the file.
    [[nodiscard]] const SeriesSnapshot &series() const { return m_series; }
    [[nodiscard]] const FileHistory &history() const { return *m_history; }
    /// What of it could not be read, in words.
    [[nodiscard]] const QStringList &losses() const { return m_losses; }

private:
    OpenedRecording() = default;
    [[nodiscard]] Result<void> prepare(const QString &path, const std::stop_token &stop);
    void load(const std::stop_token &stop);

    std::shared_ptr<const FileHistory> m_history;
    SeriesSnapshot m_series;
    QStringList m_losses;
};

} // namespace qd
