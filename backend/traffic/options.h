// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/protocol/error.h"
#include "backend/traffic/behaviour.h"
#include "backend/traffic/loopback_plane.h"

#include <chrono>
#include <optional>
#include <string>

namespace qd::traffic {

/// What a population practises.
enum class Scenario {
    Steady,       ///< a day's mix of requests
    LeakDrill,    ///< short sessions with data, all logged out: what retain_after_logout keeps shows at once
    IdleExpiry,   ///< short sessions, all abandoned: heavy idle expiry
    ValidateOnly, ///< everybody signs in once and is validated from then on
};

/// The command line of sessiontraffic, checked.
struct Options
{
    LoopbackPlane data;
    std::optional<LoopbackPlane> admin; ///< absent: the accounts exist already
    std::string adminToken;             ///< from --admin-token-file or --admin-token-fd
    int tokenFd = -1;                   ///< more lines are fresh tokens: a service that was restarted has another
    std::string keyFile; ///< the secret the accounts' passwords are derived from; empty: a new one a run
    std::string accountPrefix = "practice";
    std::size_t users = 200;
    std::size_t connections = 32;
    std::size_t dataBytes = 1024;
    std::uint64_t seed = 1;
    Behaviour behaviour;
    Scenario scenario = Scenario::Steady;
    std::chrono::milliseconds duration{0}; ///< 0: until a signal
    std::chrono::milliseconds ramp{10'000};
    double rampFirst = 0; ///< share of the users who are there at the beginning
    double rampCurve =
        1; ///< who is there grows with this power of the time: 1 evenly, more: late, as in a morning
    std::chrono::milliseconds timeout{10'000};
    bool progress = false;
    std::string reportFile; ///< empty: standard output, unless reportFd
    int reportFd = -1;
    int parentFd = -1;
};

/// Outcome of reading a command line: options to run with, or an exit code after what was asked was printed (help)
/// or what is wrong was said in one line on stderr.
struct ParsedOptions
{
    std::optional<Options> options;
    int exitCode = 0;
};

/// Reads the command line and the token, which comes from a file or a descriptor and never from an argument.
[[nodiscard]] ParsedOptions parseOptions(int argc, const char *const *argv);

/// How the users of a scenario behave, before options that say otherwise.
[[nodiscard]] Behaviour behaviourOf(Scenario scenario);

} // namespace qd::traffic
