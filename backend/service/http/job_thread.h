// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace sessiond::http {

/// One thread for calls that walk the whole table, so that neither plane's io waits for them. At most 32 wait.
class JobThread
{
public:
    JobThread();
    ~JobThread(); ///< drops what has not begun

    JobThread(const JobThread &) = delete;
    JobThread &operator=(const JobThread &) = delete;

    /// False when the queue is full.
    [[nodiscard]] bool run(std::function<void()> job);

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_queue;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace sessiond::http
