// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/query_rules.h"

#include <array>
#include <random>

namespace qd::bench {

namespace {

constexpr std::array patterns{
    "sum by (n) (rate(calls_total{n=\"$\"}[5m])) > 100",
    "rate(errors_total{n=\"$\"}[5m]) / rate(calls_total{n=\"$\"}[5m]) > 0.01",
    "histogram_quantile(0.99, sum by (le) (rate(took_bucket{n=\"$\"}[5m]))) > 0.5",
    "predict_linear(bytes{n=\"$\"}[1h], 4 * 3600) > 1e9",
    "max_over_time(bytes{n=\"$\"}[10m]) - min_over_time(bytes{n=\"$\"}[10m]) > 5000000",
    "absent(calls_total{n=\"$\"})",
    "sum(increase(errors_total{n=\"$\"}[30m])) > 10 and sum(rate(calls_total{n=\"$\"}[30m])) > 1",
    "avg_over_time(bytes{n=\"$\"}[15m]) > bool 1e8",
    "deriv(bytes{n=\"$\"}[30m]) > 1000 unless on(n) calls_total{n=\"$\"} < 0",
    "changes(errors_total{n=\"$\"}[10m]) >= 5",
};

} // namespace

std::vector<std::string> rules(int count, int families)
{
    std::vector<std::string> made;
    for (int i = 0; i < count; ++i) {
        std::string text = patterns[std::size_t(i) % patterns.size()];
        const std::string family = std::to_string(i / int(patterns.size()) % families);
        for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$'))
            text.replace(at, 1, family);
        made.push_back(std::move(text));
    }
    return made;
}

std::vector<MadeSeries> madeSeries(int series, int families, Millis step, Millis span)
{
    std::mt19937 random(1);
    const auto rows = static_cast<std::size_t>(span / step);
    constexpr std::array bounds{"0.1", "0.5", "1", "+Inf"};
    std::vector<MadeSeries> made;
    for (int i = 0; i < series; ++i) {
        const std::string labels = "{job=\"bench\",n=\"" + std::to_string(i % families) + "\",instance=\"" +
                                   std::to_string(i / families / 7) + "\"";
        const int kind = i / families % 7; // one in seven is a gauge, four are buckets
        MadeSeries one;
        if (kind < 3)
            one.name = (kind == 0 ? "bytes" : kind == 1 ? "calls_total" : "errors_total") + labels + "}";
        else
            one.name = "took_bucket" + labels + ",le=\"" + bounds[std::size_t(kind - 3)] + "\"}";
        double value = 1e6;
        for (std::size_t row = 0; row < rows; ++row) {
            value = kind == 0 ? 1e6 + double(random() % 10'000'000)
                              : value + double(random() % (kind == 2 ? 3U : 50U) * unsigned(kind + 1));
            one.values.push_back(value);
        }
        made.push_back(std::move(one));
    }
    return made;
}

} // namespace qd::bench
