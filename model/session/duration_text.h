// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <chrono>
#include <optional>

namespace qd {

/// Reads "30m", "2 h", "90s", "1d"; nullopt when it is none of them or not positive.
[[nodiscard]] std::optional<std::chrono::seconds> parseDuration(const QString &text);

} // namespace qd
