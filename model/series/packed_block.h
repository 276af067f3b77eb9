// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/block.h"

namespace qd {

/// A full block as one value, or as 8-, 16- or 32-bit steps of a power of two above a base: counters and byte
/// gauges shrink from 11.5 KiB to 1.9 or 3 KiB and stay readable cell by cell. Null when the values are no such
/// integers: then the doubles are kept.
[[nodiscard]] std::shared_ptr<const Block> pack(const OpenBlock &full);

} // namespace qd
