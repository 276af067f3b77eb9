// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/import.h"

namespace qd::exchange {

/// The format of a file by what is in it, never by its name. Invalid, in words, when it is none of them: empty,
/// packed, UTF-16, a recording; NotFound and Io.
[[nodiscard]] Result<SourceFormat> formatOf(const QString &path);

/// "OpenMetrics text", …
[[nodiscard]] QString formatWords(SourceFormat format);

} // namespace qd::exchange
