// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session_bus.h"

#include <QtCore/QFileInfo>
#include <QtCore/QString>

namespace qd {

bool sessionBusIsThere()
{
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
}

} // namespace qd
