// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/quit_signals.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace qd {

namespace {

int g_pipe[2] = {-1, -1};

// Handlers instead of a blocked mask: a mask would be inherited by sessiond, and SIGTERM could not end it.
void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(g_pipe[1], &byte, 1);
}

} // namespace

QuitSignals::QuitSignals(std::function<void()> quit)
{
    if (::pipe2(g_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(g_pipe[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [quit = std::move(quit)] {
        char bytes[16];
        [[maybe_unused]] const auto got = ::read(g_pipe[0], bytes, sizeof bytes);
        quit ? quit() : QCoreApplication::quit();
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (int number : {SIGINT, SIGTERM, SIGHUP}) {
        ::sigaction(number, &action, nullptr);
    }
}

QuitSignals::~QuitSignals()
{
    for (int number : {SIGINT, SIGTERM, SIGHUP}) {
        std::signal(number, SIG_DFL);
    }
    m_notifier.reset();
    ::close(g_pipe[0]);
    ::close(g_pipe[1]);
}

} // namespace qd
