// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/clock.h"
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sessiond {

/// The thread for work that nobody's request waits on: passes, purges, previews, upkeep. Tasks run in order; the
/// repeated ones between them.
class Maintenance
{
public:
    ~Maintenance();

    /// Before start(): runs `task` each `interval`, first after one interval; more rarely where it takes long. But
    /// for when `mayCrowd` says that it may take all the time there is, as a drill has it.
    void every(std::chrono::milliseconds interval, std::function<void()> task,
               std::function<bool()> mayCrowd = {});
    void start();
    /// False, and the task is not run, when the thread has been stopped.
    bool post(std::function<void()> task);
    /// Finishes the task under way, runs what was posted, ends the thread. Idempotent.
    void stop();

private:
    struct Repeated
    {
        std::chrono::milliseconds interval;
        std::function<void()> task;
        SteadyClock::time_point due;
        std::function<bool()> mayCrowd;
    };

    void run();
    [[nodiscard]] SteadyClock::time_point nextDue() const;
    void runDue();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    std::vector<Repeated> m_repeated;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace sessiond
