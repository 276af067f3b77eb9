// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/block.h"

namespace qd {

/// A full block of doubles whose cells are compressed and whose pyramid stays: 11.5 KiB become 4 to 5 for values
/// of three decimals. Columns of 16 samples and more cost what they cost before; single cells are unpacked, a few
/// microseconds a block, and the last ones each thread read are kept unpacked. Null when that would save less than
/// a quarter, and for blocks that are small already.
[[nodiscard]] std::shared_ptr<const Block> cooled(const std::shared_ptr<const Block> &full);

} // namespace qd
