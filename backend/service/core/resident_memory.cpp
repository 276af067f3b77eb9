// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/resident_memory.h"

#include <fstream>
#include <unistd.h>

namespace sessiond {

std::uint64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    file >> size >> resident;
    return file ? resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace sessiond
