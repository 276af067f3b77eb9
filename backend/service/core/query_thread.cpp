// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/query_thread.h"

namespace sessiond {

QueryThread::QueryThread(const std::filesystem::path &file, Observer *observer)
    : m_readers(std::make_unique<Readers>(file))
    , m_observer(observer)
{
    m_memory = m_readers->database.memoryBytes();
    m_thread = std::thread([this] { run(); });
}

QueryThread::~QueryThread()
{
    stop();
}

void QueryThread::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void QueryThread::submit(Query kind, Work work)
{
    std::unique_lock lock(m_mutex);
    if (m_stopping) {
        lock.unlock();
        work(nullptr, [] {});
        return;
    }
    const std::chrono::milliseconds delay(m_delay.load());
    m_queue.push_back({kind, std::move(work), SteadyClock::now() + delay, delay});
    m_wake.notify_one();
}

void QueryThread::execute(Job &job)
{
    const auto began = SteadyClock::now();
    job.work(m_readers.get(), [&] {
        if (m_observer != nullptr) {
            m_observer->databaseQuery(job.kind, SteadyClock::now() - began + job.delay);
        }
    });
    m_memory = m_readers->database.memoryBytes();
}

void QueryThread::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
        if (m_queue.empty()) {
            m_readers.reset();
            return;
        }
        // A delay that was shortened meanwhile must not hold up the ones behind, hence no order but the queue's.
        if (const auto due = m_queue.front().due; !m_stopping && due > SteadyClock::now()) {
            m_wake.wait_until(lock, due, [this] { return m_stopping; });
        }
        Job job = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        execute(job);
        lock.lock();
    }
}

} // namespace sessiond
