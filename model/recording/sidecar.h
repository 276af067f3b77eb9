// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/event/event.h"

#include <vector>

namespace qd {

/// What people add to a history that is not theirs to change: notes and bookmarks, in a small JSON file of their
/// own. Beside a recording it is FILE.notes.json.
struct Sidecar
{
    std::vector<Event> notes; ///< in the order in which they were written
    std::vector<Timestamp> bookmarks;
};

[[nodiscard]] QString sidecarPath(const QString &recording);

/// A file that is not there is an empty one. Corrupt: it cannot be read as one; Refused: a newer version of the
/// program wrote it. It is left alone either way, and must not be written over.
[[nodiscard]] Result<Sidecar> readSidecar(const QString &path);

/// Replaces the file as a whole and syncs it; what was there before stays when that fails. Only its owner may read
/// it.
[[nodiscard]] Result<void> writeSidecar(const QString &path, const Sidecar &sidecar);

/// Writes what changed from `before` to `now` into a file that somebody else may have written meanwhile: their
/// notes and bookmarks stay. What stands in it then. Unavailable: another process has held it for two seconds.
[[nodiscard]] Result<Sidecar> updateSidecar(const QString &path, const Sidecar &before, const Sidecar &now);

} // namespace qd
