// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/interrupt_stop.h"

#include <csignal>

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

/// Takes the signals one at a time, until it is over; one more wakes it then.
void watch(const std::stop_token &over, std::stop_source source)
{
    const sigset_t set = interrupts();
    while (!over.stop_requested()) {
        int signal = 0;
        if (sigwait(&set, &signal) == 0 && !over.stop_requested())
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
    // To that thread alone, which blocks it: where it is gone already nothing comes of it.
    pthread_kill(m_watch.native_handle(), SIGTERM);
    m_watch.join();
    const sigset_t set = interrupts();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace qd
