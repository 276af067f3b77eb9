// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class Validator;
}

namespace qd {

/// For an option that names a file to write: what cannot be written is better said before the work than after it.
[[nodiscard]] CLI::Validator writableFile();

} // namespace qd
