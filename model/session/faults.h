// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace qd {

/// What is wrong with a service on purpose, for practice; see docs/api.md, Drill. Nothing when default-made.
struct Faults
{
    double retainAfterLogout = 0;           ///< share of ended sessions that stay in memory
    bool walksLocked = false;               ///< the collector stops every request while it walks
    std::chrono::microseconds walkDelay{0}; ///< that it takes for each retained session then
    std::chrono::milliseconds queryDelay{0};

    [[nodiscard]] bool leaks() const { return retainAfterLogout > 0; }
};

/// As sessiond takes them, without what is not wrong.
[[nodiscard]] QJsonObject toJson(const Faults &faults);
/// The same for `--drill-switches`; empty when nothing is wrong.
[[nodiscard]] QString switchesOf(const Faults &faults);

} // namespace qd
