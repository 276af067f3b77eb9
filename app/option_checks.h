// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class Validator;
}

namespace qd {

/// A number, of which nan is none. `words` say what it should be: "a rate from 0 to 100000"; CLI::Range speaks of
/// "0.000000", and takes nan.
[[nodiscard]] CLI::Validator between(double low, double high, const std::string &words);
/// A whole number as people write it; CLI11 alone takes -1 for one without a sign, and 010 for eight.
[[nodiscard]] CLI::Validator wholeBetween(std::uint64_t low, std::uint64_t high);
/// A name that a script left empty must not mean that none was given.
[[nodiscard]] CLI::Validator notEmpty();
/// For an option that names a file to write: what cannot be written is better said before the work than after it.
[[nodiscard]] CLI::Validator writableFile();

} // namespace qd
