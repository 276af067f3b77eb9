// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/http/core_histograms.h"
#include "backend/service/http/metrics_text.h"
#include "backend/service/http/process_stats.h"
#include "backend/service/http/request_cells.h"
#include "backend/service/http/series_budget.h"

#include <cstdint>
#include <mutex>
#include <string>

namespace sessiond {
class SessionService;
}

namespace sessiond::http {

class Server;

/// Resident memory taken apart. Components are measured where they are held; what none of them claims (code,
/// stacks, allocator slack) is `unaccounted`.
struct MemoryBreakdown
{
    MemoryReport core;
    std::uint64_t http = 0;
    std::uint64_t resident = 0;

    [[nodiscard]] std::uint64_t sum() const;
    [[nodiscard]] std::uint64_t unaccounted() const { return resident > sum() ? resident - sum() : 0; }
};

/// Renders /metrics: everything the service counts, in at most kMostSeries series.
class MetricsPage
{
public:
    static constexpr std::size_t kMostSeries = 400;

    MetricsPage(const SessionService &service, const Server &server, const CoreHistograms &histograms,
                std::string release, std::uint64_t memoryLimit);

    [[nodiscard]] std::string render(MetricsFormat format);
    [[nodiscard]] MemoryBreakdown memory() const;
    [[nodiscard]] RequestCells::Totals requests() const;

private:
    void process(MetricsText &text, const ProcessStats &stats) const;
    void memory(MetricsText &text) const;
    void sessions(MetricsText &text) const;
    void database(MetricsText &text) const;
    void http(MetricsText &text, const RequestCells::Totals &totals);
    void requestCounts(MetricsText &text, const RequestCells::Totals &totals);

    const SessionService &m_service;
    const Server &m_server;
    const CoreHistograms &m_histograms;
    const std::string m_release;
    const std::uint64_t m_memoryLimit;

    /// Pairs without a series of their own are summed into route="other",code="other".
    std::mutex m_mutex;
    SeriesBudget m_budget;
};

/// OpenMetrics when the Accept field asks for it, else the Prometheus text format.
[[nodiscard]] MetricsFormat formatFor(std::string_view accept);
[[nodiscard]] std::string_view contentTypeOf(MetricsFormat format);

} // namespace sessiond::http
