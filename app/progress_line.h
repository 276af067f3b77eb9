// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace qd {

/// How far a job of the command line is: one line on stderr, from half a second on, and only on a terminal.
class ProgressLine
{
public:
    explicit ProgressLine(std::string what);
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    /// `share`: 0 to 1.
    void show(double share);
    /// Takes the line away again.
    void clear();

private:
    using Clock = std::chrono::steady_clock;
    std::string m_what;
    bool m_isTerminal;
    bool m_shown = false;
    Clock::time_point m_due;
};

} // namespace qd
