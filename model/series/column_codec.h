// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace qd {

/// How one column of a block is written down. Lossless, bit for bit. Frozen: recordings carry these numbers
/// (docs/recording-format.md, "Columns").
enum class ColumnCodec : std::uint8_t {
    Raw = 0,       ///< the doubles
    Constant = 1,  ///< one double
    Integers = 2,  ///< decimal integers, differences
    Integers2 = 3, ///< decimal integers, differences of differences
    Xor = 4,       ///< bits, each exclusive-or the one before
};

/// Whether the encoder may spend time on zstd. Short columns are better packed together by whoever stores them.
enum class ColumnPacking { Plain, Zstd };

/// The smallest of the encodings that fit. Any values, any NaN; at most 65,535 cells.
[[nodiscard]] std::vector<std::byte> encodeColumn(std::span<const double> cells, ColumnPacking packing);
/// Fills all of `cells`, whose count must be the encoded one. Corrupt when the bytes are not such a column;
/// `cells` then hold anything. Memory and time are bounded by the count of cells, whatever the bytes say.
[[nodiscard]] Result<void> decodeColumn(std::span<const std::byte> bytes, std::span<double> cells);
/// Whether decodeColumn() will fill `cells` cells from these bytes, as far as that shows without unpacking them:
/// false for a column under zstd.
[[nodiscard]] bool surelyDecodes(std::span<const std::byte> bytes, std::size_t cells);

/// The same for a column of times, milliseconds since the epoch.
[[nodiscard]] std::vector<std::byte> encodeTimes(std::span<const std::int64_t> times, ColumnPacking packing);
[[nodiscard]] Result<void> decodeTimes(std::span<const std::byte> bytes, std::span<std::int64_t> times);

} // namespace qd
