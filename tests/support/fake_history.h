// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/clock.h"
#include "model/event/event_log.h"
#include "model/playhead/history.h"
#include "model/series/series_store.h"

#include <QtCore/QTemporaryDir>

#include <map>

namespace qd::test {

/// What the service looks like at one second.
struct FakeSecond
{
    double residentMiB = 96;
    double limitMiB = 246;
    double active = 14'612;
    double expired = 1'100;
    double retained = 0;
    std::optional<double> p99Ms = 4.8;
    double slowestMs = 12;
    double validations = 30'000; ///< within the last minute
    std::optional<double> errorPercent = 0.0;
    double refusedPerSecond = 9;
    std::optional<double> memorySlopeMiBPerMin = 0.0;
    std::optional<double> limitSeconds;
    bool leakNamed = false; ///< of sessions retained after logout
    std::optional<double> leakLimitSeconds;
};

/// A history made second by second, with the names the service and the derived series have.
class FakeHistory
{
public:
    explicit FakeHistory(Timestamp start = Timestamp(std::chrono::hours(24 * 365 * 56)));

    /// One scrape a second; `shape` gives each second's figures.
    void run(int seconds, const std::function<FakeSecond(int)> &shape);
    void run(int seconds, const FakeSecond &second = {});
    /// Scrapes that fail, one a second.
    void fail(int seconds);
    /// Time passes and nobody scrapes.
    void pass(Millis by) { m_clock.advance(by); }
    void log(Event event);

    [[nodiscard]] Timestamp now() const { return m_clock.now(); }
    [[nodiscard]] ManualClock &clock() { return m_clock; }
    /// Its status can be changed before it is published.
    [[nodiscard]] HistorySnapshot snapshot();
    ServiceStatus status;
    /// So many gauges more of each second, of metrics that nobody knows.
    int furtherGauges = 0;

private:
    void derive(const FakeSecond &second);

    QTemporaryDir m_dir;
    ManualClock m_clock;
    SeriesStore m_store;
    GroupId m_scraped;
    GroupId m_derived;
    std::unique_ptr<EventLog> m_log;
};

} // namespace qd::test
