// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace qd {

/// Works off orders on a thread of its own, one at a time, of those that wait only the newest. Answers come back
/// on the thread that made the job, which is also the one that orders. The destructor stops what runs and waits
/// for it.
template <typename Order, typename Answer>
class LatestJob
{
public:
    /// `work` runs on the job's thread and is to look at its token; `deliver` runs on the owner's.
    LatestJob(std::function<Answer(const Order &, const std::stop_token &)> work,
              std::function<void(const Answer &)> deliver)
        : m_work(std::move(work))
        , m_deliver(std::move(deliver))
        , m_thread([this](const std::stop_token &stop) { run(stop); })
    {}
    ~LatestJob()
    {
        cancel();
        m_thread.request_stop();
        m_thread.join(); // before what it uses, and the context after it: what was posted goes with that
    }
    LatestJob(const LatestJob &) = delete;
    LatestJob &operator=(const LatestJob &) = delete;

    /// Something else is wanted now: what runs is stopped, and its answer dropped.
    void ask(Order order)
    {
        cancel();
        askNext(std::move(order));
    }
    /// The same is wanted anew: what runs is finished and answered first.
    void askNext(Order order)
    {
        const std::scoped_lock lock(m_mutex);
        m_next = std::move(order);
        m_changed.notify_one();
    }
    /// Nothing is wanted any more.
    void cancel()
    {
        const std::scoped_lock lock(m_mutex);
        ++m_wanted;
        m_next.reset();
        m_source.request_stop();
    }

private:
    void run(const std::stop_token &stop)
    {
        std::unique_lock lock(m_mutex);
        while (m_changed.wait(lock, stop, [this] { return m_next.has_value(); })) {
            const Order order = *std::exchange(m_next, std::nullopt);
            m_source = std::stop_source();
            const std::stop_token mine = m_source.get_token();
            const std::uint64_t wanted = m_wanted;
            lock.unlock();
            auto answer = std::make_shared<const Answer>(m_work(order, mine));
            QMetaObject::invokeMethod(
                &m_context,
                [this, wanted, answer] {
                    if (wanted == m_wanted)
                        m_deliver(*answer);
                },
                Qt::QueuedConnection);
            lock.lock();
        }
    }

    std::function<Answer(const Order &, const std::stop_token &)> m_work;
    std::function<void(const Answer &)> m_deliver;
    QObject m_context;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::optional<Order> m_next;
    std::uint64_t m_wanted = 0; ///< changed by the owner's thread alone
    std::stop_source m_source;  ///< of what runs
    std::jthread m_thread;      ///< last: it begins when the rest is there
};

} // namespace qd
