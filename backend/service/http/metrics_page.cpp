// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/metrics_page.h"

#include "backend/protocol/names.h"
#include "backend/service/core/session_service.h"
#include "backend/service/http/server.h"

#include <algorithm>

namespace sessiond::http {
namespace {

namespace metric = qd::protocol::metric;

/// Room for {route,code}: what the families of fixed size leave of kMostSeries.
constexpr std::size_t kFixedSeries = 3 * (kLatencyBounds + 3) +                              // latencies
                                     (kQueries + 1) * (CoarseHistogram::bounds.size() + 3) + // queries, passes
                                     kEndReasons + 26;
constexpr std::size_t kMostRequestSeries = MetricsPage::kMostSeries - kFixedSeries;

} // namespace

std::uint64_t MemoryBreakdown::sum() const
{
    return core.sessions + core.sessionData + core.retained + core.journal + core.accounts + core.hashing + http;
}

MetricsPage::MetricsPage(const SessionService &service, const Server &server, const CoreHistograms &histograms,
                         std::string release, std::uint64_t memoryLimit)
    : m_service(service)
    , m_server(server)
    , m_histograms(histograms)
    , m_release(std::move(release))
    , m_memoryLimit(memoryLimit)
    , m_budget(kMostRequestSeries)
{}

RequestCells::Totals MetricsPage::requests() const
{
    return m_server.totals();
}

MemoryBreakdown MetricsPage::memory() const
{
    MemoryBreakdown memory;
    memory.core = m_service.memory();
    memory.http = static_cast<std::uint64_t>(std::max<std::int64_t>(0, m_server.totals().bytes));
    memory.resident = readProcessStats().residentBytes;
    return memory;
}

std::string MetricsPage::render(MetricsFormat format)
{
    MetricsText text(format);
    process(text, readProcessStats());
    memory(text);
    sessions(text);
    database(text);
    http(text, m_server.totals());
    return text.finish();
}

void MetricsPage::process(MetricsText &text, const ProcessStats &stats) const
{
    text.gauge(metric::kResidentBytes, "Resident memory of the process.");
    text.sample(stats.residentBytes);
    text.counter(metric::kCpuSeconds, "User and system processor time spent.");
    text.sample(stats.cpuSeconds);
    text.gauge(metric::kStartTime, "Start of the process since the epoch.");
    text.sample(stats.startTime);
    text.gauge(metric::kOpenFds, "Open file descriptors.");
    text.sample(stats.openDescriptors);
    text.gauge(metric::kMaxFds, "Most file descriptors the process may open.");
    text.sample(stats.maxDescriptors);
    text.gauge(metric::kBuildInfo, "Constant 1, labelled with the release.");
    text.sample(std::uint64_t{1}, {{"release", m_release}});
}

void MetricsPage::memory(MetricsText &text) const
{
    const MemoryBreakdown memory = this->memory();
    text.gauge(metric::kMemoryBytes, "Memory by component, measured where it is held.");
    const std::array<std::uint64_t, 7> bytes{memory.core.sessions, memory.core.sessionData, memory.core.retained,
                                             memory.core.journal,  memory.core.accounts,    memory.http,
                                             memory.core.hashing};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        text.sample(bytes[i], {{"component", metric::kComponents[i]}});
    }
    text.gauge(metric::kMemoryUnaccounted, "Resident memory that no component claims.");
    text.sample(memory.unaccounted());
    text.gauge(metric::kMemoryLimit, "Memory the service may use; 0 for no limit.");
    text.sample(m_memoryLimit);
}

void MetricsPage::sessions(MetricsText &text) const
{
    const Counters counters = m_service.counters();
    text.gauge(metric::kSessions, "Stored sessions by state.");
    for (std::size_t i = 0; i < counters.sessions.size(); ++i) {
        text.sample(counters.sessions[i], {{"state", metric::kStates[i]}});
    }
    text.gauge(metric::kRetainedAfterPass, "Retained sessions at the end of the last collector pass.");
    text.sample(counters.retainedAfterPass);
    text.counter(metric::kCreated, "Sessions created.");
    text.sample(counters.created);
    text.counter(metric::kEnded, "Sessions ended, by reason.");
    for (std::size_t i = 0; i < counters.ended.size(); ++i) {
        text.sample(counters.ended[i], {{"reason", toText(static_cast<EndReason>(i))}});
    }
    text.counter(metric::kCollected, "Sessions whose memory the collector took back.");
    text.sample(counters.collected);
    text.counter(metric::kCollectorPasses, "Completed collector passes.");
    text.sample(counters.collectorPasses);
    text.gauge(metric::kHashQueue, "Passwords waiting to be hashed.");
    text.sample(counters.hashQueue);
}

void MetricsPage::database(MetricsText &text) const
{
    const auto add = [&](const CoarseHistogram &histogram, std::string_view name, std::string_view value) {
        const auto buckets = histogram.buckets();
        text.buckets(CoarseHistogram::bounds, buckets, histogram.sum(), {name, value});
    };
    text.histogram(metric::kCollectorPassSeconds, "Duration of collector passes.");
    add(m_histograms.passes(), {}, {});
    text.histogram(metric::kDbSeconds, "Duration of database queries.");
    for (std::size_t i = 0; i < kQueries; ++i) {
        const auto query = static_cast<Query>(i);
        add(m_histograms.queries(query), "query", toText(query));
    }
}

void MetricsPage::http(MetricsText &text, const RequestCells::Totals &totals)
{
    text.histogram(metric::kHttpSeconds, "From a request fully read to its response queued.");
    for (std::size_t i = 0; i < RequestCells::Totals::classes; ++i) {
        const auto &latency = totals.latency[i];
        text.buckets(latencyBoundsSeconds(), latency.buckets, decimalSeconds(latency.nanoseconds),
                     {"route", nameOf(static_cast<LatencyClass>(i))});
    }
    text.gauge(metric::kHttpInFlight, "Requests being answered.");
    text.sample(static_cast<std::uint64_t>(std::max<std::int64_t>(0, totals.inFlight)));
    text.gauge(metric::kConnections, "Open client connections of both planes.");
    text.sample(static_cast<std::uint64_t>(std::max<std::int64_t>(0, totals.connections)));
    text.counter(metric::kHttpRequests, "Requests answered, by route and status code.");
    requestCounts(text, totals);
}

void MetricsPage::requestCounts(MetricsText &text, const RequestCells::Totals &totals)
{
    const std::lock_guard lock(m_mutex);
    std::uint64_t other = 0;
    for (std::size_t route = 0; route < totals.requests.size(); ++route) {
        for (std::size_t code = 0; code < kStatuses.size(); ++code) {
            const std::uint64_t count = totals.requests[route][code];
            if (count > 0 && !m_budget.admit({route, code})) {
                other += count;
            }
        }
    }
    for (const auto &[route, code] : m_budget.shown()) {
        text.sample(totals.requests[route][code], {{"route", nameOf(static_cast<RouteLabel>(route))},
                                                   {"code", std::to_string(kStatuses[code])}});
    }
    if (other > 0) {
        text.sample(other, {{"route", "other"}, {"code", "other"}});
    }
}

MetricsFormat formatFor(std::string_view accept)
{
    return accept.find("application/openmetrics-text") != std::string_view::npos ? MetricsFormat::OpenMetrics
                                                                                 : MetricsFormat::Prometheus;
}

std::string_view contentTypeOf(MetricsFormat format)
{
    return format == MetricsFormat::OpenMetrics ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                                : "text/plain; version=0.0.4; charset=utf-8";
}

} // namespace sessiond::http
