// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace qd {

/// The admin token in a file: a line with nothing but the token, or the service's own file, lines of NAME SCOPE
/// TOKEN, from which the first of the highest scope is taken. Empty lines and lines that begin with # do not
/// count. Io: it cannot be read. Invalid: there is no token in it. The words never hold a part of the file.
[[nodiscard]] Result<QByteArray> readTokenFile(const QString &path);

} // namespace qd
