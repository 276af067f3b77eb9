// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace qd {

/// Whether the promtool of this machine is one before 3.0; false where there is none, or it does not answer within
/// seconds. Waits for it: not for the window's thread.
[[nodiscard]] bool hasPromtoolTwo(const std::stop_token &stop);

} // namespace qd
