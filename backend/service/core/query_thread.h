// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/account_store.h"
#include "backend/service/core/audit_store.h"
#include "backend/service/core/clock.h"
#include "backend/service/core/observer.h"
#include "backend/service/core/service_error.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace sessiond {

/// What a query may read with; lives on the query thread.
struct Readers
{
    explicit Readers(const std::filesystem::path &file)
        : database(file, sqlite::Database::Mode::ReadOnly)
        , accounts(database)
        , audit(database)
    {}
    sqlite::Database database;
    AccountReader accounts;
    AuditReader audit;
};

/// The thread that reads SQLite, so that no HTTP thread waits for it. With a delay set, each query takes that much
/// longer without holding up the others: queries sleep side by side, as on a slow server with many connections.
class QueryThread
{
public:
    /// The database exists. Throws sqlite::Failed when it cannot be read.
    QueryThread(const std::filesystem::path &file, Observer *observer);
    ~QueryThread();

    /// Runs `query` on the thread and hands its outcome on there; Unavailable when the database fails it.
    template <typename T>
    void ask(Query kind, std::function<Outcome<T>(Readers &)> query, std::function<void(Outcome<T>)> done)
    {
        submit(kind, [query = std::move(query), done = std::move(done)](Readers *readers, const Measure &measure) {
            Outcome<T> outcome = failure(Failure::Unavailable, "the service is stopping");
            try {
                outcome = readers != nullptr ? query(*readers) : std::move(outcome);
            } catch (const sqlite::Failed &failed) {
                outcome =
                    failure(Failure::Unavailable, std::string("the database cannot be read: ") + failed.what());
            }
            measure();
            done(std::move(outcome));
        });
    }

    void setDelay(std::chrono::milliseconds delay) { m_delay = delay.count(); }
    [[nodiscard]] std::uint64_t memoryBytes() const { return m_memory; }
    /// Answers what is waiting and ends the thread. Idempotent.
    void stop();

private:
    using Measure = std::function<void()>;
    using Work = std::function<void(Readers *, const Measure &)>;
    struct Job
    {
        Query kind;
        Work work;
        SteadyClock::time_point due;
        std::chrono::milliseconds delay;
    };

    void submit(Query kind, Work work);
    void run();
    void execute(Job &job);

    std::unique_ptr<Readers> m_readers; ///< closed when the thread ends: the journal closes last, and tidies up
    Observer *m_observer;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_queue;
    bool m_stopping = false;
    std::atomic<std::int64_t> m_delay{0};
    std::atomic<std::uint64_t> m_memory{0};
    std::thread m_thread;
};

} // namespace sessiond
