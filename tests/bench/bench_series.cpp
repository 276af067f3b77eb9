// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/derived_series.h"
#include "model/series/exposition_parser.h"
#include "model/series/series_store.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

using namespace qd;
using namespace std::chrono_literals;

namespace {

double microseconds(const std::function<void()> &work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

void print(const char *what, std::vector<double> costs)
{
    std::sort(costs.begin(), costs.end());
    std::printf("%-58s median %9.1f us   p99 %9.1f us   worst %9.1f us\n", what, costs[costs.size() / 2],
                costs[costs.size() * 99 / 100], costs.back());
}

/// About 400 series of the kinds sessiond has, `second` seconds into its life.
std::string exposition(int second)
{
    std::string text;
    const auto line = [&](const std::string &series, double value) {
        char number[40];
        std::snprintf(number, sizeof number, " %.17g\n", value);
        text += series + number;
    };
    text += "# HELP process_resident_memory_bytes Resident memory.\n# TYPE process_resident_memory_bytes gauge\n";
    line("process_resident_memory_bytes", 5e7 + 4096.0 * (second * 7 % 1000));
    line("process_start_time_seconds", 1.7e9);
    line("sessiond_memory_limit_bytes", 256 << 20);
    for (const char *state : {"active", "expired", "retained"})
        line(std::string("sessiond_sessions{state=\"") + state + "\"}", second % 500);
    line("sessiond_sessions_created_total", second * 20);
    text += "# TYPE sessiond_http_request_duration_seconds histogram\n";
    for (const char *route : {"validate", "login", "other"})
        for (int i = 0; i <= 81; ++i) {
            const double bound = 16e-6 * std::exp2(i / 4.0);
            line(std::string("sessiond_http_request_duration_seconds_bucket{route=\"") + route + "\",le=\"" +
                     (i == 81 ? "+Inf" : std::to_string(bound)) + "\"}",
                 std::floor(second * 100.0 * std::min(1.0, i / 60.0)));
        }
    text += "# TYPE sessiond_http_requests_total counter\n";
    for (int i = 0; i < 110; ++i)
        line("sessiond_http_requests_total{route=\"r" + std::to_string(i / 10) + "\",code=\"" +
                 std::to_string(200 + i % 10) + "\"}",
             second * (i % 7));
    for (int i = 0; i < 37; ++i)
        line("sessiond_db_query_duration_seconds_bucket{query=\"q" + std::to_string(i / 9) + "\",le=\"" +
                 (i % 9 == 8 ? std::string("+Inf") : std::to_string(0.001 * (i % 9 + 1))) + "\"}",
             second * (i % 9));
    return text;
}

void scrapes()
{
    SeriesStore store;
    const Labels target{{"job", "sessiond"}, {"instance", "local"}};
    const GroupId group = store.addGroup({GroupKind::Scraped, target});
    DerivedSeries derived(store, target, 1s);
    ExpositionParser parser;
    std::vector<double> parsing, storing, deriving, taking;
    std::size_t series = 0;
    for (int second = 0; second < 4000; ++second) {
        const std::string text = exposition(second);
        const Timestamp at(std::chrono::seconds(1'700'000'000 + second));
        tl::expected<Exposition, ExpositionError> parsed;
        parsing.push_back(microseconds([&] { parsed = parser.parse(text, ExpositionFormat::PrometheusText); }));
        storing.push_back(microseconds([&] { (void)store.appendScrape(group, at, parsed->samples, 0.001); }));
        deriving.push_back(microseconds([&] { (void)derived.evaluate(at); }));
        SeriesSnapshot snapshot;
        taking.push_back(microseconds([&] { snapshot = store.snapshot(); }));
        series = parsed->samples.size();
    }
    std::printf("%zu series, %zu bytes of text, 4,000 scrapes\n", series, exposition(4000).size());
    print("parse", parsing);
    print("append", storing);
    print("derive", deriving);
    print("snapshot", taking);
    std::printf("%.1f MiB held\n", static_cast<double>(store.bytes()) / (1 << 20));
}

void day()
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Derived, {}});
    std::vector<SeriesHandle> handles;
    constexpr int count = 60;
    for (int i = 0; i < count; ++i)
        handles.push_back(store.series(group, {"s" + std::to_string(i), {}}));
    std::mt19937 random(1);
    std::vector<SeriesValue> row(count);
    for (int second = 0; second < 86'400; ++second) {
        for (int i = 0; i < count; ++i) {
            const auto steps = static_cast<double>(random() % 1000);
            row[static_cast<std::size_t>(i)] = {handles[static_cast<std::size_t>(i)],
                                                i % 2 == 0 ? 4096 * steps : steps * 1.0000001};
        }
        (void)store.append(group, Timestamp(std::chrono::seconds(1'700'000'000 + second)), row);
    }
    std::printf("\n%d series of 86,400 samples: %.1f MiB held\n", count,
                static_cast<double>(store.bytes()) / (1 << 20));
    const SeriesSnapshot snapshot = store.snapshot();
    std::vector<ColumnSummary> columns(1000);
    for (const auto &[what, span] :
         {std::pair{"24 h", 24.0 * 3600}, {"6 h", 6.0 * 3600}, {"1 h", 3600.0}, {"60 s", 60.0}})
        for (const int kind : {0, 1}) {
            std::vector<double> costs;
            const SeriesView view = snapshot.first("s" + std::to_string(kind));
            for (int i = 0; i < 200; ++i) {
                const Timestamp begin =
                    snapshot.extent().end - Millis(static_cast<std::int64_t>(span * 1000) + i * 37);
                const TimeGrid grid{begin, std::chrono::nanoseconds(static_cast<std::int64_t>(span * 1e6)), 1000};
                costs.push_back(microseconds([&] { view.columns(grid, columns); }));
            }
            print((std::string("1,000 columns over ") + what + (kind == 0 ? " of bytes" : " of doubles")).c_str(),
                  costs);
        }
}

} // namespace

int main()
{
    scrapes();
    day();
    return 0;
}
