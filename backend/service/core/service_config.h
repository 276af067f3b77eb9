// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace sessiond {

/// How the collector walks: as it should, or everything under the locks at once, which stalls requests.
enum class CollectorMode { Sliced, WalkLocked };

/// Faults on purpose, for practice. Neutral when default-constructed.
struct Drill
{
    double retainAfterLogout = 0.0; ///< probability 0..1 that a logged-out session keeps its memory
    CollectorMode collector = CollectorMode::Sliced;
    std::chrono::microseconds walkDelay{0};  ///< how long a locked walk takes for each retained session
    std::chrono::milliseconds queryDelay{0}; ///< added to every query on the query thread
    std::chrono::milliseconds hashDelay{0};  ///< added to every password hash on the hash thread
    double refuseRate = 0.0;                 ///< probability 0..1; kept here, acted on by the gate
};

/// What the core needs to know at start. The defaults are those of the command line.
struct ServiceConfig
{
    std::filesystem::path dataDir;
    std::chrono::milliseconds idleTimeout = std::chrono::minutes(30);
    std::chrono::milliseconds absoluteTimeout = std::chrono::hours(12);
    std::chrono::milliseconds collectorInterval = std::chrono::seconds(30);
    std::uint64_t maxSessions = 0;      ///< stored ones; 0: no cap of its own
    std::uint32_t sessionsPerUser = 20; ///< active ones; the oldest is ended; 0: no cap
    std::uint64_t memoryLimit = 0;      ///< bytes; 0: none. Reported; admission by it is an issue of its own
    unsigned hashThreads = 2;           ///< how many passwords are hashed at once
    std::uint64_t argon2Memory = 19ull << 20;
    unsigned argon2Passes = 2;
    bool insecureHashing = false; ///< a fast salted hash instead of Argon2id: tests and benches only
    bool drill = false;           ///< setDrill() is allowed
    bool acceptLoss = false;      ///< open a damaged journal, keeping what is whole
    Drill faults;                 ///< from the start; with `drill` alone anything but neutral
};

} // namespace sessiond
