// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/lifecycle.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace sessiond::http {
namespace {

/// True once the other end is closed; bytes that arrive are thrown away.
bool atEnd(int descriptor)
{
    std::array<char, 64> ignored;
    const ssize_t got = ::read(descriptor, ignored.data(), ignored.size());
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

} // namespace

Lifecycle::Lifecycle(int parentFd)
    : m_parentFd(parentFd)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_signalFd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    m_requestFd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m_parentFd >= 0) {
        ::fcntl(m_parentFd, F_SETFD, FD_CLOEXEC);
        ::fcntl(m_parentFd, F_SETFL, ::fcntl(m_parentFd, F_GETFL) | O_NONBLOCK);
    }
}

Lifecycle::~Lifecycle()
{
    ::close(m_signalFd);
    ::close(m_requestFd);
}

void Lifecycle::requestDrain(std::chrono::milliseconds deadline)
{
    // The value is the deadline plus one, since an eventfd cannot carry a zero.
    const auto value = static_cast<std::uint64_t>(deadline.count()) + 1;
    [[maybe_unused]] const ssize_t written = ::write(m_requestFd, &value, sizeof value);
}

Lifecycle::Cause Lifecycle::wait(std::chrono::milliseconds span)
{
    std::array<pollfd, 3> watched{{{m_signalFd, POLLIN, 0}, {m_requestFd, POLLIN, 0}, {m_parentFd, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), static_cast<int>(span.count())) <= 0) {
        return Cause::None;
    }
    if (watched[2].revents != 0 && atEnd(m_parentFd)) {
        m_parentFd = -1; // said once; poll() ignores negative descriptors
        return Cause::ParentGone;
    }
    signalfd_siginfo info;
    if (watched[0].revents != 0 && ::read(m_signalFd, &info, sizeof info) == sizeof info) {
        return Cause::Signal;
    }
    return watched[1].revents != 0 ? Cause::Request : Cause::None;
}

std::chrono::milliseconds Lifecycle::requestedDeadline() const
{
    std::uint64_t value = 0;
    const bool read = ::read(m_requestFd, &value, sizeof value) == sizeof value;
    return std::chrono::milliseconds(read ? value - 1 : 0);
}

std::size_t hardenProcess()
{
    ::signal(SIGPIPE, SIG_IGN);
    const rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    rlimit descriptors = {};
    getrlimit(RLIMIT_NOFILE, &descriptors);
    descriptors.rlim_cur = descriptors.rlim_max;
    setrlimit(RLIMIT_NOFILE, &descriptors);
    getrlimit(RLIMIT_NOFILE, &descriptors);
    return descriptors.rlim_cur;
}

} // namespace sessiond::http
