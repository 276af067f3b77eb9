// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QString>

#include <cstdint>

namespace qd {

/// One unit, for glances: "43 s", "47 min", "5 h", "3 d". Negative counts as zero.
[[nodiscard]] QString roughDuration(Millis span);
/// "12,431", whatever the locale: the window mixes with logs and API answers in English.
[[nodiscard]] QString thousands(std::int64_t n);
/// "1 session", "12,431 sessions".
[[nodiscard]] QString counted(std::int64_t n, const QString &one, const QString &many);
/// "980 B", "47.0 KiB", "48.2 MiB".
[[nodiscard]] QString byteWords(std::int64_t bytes);

} // namespace qd
