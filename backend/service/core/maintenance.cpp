// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/maintenance.h"

#include <algorithm>

namespace sessiond {

Maintenance::~Maintenance()
{
    stop();
}

void Maintenance::every(std::chrono::milliseconds interval, std::function<void()> task,
                        std::function<bool()> mayCrowd)
{
    m_repeated.push_back({interval, std::move(task), SteadyClock::now() + interval, std::move(mayCrowd)});
}

void Maintenance::start()
{
    m_thread = std::thread([this] { run(); });
}

bool Maintenance::post(std::function<void()> task)
{
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
        return false;
    }
    m_tasks.push_back(std::move(task));
    m_wake.notify_one();
    return true;
}

void Maintenance::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_wake.notify_one();
    }
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

SteadyClock::time_point Maintenance::nextDue() const
{
    auto due = SteadyClock::time_point::max();
    for (const Repeated &repeated : m_repeated) {
        due = std::min(due, repeated.due);
    }
    return due;
}

void Maintenance::runDue()
{
    for (Repeated &repeated : m_repeated) {
        if (repeated.due <= SteadyClock::now()) {
            const auto began = SteadyClock::now();
            repeated.task();
            // Never sooner than the task took times twenty: upkeep of a huge table must not become its load.
            const auto took = SteadyClock::now() - began;
            const bool crowds = repeated.mayCrowd && repeated.mayCrowd();
            repeated.due = crowds ? began + took + repeated.interval
                                  : began + std::max<SteadyClock::duration>(repeated.interval, took * 20);
        }
    }
}

void Maintenance::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto due = nextDue();
        const auto ready = [this] { return m_stopping || !m_tasks.empty(); };
        if (due == SteadyClock::time_point::max()) {
            m_wake.wait(lock, ready);
        } else {
            m_wake.wait_until(lock, due, ready);
        }
        if (m_tasks.empty() && m_stopping) {
            return;
        }
        if (!m_tasks.empty()) {
            const std::function<void()> task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
        } else {
            lock.unlock();
        }
        runDue();
        lock.lock();
    }
}

} // namespace sessiond
