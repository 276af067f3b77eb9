// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QtCore/QString>

namespace qd {

/// Where one of our programs is: `configured` if given, else in QD_BIN_DIR if that is set, else beside the running
/// program. NotFound with the places that were looked at.
[[nodiscard]] Result<QString> findProgram(const QString &name, const QString &configured);

} // namespace qd
