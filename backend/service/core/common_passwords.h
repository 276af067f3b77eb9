// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace sessiond {

/// Whether a password of at least eight characters is among the commonest, in whatever case. The list is
/// common_passwords.txt beside this file.
[[nodiscard]] bool isCommonPassword(std::string_view password);

} // namespace sessiond
