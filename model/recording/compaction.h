// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/recording_reader.h"

#include <functional>

namespace qd::recording {

/// What a compaction came to.
struct Compaction
{
    bool done = false; ///< false: the file was compact already
    std::uint64_t bytesBefore = 0;
    std::uint64_t bytesAfter = 0;
    std::vector<RecordingLoss> losses; ///< what was damaged and is not in the new file
};

/// Puts `from` in the place of `to`, in one step. Io with the system's words, and both as they were.
using ReplaceFile = std::function<Result<void>(const QString &from, const QString &to)>;
[[nodiscard]] Result<void> replaceFile(const QString &from, const QString &to);

/// Writes a closed or torn segment anew, with columns of full blocks and an index at its end, and puts it in the
/// place of the old one in one step: whatever happens, one of the two is there. Rows that stand there twice come
/// out once. Damage is kept in words in the metadata of the new file; what the disk does not give is an error, and
/// the old file stays, as it does when it cannot be replaced. Tests put a `replace` that fails.
[[nodiscard]] Result<Compaction> compact(const QString &path, const ReplaceFile &replace = replaceFile);

/// Told the share that is done, 0 to 1; false cancels.
using CopyProgress = std::function<bool(double)>;

/// The same into another file, which must not exist: a recording that is torn, or was never compacted, becomes one
/// that FileHistory opens. The original is only read. Returns what could not be read of it. Refused: it was
/// cancelled, and no copy is left.
[[nodiscard]] Result<std::vector<RecordingLoss>> compactCopy(const QString &path, const QString &copy,
                                                             const CopyProgress &progress = {});

} // namespace qd::recording
