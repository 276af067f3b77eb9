// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QCoreApplication>

namespace qd::health {

/// Words of this folder in the language of the window.
inline QString tr(const char *text)
{
    return QCoreApplication::translate("health", text);
}

} // namespace qd::health
