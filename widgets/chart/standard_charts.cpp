// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/derived_names.h"
#include "widgets/chart/chart_spec.h"
#include "widgets/shared/theme.h"

namespace qd {

namespace {

using std::string;

TraceSpec component(const QString &label, const char *name, const QColor &color, int importance,
                    const QString &shortLabel = {})
{
    return {label,
            string(derived::memoryBytes),
            derived::componentLabels(name),
            color,
            TraceStyle::Stack,
            0,
            false,
            shortLabel,
            importance};
}

/// What grows when something leaks lies high, where its growth is not carried by what is under it; only hashing is
/// above, which comes and goes between two scrapes and would shake every layer that lies on it.
ChartSpec memoryChart()
{
    ChartSpec c{ChartId::Memory, QStringLiteral("Memory"), QStringLiteral("by component"), Unit::Bytes};
    c.weight = 150;
    // In a narrow legend: what leaks or grows with people, then what nobody can account for, then what is steady.
    c.traces = {
        component(QStringLiteral("Unaccounted"), "unaccounted", series_color::unaccounted, 3,
                  QStringLiteral("Other")),
        component(QStringLiteral("Accounts"), "accounts", series_color::accounts, 0, QStringLiteral("Acc.")),
        component(QStringLiteral("Journal"), "journal", series_color::journal, 1),
        component(QStringLiteral("HTTP"), "http", series_color::http, 2),
        component(QStringLiteral("Sessions"), "sessions", series_color::sessions, 4),
        component(QStringLiteral("Session data"), "session_data", series_color::sessionData, 5,
                  QStringLiteral("Data")),
        component(QStringLiteral("Retained"), "retained", series_color::retained, 6),
        component(QStringLiteral("Hashing"), "hashing", series_color::hashing, 0, QStringLiteral("Hash")),
        {QStringLiteral("Resident"), "process_resident_memory_bytes", {}, {}, TraceStyle::Line, 1.5, true}};
    c.limits = {{QStringLiteral("limit"), "sessiond_memory_limit_bytes", {}}};
    c.outlook = OutlookSpec{c.traces.back().metric,
                            {},
                            string(derived::leakSoonestLimit),
                            string(derived::leakTimeToLimit),
                            string(derived::leakLatestLimit)};
    c.waitingFor = QStringLiteral("the first scrape");
    return c;
}

TraceSpec quantile(const QString &label, std::string_view q, const QColor &color, bool primary = false)
{
    return {label,
            string(derived::latency15s),
            derived::latencyLabels(derived::routeValidate, q),
            color,
            TraceStyle::Line,
            1.5,
            primary};
}

ChartSpec latencyChart()
{
    ChartSpec c{ChartId::Latency, QStringLiteral("Latency"), QStringLiteral("validate"), Unit::Seconds,
                ScaleKind::Logarithmic};
    c.weight = 110;
    c.traces = {quantile(QStringLiteral("p50"), derived::p50, series_color::p50),
                quantile(QStringLiteral("p95"), derived::p95, series_color::p95),
                quantile(QStringLiteral("p99"), derived::p99, series_color::p99, true)};
    c.heat = HeatSpec{"sessiond_http_request_duration_seconds_bucket", Labels({{"route", "validate"}})};
    c.waitingFor = QStringLiteral("the first validated session");
    return c;
}

ChartSpec sessionsChart()
{
    ChartSpec c{ChartId::Sessions, QStringLiteral("Sessions"), QStringLiteral("by state"), Unit::Count};
    c.weight = 90;
    const auto state = [](const char *name) { return Labels({{"state", name}}); };
    c.traces = {{QStringLiteral("Active"), "sessiond_sessions", state("active"), series_color::sessions,
                 TraceStyle::Line, 1.6},
                {QStringLiteral("Expired"), "sessiond_sessions", state("expired"), series_color::unaccounted,
                 TraceStyle::Line, 1.4},
                {QStringLiteral("Retained"), "sessiond_sessions", state("retained"), series_color::retained,
                 TraceStyle::Line, 2, true}};
    c.waitingFor = QStringLiteral("the first scrape");
    return c;
}

ChartSpec requestsChart()
{
    ChartSpec c{ChartId::Requests, QStringLiteral("Requests"), QString(), Unit::PerSecond};
    c.weight = 58;
    const string rate(derived::requestRate);
    c.traces = {{QStringLiteral("2xx"), rate, derived::outcomeLabels(derived::outcomeOk),
                 series_color::sessionData, TraceStyle::Stack, 1.4, true},
                {QStringLiteral("refused"), rate, derived::outcomeLabels(derived::outcomeRefused),
                 series_color::http, TraceStyle::Stack},
                {QStringLiteral("5xx"), rate, derived::outcomeLabels(derived::outcomeError),
                 series_color::retained, TraceStyle::Stack}};
    c.waitingFor = QStringLiteral("the first requests");
    return c;
}

ChartSpec databaseChart()
{
    ChartSpec c{ChartId::Database, QStringLiteral("Database"), QStringLiteral("query p99"), Unit::Seconds};
    c.weight = 38;
    c.traces = {{QStringLiteral("p99"), string(derived::dbLatency15s), derived::quantileLabels(derived::p99),
                 series_color::journal, TraceStyle::Line, 1.4, true}};
    c.waitingFor = QStringLiteral("the first query");
    return c;
}

} // namespace

std::vector<ChartSpec> standardCharts()
{
    return {memoryChart(), latencyChart(), sessionsChart(), requestsChart(), databaseChart()};
}

} // namespace qd
