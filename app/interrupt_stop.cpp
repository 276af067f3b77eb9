// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/interrupt_stop.h"

#include <csignal>
#include <ctime>

namespace qd {

namespace {

sigset_t interrupts()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP); // the terminal was closed
    return set;
}

/// Takes the signals one at a time; looks ten times a second whether it is over.
void watch(const std::stop_token &over, std::stop_source source)
{
    const sigset_t set = interrupts();
    const timespec patience{0, 100'000'000};
    while (!over.stop_requested()) {
        if (sigtimedwait(&set, nullptr, &patience) > 0)
            source.request_stop();
    }
}

} // namespace

InterruptStop::InterruptStop()
{
    const sigset_t set = interrupts();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_watch = std::jthread(watch, m_source);
}

InterruptStop::~InterruptStop()
{
    m_watch.request_stop();
    m_watch.join();
    const sigset_t set = interrupts();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace qd
