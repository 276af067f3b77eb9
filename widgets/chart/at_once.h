// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace qd {

/// Calls `work` once for each of 0 to count - 1, on this thread and on as many others as there are cores, and
/// returns when all are done. For pieces of a picture, which are a few milliseconds together: the thread helps and
/// never waits for one that has not begun. `work` must not throw and may run for different numbers at once.
void forEachAtOnce(std::size_t count, const std::function<void(std::size_t)> &work);

} // namespace qd
