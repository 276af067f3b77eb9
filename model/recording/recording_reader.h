// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/page.h"

#include <QtCore/QStringList>

#include <functional>

namespace qd {

/// A part of a recording that could not be read.
struct RecordingLoss
{
    TimeRange span; ///< as the file's index tells it; empty when even that is gone
    QString words;
    ErrorCode code = ErrorCode::Corrupt; ///< Io: it may be there, and the disk did not give it
};

/// Reads a recording chunk by chunk, whole or damaged; never changes it. Immutable: any thread.
class RecordingReader
{
public:
    /// NotFound and Io as of the file; Invalid when it is no recording of Quarterdeck or of a later version.
    [[nodiscard]] static Result<RecordingReader> open(const QString &path);

    /// What the file says about itself; empty when that was damaged.
    [[nodiscard]] const mcap::StringMap &info() const { return m_info; }
    /// What was lost before the file was written anew, in words.
    [[nodiscard]] QStringList lostBefore() const { return m_lostBefore; }
    /// From the index: first to last time of any chunk, end exclusive.
    [[nodiscard]] TimeRange span() const;
    /// The end of the file was missing or damaged, and its chunks were found by scanning.
    [[nodiscard]] bool rebuilt() const { return m_file->contents().rebuilt; }
    /// The container, for those who read parts of it by themselves.
    [[nodiscard]] const mcap::Reader &file() const { return *m_file; }
    [[nodiscard]] std::shared_ptr<const mcap::Reader> sharedFile() const { return m_file; }
    [[nodiscard]] std::uint64_t bytes() const { return m_file->file().size(); }

    /// Every page in the order of the file, until `visit` returns false. What cannot be read is passed over and
    /// told to `lost`.
    void forEachPage(const std::function<bool(recording::Page)> &visit,
                     const std::function<void(RecordingLoss)> &lost) const;
    /// The same of the chunks that by the file's index reach into `within`; others are not read. Their rows may
    /// reach out of it.
    void forEachPage(TimeRange within, const std::function<bool(recording::Page)> &visit,
                     const std::function<void(RecordingLoss)> &lost) const;

private:
    explicit RecordingReader(std::shared_ptr<const mcap::Reader> file);
    [[nodiscard]] mcap::StringMap metadata(std::string_view name) const;
    std::shared_ptr<const mcap::Reader> m_file;
    mcap::StringMap m_info;
    bool m_isInfoWhole = true;
    QStringList m_lostBefore;
};

} // namespace qd
