// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// What `quarterdeck import`, `export` and `info` exit with.
namespace qd::exit_code {

inline constexpr int done = 0;
inline constexpr int failed = 1; ///< nothing was written, or nothing could be read
inline constexpr int lossy = 3;  ///< done, and samples or events are missing from it; which, is said

} // namespace qd::exit_code
