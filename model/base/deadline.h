// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace qd {

/// Asks what takes too long to stop: a thread that sleeps until the time of what was begun last is up. This bounds
/// work and has nothing to do with the timeline. Owned and used by one thread; the destructor waits for its own.
class Deadline
{
public:
    Deadline();
    ~Deadline();
    Deadline(const Deadline &) = delete;
    Deadline &operator=(const Deadline &) = delete;

    /// A token that is asked to stop `after` from now, or when `outer` is. The one given before is let go.
    [[nodiscard]] std::stop_token begin(std::chrono::milliseconds after, const std::stop_token &outer);
    /// Nothing stops any more.
    void end();

private:
    void run(const std::stop_token &stop);

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::optional<std::chrono::steady_clock::time_point> m_at; ///< none: nothing runs
    std::chrono::steady_clock::time_point m_sleepsUntil{};     ///< of the thread
    std::stop_source m_source;
    struct Forward
    {
        std::stop_source source;
        void operator()() { source.request_stop(); }
    };
    std::optional<std::stop_callback<Forward>> m_outer;
    std::jthread m_thread; ///< last: it ends before what it uses
};

} // namespace qd
