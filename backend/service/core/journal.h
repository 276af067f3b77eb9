// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/clock.h"
#include "backend/service/core/journal_store.h"
#include "backend/service/core/observer.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace sessiond {

/// The journal's one writing thread. It gathers what is waiting into one transaction, commits, and only then
/// answers (group commit): the slower the disk, the bigger the groups. Work runs in the order of its submission.
class Journal
{
public:
    using Durability = JournalStore::Durability;

    struct Work
    {
        /// Writes; an error it returns must leave nothing written. Runs on the journal thread.
        std::function<Outcome<Unit>(JournalStore &)> write;
        /// Told once it is durable, or why it is not. Runs on the journal thread, before any later work.
        std::function<void(const Outcome<Unit> &)> done;
        Durability durability = Durability::Process;
    };

    /// `store` has been loaded. `observer` may be null.
    Journal(std::unique_ptr<JournalStore> store, const ServiceClock &clock, Observer *observer);
    ~Journal();

    void submit(Work work);
    /// Called on the journal thread when writing begins to fail and when it works again.
    void onHealthChange(std::function<void(bool healthy, const std::string &words)> told);
    /// Finishes what was submitted, then ends the thread. Idempotent; later work is answered Unavailable.
    void stop();

    [[nodiscard]] bool isHealthy() const { return m_healthy; }
    [[nodiscard]] std::uint64_t memoryBytes() const { return m_memory + m_waiting * sizeof(Work); }

private:
    void run();
    void tidy();
    void writeGroup(std::deque<Work> &group);
    [[nodiscard]] Outcome<Unit> commitGroup(std::deque<Work> &group, std::vector<Outcome<Unit>> &outcomes);
    void setHealth(bool healthy, const std::string &words);

    std::unique_ptr<JournalStore> m_store;
    const ServiceClock &m_clock;
    Observer *m_observer;
    std::function<void(bool, const std::string &)> m_healthChanged;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Work> m_queue;
    bool m_stopping = false;
    std::atomic<bool> m_healthy{true};
    std::atomic<std::uint64_t> m_memory{0};
    std::atomic<std::uint64_t> m_waiting{0};
    std::thread m_thread;
};

} // namespace sessiond
