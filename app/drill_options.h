// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace qd {

/// `quarterdeck drill`.
struct DrillCommand
{
    std::string scenario;
    double speed = 0; ///< 0: what suits it
    std::uint64_t seed = 1;
    bool headless = false;
    std::string by; ///< empty: whoever sits before the window
    std::string record;
};

/// Declares it.
[[nodiscard]] CLI::App *addDrillCommand(CLI::App &app, DrillCommand &command);

} // namespace qd
