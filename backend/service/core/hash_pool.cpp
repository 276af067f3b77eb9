// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/hash_pool.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace sessiond {
namespace {

Error busy()
{
    return {Failure::Busy, "too many passwords are being checked", std::chrono::seconds(2)};
}

Error stopping()
{
    return {Failure::Unavailable, "the service is stopping", {}};
}

} // namespace

HashPool::HashPool(const PasswordHasher &hasher, unsigned threads, bool bounded)
    : m_hasher(hasher)
    , m_bounded(bounded)
{
    for (unsigned i = 0; i < std::max(1u, threads); ++i) {
        m_threads.emplace_back([this] { run(); });
    }
}

HashPool::~HashPool()
{
    stop();
}

void HashPool::stop()
{
    std::deque<Job> refused;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        refused.swap(m_waiting);
        std::move(m_background.begin(), m_background.end(), std::back_inserter(refused));
        m_background.clear();
        m_waitingCount = 0;
    }
    m_wake.notify_all();
    m_stopped.notify_all();
    for (Job &job : refused) {
        job.refuse(stopping());
    }
    for (std::thread &thread : m_threads) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

void HashPool::submit(Job job)
{
    std::unique_lock lock(m_mutex);
    const bool full = m_bounded && m_waiting.size() >= kMostWaiting;
    if (m_stopping || full) {
        const Error error = m_stopping ? stopping() : busy();
        lock.unlock();
        job.refuse(error);
        return;
    }
    m_waiting.push_back(std::move(job));
    m_waitingCount = m_waiting.size();
    m_wake.notify_one();
}

void HashPool::verify(std::string password, std::string hash, std::function<void(Outcome<bool>)> done)
{
    const auto secret = std::make_shared<std::string>(std::move(password));
    submit({[this, secret, hash = std::move(hash), done] {
                const bool matches = m_hasher.matches(*secret, hash);
                wipe(*secret);
                done(matches);
            },
            [secret, done](Error error) {
                wipe(*secret);
                done(tl::unexpected<Error>(std::move(error)));
            }});
}

void HashPool::hash(std::string password, std::function<void(Outcome<std::string>)> done)
{
    const auto secret = std::make_shared<std::string>(std::move(password));
    submit({[this, secret, done] {
                Outcome<std::string> hash = m_hasher.hash(*secret);
                wipe(*secret);
                done(std::move(hash));
            },
            [secret, done](Error error) {
                wipe(*secret);
                done(tl::unexpected<Error>(std::move(error)));
            }});
}

void HashPool::hashInBackground(std::string password, std::function<void(Outcome<std::string>)> done)
{
    std::unique_lock lock(m_mutex);
    if (m_stopping) {
        lock.unlock();
        done(tl::unexpected<Error>(stopping()));
        return;
    }
    m_background.push_back({[this, password = std::move(password), done]() mutable {
                                Outcome<std::string> hash = m_hasher.hash(password);
                                wipe(password);
                                done(std::move(hash));
                            },
                            [done](Error error) { done(tl::unexpected<Error>(std::move(error))); }});
    m_wake.notify_one();
}

void HashPool::expireWaiting()
{
    std::vector<Job> late;
    {
        const std::lock_guard lock(m_mutex);
        const auto deadline = SteadyClock::now() - kLongestWait;
        while (!m_waiting.empty() && m_waiting.front().since < deadline) {
            late.push_back(std::move(m_waiting.front()));
            m_waiting.pop_front();
        }
        m_waitingCount = m_waiting.size();
    }
    for (Job &job : late) {
        job.refuse(busy());
    }
}

bool HashPool::takeJob(Job &job)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_stopping || !m_waiting.empty() || !m_background.empty(); });
    if (m_stopping) {
        return false;
    }
    std::deque<Job> &queue = m_waiting.empty() ? m_background : m_waiting;
    job = std::move(queue.front());
    queue.pop_front();
    m_waitingCount = m_waiting.size();
    ++m_active;
    return true;
}

void HashPool::pause()
{
    std::unique_lock lock(m_mutex);
    if (const std::chrono::milliseconds delay(m_delay.load()); delay.count() > 0) {
        m_stopped.wait_for(lock, delay, [this] { return m_stopping; });
    }
}

void HashPool::run()
{
    for (Job job; takeJob(job); job = Job{}) {
        pause();
        job.work();
        --m_active;
    }
}

} // namespace sessiond
