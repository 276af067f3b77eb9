// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/mcap_format.h"
#include "model/series/block.h"

namespace qd::recording {

/// The block of a column that lies in the records of a chunk, at most blockSamples cells; null when the column is
/// damaged. It is unpacked when somebody first reads it, on whatever thread that is: a page may hold hundreds of
/// series, and a screen shows a few dozen. Its bytes() are those it will have then.
[[nodiscard]] std::shared_ptr<const Block> pageBlock(const std::shared_ptr<const mcap::Bytes> &records,
                                                     std::span<const std::byte> column, int cells);

} // namespace qd::recording
