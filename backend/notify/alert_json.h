// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "model/series/labels.h"

#include <QtCore/QString>

namespace qd {

/// RFC 3339 in UTC, as both formats want times.
[[nodiscard]] QString timeText(Timestamp at);
/// Names a set of labels in 16 hexadecimal digits, the same for the same set. Not Prometheus' own fingerprint.
[[nodiscard]] QString fingerprintOf(const Labels &labels);

} // namespace qd
