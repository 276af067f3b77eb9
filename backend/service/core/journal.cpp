// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/core/journal.h"

#include <algorithm>
#include <utility>

namespace sessiond {
namespace {

// Bounds how long the first of a group waits for the last.
constexpr std::size_t kMostInGroup = 1024;
constexpr auto kTidyInterval = std::chrono::seconds(1);

} // namespace

Journal::Journal(std::unique_ptr<JournalStore> store, const ServiceClock &clock, Observer *observer)
    : m_store(std::move(store))
    , m_clock(clock)
    , m_observer(observer)
{
    m_memory = m_store->memoryBytes();
    m_thread = std::thread([this] { run(); });
}

Journal::~Journal()
{
    stop();
}

void Journal::onHealthChange(std::function<void(bool, const std::string &)> told)
{
    const std::lock_guard lock(m_mutex);
    m_healthChanged = std::move(told);
}

void Journal::submit(Work work)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stopping) {
            m_queue.push_back(std::move(work));
            m_waiting = m_queue.size();
            m_wake.notify_one();
            return;
        }
    }
    if (work.done) {
        work.done(failure(Failure::Unavailable, "the service is stopping"));
    }
}

void Journal::stop()
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

void Journal::run()
{
    auto tidied = SteadyClock::now();
    for (;;) {
        std::deque<Work> group;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_queue.empty()) {
                break;
            }
            const std::size_t count = std::min(m_queue.size(), kMostInGroup);
            const auto end = m_queue.begin() + static_cast<std::ptrdiff_t>(count);
            std::move(m_queue.begin(), end, std::back_inserter(group));
            m_queue.erase(m_queue.begin(), end);
            m_waiting = m_queue.size();
        }
        writeGroup(group);
        if (const auto now = SteadyClock::now(); now - tidied > kTidyInterval) {
            tidy();
            tidied = now;
        }
    }
    m_store->syncMark();
    m_store.reset(); // the last connection that writes checkpoints when it closes
}

void Journal::tidy()
{
    m_store->syncMark();
    try {
        m_store->shrinkFile();
    } catch (const sqlite::Failed &) {
        // A file that stays longer than needed harms nobody; whether writing works the next group will tell.
    }
}

void Journal::writeGroup(std::deque<Work> &group)
{
    const auto began = SteadyClock::now();
    std::vector<Outcome<Unit>> outcomes;
    const Outcome<Unit> committed = commitGroup(group, outcomes);
    m_memory = m_store->memoryBytes();
    if (m_observer != nullptr) {
        m_observer->databaseQuery(Query::Commit, SteadyClock::now() - began);
    }
    setHealth(committed.has_value(), committed ? std::string() : committed.error().words);
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (group[i].done) {
            group[i].done(committed ? outcomes[i] : committed);
        }
    }
}

Outcome<Unit> Journal::commitGroup(std::deque<Work> &group, std::vector<Outcome<Unit>> &outcomes)
{
    const bool power = std::any_of(group.begin(), group.end(),
                                   [](const Work &work) { return work.durability == Durability::Power; });
    try {
        m_store->begin(power ? Durability::Power : Durability::Process);
        for (const Work &work : group) {
            outcomes.push_back(work.write ? work.write(*m_store) : Outcome<Unit>{Unit{}});
        }
        m_store->commit(m_clock.now().time_since_epoch().count());
        return Unit{};
    } catch (const sqlite::Failed &failed) {
        try {
            m_store->rollback();
        } catch (const sqlite::Failed &) {
            // The next begin() fails in its turn until the database lets go.
        }
        return failure(Failure::Unavailable, std::string("the journal cannot be written: ") + failed.what());
    }
}

void Journal::setHealth(bool healthy, const std::string &words)
{
    if (m_healthy.exchange(healthy) != healthy) {
        std::function<void(bool, const std::string &)> told;
        {
            const std::lock_guard lock(m_mutex);
            told = m_healthChanged;
        }
        if (told) {
            told(healthy, words);
        }
    }
}

} // namespace sessiond
