// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace qd {

/// Who runs this process: $USER, or where that is empty, as in a container, the name the system has for the
/// effective user; without either the user's number. Never empty.
[[nodiscard]] QString loginName();

} // namespace qd
