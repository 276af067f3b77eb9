// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/log.h"

#include "backend/protocol/rfc3339.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace sessiond::http {
namespace {

/// One write, so that lines of several threads stay whole. A stderr that is gone is nobody's problem.
void writeLine(std::string line)
{
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    line.push_back('\n');
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace

void logLine(LogLevel level, std::string_view words)
{
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    std::string line = qd::protocol::formatTime(now);
    line.append(level == LogLevel::Warning ? " WARNING " : " info ").append(words);
    writeLine(std::move(line));
}

void complain(std::string_view words)
{
    writeLine("sessiond: " + std::string(words));
}

} // namespace sessiond::http
