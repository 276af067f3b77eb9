// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace qd::test {

inline constexpr double KiB = 1024;
inline constexpr double MiB = 1024 * KiB;

} // namespace qd::test
