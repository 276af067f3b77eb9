// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_history.h"

#include "model/rules/derived_names.h"

#include <cmath>
#include <deque>

namespace qd::test {

namespace {

constexpr double mebi = 1024.0 * 1024.0;

ParsedSample gauge(std::string_view series, double value)
{
    return {series, value, SeriesType::Gauge, ParsedSample::noTimestamp};
}

} // namespace

FakeHistory::FakeHistory(Timestamp start)
    : m_clock(start)
    , m_scraped(m_store.addGroup({GroupKind::Scraped, Labels{{"job", "sessiond"}}, Millis(1000)}))
    , m_derived(m_store.addGroup({GroupKind::Derived, Labels{{"job", "sessiond"}}, Millis(1000)}))
{
    auto log = EventLog::open(m_dir.filePath(QStringLiteral("events.db")), m_clock);
    Q_ASSERT(log);
    m_log = std::move(*log);
    status.health = Health::Ok;
    status.release = QStringLiteral("2024.08.20");
    status.startedAt = start;
    status.canRestart = true;
    status.trafficRunning = true;
    status.memoryLimitBytes = std::int64_t(246 * mebi);
}

void FakeHistory::run(int seconds, const FakeSecond &second)
{
    run(seconds, [&](int) { return second; });
}

void FakeHistory::run(int seconds, const std::function<FakeSecond(int)> &shape)
{
    for (int i = 0; i < seconds; ++i) {
        m_clock.advance(Millis(1000));
        const FakeSecond s = shape(i);
        const double rest = s.residentMiB * mebi;
        const double retainedBytes = s.retained * 2048;
        std::deque<std::string> names; // what the samples look at
        std::vector<ParsedSample> samples{
            gauge("process_resident_memory_bytes", rest),
            gauge("sessiond_memory_limit_bytes", s.limitMiB * mebi),
            gauge("sessiond_memory_bytes{component=\"sessions\"}", s.active * 1500),
            gauge("sessiond_memory_bytes{component=\"session_data\"}", s.active * 2300),
            gauge("sessiond_memory_bytes{component=\"retained\"}", retainedBytes),
            gauge("sessiond_memory_bytes{component=\"journal\"}", 9 * mebi),
            gauge("sessiond_memory_bytes{component=\"accounts\"}", 3 * mebi),
            gauge("sessiond_memory_bytes{component=\"http\"}", 7 * mebi),
            gauge("sessiond_memory_bytes{component=\"hashing\"}", 1 * mebi),
            gauge("sessiond_memory_unaccounted_bytes", 12 * mebi),
            gauge("sessiond_sessions{state=\"active\"}", s.active),
            gauge("sessiond_sessions{state=\"expired\"}", s.expired),
            gauge("sessiond_sessions{state=\"retained\"}", s.retained),
        };
        for (int n = 0; n < furtherGauges; ++n) {
            names.push_back("further_gauge{number=\"" + std::to_string(n) + "\"}");
            samples.push_back(gauge(names.back(), std::sin((i + n) * 0.01) * n));
        }
        const auto stored = m_store.appendScrape(m_scraped, m_clock.now(), samples, 0.002);
        Q_ASSERT(stored);
        derive(s);
    }
    status.lastScrapeAt = m_clock.now();
}

void FakeHistory::derive(const FakeSecond &s)
{
    using namespace derived;
    std::vector<SeriesValue> values;
    const auto put = [&](std::string_view name, const Labels &labels, double value) {
        values.push_back({m_store.series(m_derived, SeriesKey{std::string(name), labels}), value});
    };
    for (std::string_view name : {latency1m, latency15s}) {
        if (s.p99Ms) {
            put(name, latencyLabels(routeValidate, p50), *s.p99Ms / 6000);
            put(name, latencyLabels(routeValidate, p95), *s.p99Ms / 2500);
            put(name, latencyLabels(routeValidate, p99), *s.p99Ms / 1000);
            put(name, latencyLabels(routeLogin, p99), 0.048);
        }
        put(name, latencyLabels(routeValidate, slowest), s.slowestMs / 1000);
    }
    put(dbLatency15s, quantileLabels(p99), 0.0013);
    put(latencyCount1m, routeLabels(routeValidate), s.validations);
    put(requestRate, outcomeLabels(outcomeOk), s.validations / 50);
    put(requestRate, outcomeLabels(outcomeRefused), s.refusedPerSecond);
    put(requestRate, outcomeLabels(outcomeError), s.errorPercent.value_or(0) * s.validations / 6000);
    if (s.errorPercent) {
        put(errorPercent1m, {}, *s.errorPercent);
    }
    const double parts[] = {
        s.active * 1500, s.active * 2300, s.retained * 2048, 9 * mebi, 3 * mebi, 7 * mebi, mebi};
    for (std::size_t i = 0; i < memoryComponents.size(); ++i) {
        put(memoryBytes, componentLabels(memoryComponents[i]), parts[i]);
    }
    put(memoryBytes, componentLabels(unaccounted), 12 * mebi);
    put(sessionsCreated, {}, 312);
    put(sessionsEnded, {}, 298);
    put(retainedSlope, {}, s.retained > 0 ? 795 : 0);
    if (s.memorySlopeMiBPerMin) {
        put(memorySlope, {}, *s.memorySlopeMiBPerMin * mebi / 60);
    }
    if (s.limitSeconds) {
        put(memoryTimeToLimit, {}, *s.limitSeconds);
    }
    if (s.leakNamed) {
        put(leakSuspected, Labels{{"component", "retained"}, {"detector", "ledger"}}, 1);
    }
    if (s.leakLimitSeconds) {
        put(leakTimeToLimit, Labels{{"component", "retained"}}, *s.leakLimitSeconds);
    }
    const auto stored = m_store.append(m_derived, m_clock.now(), values);
    Q_ASSERT(stored);
}

void FakeHistory::fail(int seconds)
{
    for (int i = 0; i < seconds; ++i) {
        m_clock.advance(Millis(1000));
        const auto stored = m_store.appendFailure(m_scraped, m_clock.now(), 0.5);
        const auto derived = m_store.append(m_derived, m_clock.now(), {});
        Q_ASSERT(stored && derived);
    }
}

void FakeHistory::log(Event event)
{
    if (event.at == Timestamp{}) {
        event.at = m_clock.now();
    }
    if (event.origin.isEmpty()) {
        event.origin = QStringLiteral("quarterdeck");
        event.originInstance = QStringLiteral("test");
    }
    const auto seq = m_log->append(std::move(event));
    Q_ASSERT(seq);
}

HistorySnapshot FakeHistory::snapshot()
{
    HistorySnapshot snapshot;
    snapshot.now = m_clock.now();
    snapshot.series = m_store.snapshot();
    snapshot.events = m_log->snapshot();
    snapshot.status = status;
    return snapshot;
}

} // namespace qd::test
