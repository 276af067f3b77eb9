// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/import.h"
#include "model/exchange/import_sink.h"
#include "model/recording/part_file.h"

#include <memory>

namespace qd::recording {
class CompactWriter;
}

namespace qd::exchange {

struct PlannedGroup;

/// One import on its way: sources put samples into the sink, then the recording is written. One thread.
class ImportRun
{
public:
    /// Conflict when `out` exists and may not be replaced; Io.
    [[nodiscard]] static Result<std::unique_ptr<ImportRun>> begin(const QString &out,
                                                                  const ImportOptions &options);

    [[nodiscard]] ImportSink &sink() { return *m_sink; }
    [[nodiscard]] const ImportOptions &options() const { return m_options; }
    /// Values at steps, and not the samples as they were taken: the recording will say so.
    void setResampled() { m_resampled = true; }

    /// Columns of one name in different files, which say no more of what they are, are different series.
    void setFilesApart() { m_filesApart = true; }
    [[nodiscard]] bool keepsFilesApart() const { return m_filesApart; }

    /// What follows comes from this source, which is the part of all reading from one share to another.
    void beginSource(const QString &name, double fromShare, double toShare);
    /// Invalid when the source gave nothing.
    [[nodiscard]] Result<void> endSource() { return m_sink->endSource(); }

    /// Of the reading of the source, 0 to 1. The writing that follows is a part of the whole too. False when it
    /// must stop.
    bool progress(double share);
    [[nodiscard]] bool stopped() const { return m_options.stop.stop_requested(); }

    /// Writes the recording and puts it in its place. `names` say where it came from. Invalid when nothing was
    /// read.
    [[nodiscard]] Result<ImportReport> finish(const QStringList &names);

private:
    ImportRun(PartFile part, const ImportOptions &options, std::unique_ptr<PieceStore> store);
    [[nodiscard]] Result<ImportReport> write(const QString &path, const QStringList &names);
    [[nodiscard]] Result<void> writeGroups(const std::vector<PlannedGroup> &groups,
                                           recording::CompactWriter &writer, ImportReport &report);
    [[nodiscard]] tl::unexpected<Error> nothingRead() const;

    PartFile m_part;
    ImportOptions m_options;
    std::unique_ptr<PieceStore> m_store;
    ImportLog m_log;
    std::unique_ptr<ImportSink> m_sink;
    bool m_resampled = false;
    bool m_filesApart = false;
    double m_fromShare = 0;
    double m_toShare = 1;
};

/// What an import that was stopped ends with.
[[nodiscard]] tl::unexpected<Error> stoppedFailure();

} // namespace qd::exchange
