// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QtCore/QByteArray>

namespace qd {

/// Writes a small file whole or not at all, synced, in the place of what is there, whose permissions it takes; a
/// link stays one, also one that leads to nothing yet. Io, Invalid: why not; what was there is still there.
[[nodiscard]] Result<void> saveBytes(const QString &path, const QByteArray &bytes);

} // namespace qd
