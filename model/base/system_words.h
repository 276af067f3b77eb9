// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <cerrno>

namespace qd {

/// What the system says of an error number, by itself of the one that the last call left.
[[nodiscard]] QString systemWords(int error = errno);

} // namespace qd
