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

} // namespace qd::recording
