// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/data_root.h"

#include <QtCore/QStandardPaths>

namespace qd {

QString defaultDataRoot()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/quarterdeck");
}

} // namespace qd
