// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace qd::rules {

/// Calls `work` with each number below `count`, on as many threads as the machine runs at once (four at most),
/// this one among them, and returns when all is done. `done` is told on this thread, now and then and at the end,
/// how many are; it may be empty. What `work` touches must be its own or constant.
void doSideBySide(std::size_t count, const std::function<void(std::size_t)> &work,
                  const std::function<void(std::size_t)> &done);

} // namespace qd::rules
