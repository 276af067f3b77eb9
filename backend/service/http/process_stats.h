// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace sessiond::http {

/// This process as the system sees it (proc(5)). Costs a few system calls: for scrapes, not for requests.
struct ProcessStats
{
    std::uint64_t residentBytes = 0;
    double cpuSeconds = 0;
    double startTime = 0; ///< seconds since the epoch
    std::uint64_t openDescriptors = 0;
    std::uint64_t maxDescriptors = 0;
};
[[nodiscard]] ProcessStats readProcessStats();

} // namespace sessiond::http
