// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/job_thread.h"

#include <pthread.h>

namespace sessiond::http {

namespace {
constexpr std::size_t kLongestQueue = 32;
}

JobThread::JobThread()
    : m_thread([this] { work(); })
{}

JobThread::~JobThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

bool JobThread::run(std::function<void()> job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() >= kLongestQueue) {
            return false;
        }
        m_queue.push_back(std::move(job));
    }
    m_wake.notify_one();
    return true;
}

void JobThread::work()
{
    pthread_setname_np(pthread_self(), "sessiond-jobs");
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
        if (m_stopping) {
            return;
        }
        auto job = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        job();
        job = nullptr;
        lock.lock();
    }
}

} // namespace sessiond::http
