// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/panels/unit.h"

#include <QtCore/QString>

namespace qd {

/// How the numbers of one chart are shown: divided by `divisor`, in `name`.
struct UnitScale
{
    double divisor = 1;
    QString name;
    bool binary = false; ///< ticks at powers of two
    friend bool operator==(const UnitScale &, const UnitScale &) = default;
};

/// The scale in which `top` (in stored units) reads well.
[[nodiscard]] UnitScale unitScaleFor(Unit unit, double top);

/// In the scale, three significant digits as units::number(); whole numbers in full.
[[nodiscard]] QString valueText(double value, const UnitScale &scale);
/// With a sign, for differences.
[[nodiscard]] QString deltaText(double value, const UnitScale &scale);
/// As on an axis: no needless decimals.
[[nodiscard]] QString tickText(double value, const UnitScale &scale);

} // namespace qd
