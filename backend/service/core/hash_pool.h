// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/clock.h"
#include "backend/service/core/password.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace sessiond {

/// Threads that hash, as many as hashes may be under way. A permit is a thread: it belongs to the hash and is free
/// again when the hash is done, whatever became of the request. Callbacks run on those threads.
class HashPool
{
public:
    static constexpr std::size_t kMostWaiting = 32;
    static constexpr std::chrono::milliseconds kLongestWait{2000};

    HashPool(const PasswordHasher &hasher, unsigned threads, bool bounded);
    ~HashPool();

    /// Checks a password against a hash; Busy when 32 are waiting or its turn has not come after 2 s.
    void verify(std::string password, std::string hash, std::function<void(Outcome<bool>)> done);
    /// Hashes a new password, in turn with the checks.
    void hash(std::string password, std::function<void(Outcome<std::string>)> done);
    /// Hashes when nobody is waiting for a login; any number may wait.
    void hashInBackground(std::string password, std::function<void(Outcome<std::string>)> done);

    /// Added to every hash, for drills.
    void setDelay(std::chrono::milliseconds delay) { m_delay = delay.count(); }
    /// Answers those that have waited too long; called every now and then.
    void expireWaiting();
    [[nodiscard]] std::uint64_t waiting() const { return m_waitingCount; }
    [[nodiscard]] std::uint64_t active() const { return m_active; }
    /// Answers what waits with Unavailable and ends the threads. Idempotent.
    void stop();

private:
    struct Job
    {
        std::function<void()> work;
        std::function<void(Error)> refuse;
        SteadyClock::time_point since = SteadyClock::now();
    };

    void submit(Job job);
    void run();
    [[nodiscard]] bool takeJob(Job &job);
    void pause();

    const PasswordHasher &m_hasher;
    bool m_bounded;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_stopped; ///< apart from m_wake: a thread in pause() must not eat a job's wake-up
    std::deque<Job> m_waiting;
    std::deque<Job> m_background;
    bool m_stopping = false;
    std::atomic<std::uint64_t> m_waitingCount{0};
    std::atomic<std::uint64_t> m_active{0};
    std::atomic<std::int64_t> m_delay{0};
    std::vector<std::thread> m_threads;
};

} // namespace sessiond
