// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sessiond {

/// The value of an outcome that has nothing to say but that it worked.
struct Unit
{};

} // namespace sessiond
