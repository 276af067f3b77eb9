// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace qd {

/// $XDG_DATA_HOME/quarterdeck: where histories are kept, unless another folder was chosen.
[[nodiscard]] QString defaultDataRoot();

} // namespace qd
