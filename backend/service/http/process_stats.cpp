// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/process_stats.h"

#include "backend/service/http/metrics_text.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>

namespace sessiond::http {
namespace {

std::uint64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    file >> size >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

double cpuSeconds()
{
    timespec spent = {};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return decimalSeconds(static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000'000 +
                          static_cast<std::uint64_t>(spent.tv_nsec));
}

/// Field 22 of /proc/self/stat counts clock ticks since boot; the name in field 2 may hold blanks.
double startTime()
{
    std::ifstream file("/proc/self/stat");
    std::string text;
    std::getline(file, text);
    const auto name = text.rfind(')');
    unsigned long long ticks = 0;
    if (name != std::string::npos) {
        std::sscanf(text.c_str() + name + 2,
                    "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &ticks);
    }
    timespec wall = {};
    timespec boot = {};
    clock_gettime(CLOCK_REALTIME, &wall);
    clock_gettime(CLOCK_BOOTTIME, &boot);
    const auto seconds = [](const timespec &t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
    };
    return seconds(wall) - seconds(boot) + static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t openDescriptors()
{
    DIR *folder = opendir("/proc/self/fd");
    if (!folder) {
        return 0;
    }
    std::uint64_t count = 0;
    while (const dirent *entry = readdir(folder)) {
        count += entry->d_name[0] != '.' ? 1 : 0;
    }
    closedir(folder);
    return count > 0 ? count - 1 : 0; // the one that reads the folder
}

} // namespace

ProcessStats readProcessStats()
{
    // Once: a wall clock that is set later does not move the moment this process began.
    static const double started = startTime();
    ProcessStats stats;
    stats.residentBytes = residentBytes();
    stats.cpuSeconds = cpuSeconds();
    stats.startTime = started;
    stats.openDescriptors = openDescriptors();
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    stats.maxDescriptors = limit.rlim_cur;
    return stats;
}

} // namespace sessiond::http
