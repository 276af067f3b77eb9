// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/progress_line.h"

#include <cstdio>
#include <unistd.h>
#include <utility>

namespace qd {

ProgressLine::ProgressLine(std::string what)
    : m_what(std::move(what))
    , m_isTerminal(::isatty(STDERR_FILENO) == 1)
    , m_due(Clock::now() + std::chrono::milliseconds(500))
{}

void ProgressLine::show(double share)
{
    const auto now = Clock::now();
    if (!m_isTerminal || now < m_due)
        return;
    m_due = now + std::chrono::milliseconds(100);
    m_shown = true;
    std::fprintf(stderr, "\r%s: %.0f %% \b", m_what.c_str(), share * 100);
}

void ProgressLine::clear()
{
    if (std::exchange(m_shown, false))
        std::fputs("\r\033[K", stderr);
}

} // namespace qd
