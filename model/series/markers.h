// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qd {

/// What a cell holds when its series had no sample in that row: a NaN of our own that never leaves the store.
/// (A stale marker is a sample; this is none.)
[[nodiscard]] double absentMarker();
[[nodiscard]] bool isAbsent(double value);

/// The value as it may be stored: every NaN that is not a stale marker becomes the plain one, so that no input can
/// pass for a marker of ours.
[[nodiscard]] double storable(double value);

} // namespace qd
