// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace sessiond::http {

/// What can end this process, as one thing to wait for: SIGTERM or SIGINT, the end of file of the parent's
/// descriptor, or a request to drain. Make it before any other thread: it blocks the signals for all of them.
class Lifecycle
{
public:
    /// `parentFd` may be -1.
    explicit Lifecycle(int parentFd);
    ~Lifecycle();
    Lifecycle(const Lifecycle &) = delete;
    Lifecycle &operator=(const Lifecycle &) = delete;

    enum class Cause { None, Signal, ParentGone, Request };

    /// From any thread. The first request counts.
    void requestDrain(std::chrono::milliseconds deadline);

    /// Waits at most `span` (negative: for ever) for the next cause.
    [[nodiscard]] Cause wait(std::chrono::milliseconds span);
    [[nodiscard]] std::chrono::milliseconds requestedDeadline() const;

private:
    int m_parentFd;
    int m_signalFd = -1;
    int m_requestFd = -1;
};

/// No core files, not dumpable, as many descriptors as the system allows, no death by a closed pipe.
/// Returns how many descriptors there are.
std::size_t hardenProcess();

} // namespace sessiond::http
