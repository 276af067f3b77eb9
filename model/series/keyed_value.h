// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/labels.h"

namespace qd {

/// What a series is now, by its key.
struct KeyedValue
{
    SeriesKey key;
    double value = 0;
};

} // namespace qd
