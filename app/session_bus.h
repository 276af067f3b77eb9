// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qd {

/// Whether there is a session bus to talk to. Without an address libdbus would launch one of its own, which takes
/// long and helps nobody.
[[nodiscard]] bool sessionBusIsThere();

} // namespace qd
