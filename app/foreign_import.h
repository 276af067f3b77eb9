// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/recording/compaction.h"

#include <QtCore/QStringList>

namespace qd {

/// Makes one recording of files of other kinds, for looking at: with the ordinary options of `quarterdeck import`.
/// Returns what was lost or assumed, in words. Blocks; errors as of exchange::importFiles().
[[nodiscard]] Result<QStringList> importForeign(const QStringList &sources, const QString &recording,
                                                const recording::CopyProgress &progress);

} // namespace qd
