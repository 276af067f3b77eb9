// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/recording_reader.h"

namespace qd::recording {

/// What a compaction came to.
struct Compaction
{
    bool done = false; ///< false: the file was compact already
    std::uint64_t bytesBefore = 0;
    std::uint64_t bytesAfter = 0;
    std::vector<RecordingLoss> losses; ///< what was damaged and is not in the new file
};

/// Writes a closed or torn segment anew, with columns of full blocks and an index at its end, and puts it in the
/// place of the old one in one step: whatever happens, one of the two is there. Rows that stand there twice come
/// out once. Damage is kept in words in the metadata of the new file; what the disk does not give is an error, and
/// the old file stays.
[[nodiscard]] Result<Compaction> compact(const QString &path);

/// Told the share that is done, 0 to 1; false cancels.
using CopyProgress = std::function<bool(double)>;

/// The same into another file, which must not exist: a recording that is torn, or was never compacted, becomes one
/// that FileHistory opens. The original is only read. Returns what could not be read of it. Refused: it was
/// cancelled, and no copy is left.
[[nodiscard]] Result<std::vector<RecordingLoss>> compactCopy(const QString &path, const QString &copy,
                                                             const CopyProgress &progress = {});

} // namespace qd::recording
