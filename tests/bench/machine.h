// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>

namespace qd::bench {

/// Where figures were measured: processor, cores, system, Qt.
[[nodiscard]] QJsonObject machine();
/// Processor time of this process so far, all its threads, in milliseconds: what work costs on a machine that
/// others use too.
[[nodiscard]] double processorMillis();

} // namespace qd::bench
