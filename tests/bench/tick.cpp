// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev bench tick: what it costs to evaluate 100 rules over 500 series, as a watch does at each interval.
#include "model/query/evaluator.h"
#include "model/series/parsed_sample.h"
#include "tests/bench/machine.h"
#include "tests/bench/query_rules.h"
#include "tests/support/sample_history.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace qd;
using namespace std::chrono_literals;

namespace {

constexpr int ruleCount = 100;
constexpr int seriesCount = 500;
constexpr int families = 10;
constexpr Timestamp begin{Millis(1'724'112'000'000)};

SeriesSnapshot history(Millis step, Millis span)
{
    std::map<SeriesKey, std::vector<Sample>> all;
    for (const bench::MadeSeries &series : bench::madeSeries(seriesCount, families, step, span)) {
        std::vector<Sample> &samples = all[seriesKeyOf(series.name).value()];
        for (std::size_t i = 0; i < series.values.size(); ++i)
            samples.push_back({begin + step * std::int64_t(i), series.values[i]});
    }
    return test::historyOf(all);
}

struct Ticks
{
    double median = 0;
    double p99 = 0;
    std::size_t elements = 0; ///< of all answers of the last one
};

Ticks measure(const SeriesSnapshot &series, const std::vector<query::Query> &queries, Millis step)
{
    constexpr int rounds = 200;
    std::vector<double> times;
    Ticks ticks;
    for (int i = 0; i < rounds; ++i) {
        const Timestamp at = series.extent().end - Millis(1) - step * (i % 50);
        ticks.elements = 0;
        const auto started = std::chrono::steady_clock::now();
        for (const query::Query &query : queries) {
            const auto answer = query.at(series, at);
            if (answer)
                ticks.elements += std::get<std::vector<query::VectorElement>>(answer->value).size();
        }
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count());
    }
    std::ranges::sort(times);
    ticks.median = times[times.size() / 2];
    ticks.p99 = times[times.size() * 99 / 100];
    return ticks;
}

} // namespace

int main(int argc, char **argv)
{
    std::vector<query::Query> queries;
    for (const std::string &rule : bench::rules(ruleCount, families))
        queries.push_back(query::Query::prepare(rule).value());
    std::printf("%d rules over %d series, an hour of them\n| scraped every | p50 ms | p99 ms | elements "
                "|\n|---|---|---|---|\n",
                ruleCount, seriesCount);
    QJsonArray rows;
    for (const Millis step : {Millis(15s), Millis(1s)}) {
        const Ticks ticks = measure(history(step, 1h), queries, step);
        std::printf("| %lld s | %.2f | %.2f | %zu |\n", static_cast<long long>(step / 1s), ticks.median, ticks.p99,
                    ticks.elements);
        rows.append(QJsonObject{{QStringLiteral("step_seconds"), double(step / 1s)},
                                {QStringLiteral("p50_ms"), ticks.median},
                                {QStringLiteral("p99_ms"), ticks.p99}});
    }
    QFile file(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString());
    if (argc > 1 && file.open(QIODevice::WriteOnly))
        file.write(QJsonDocument(
                       QJsonObject{{QStringLiteral("machine"), bench::machine()}, {QStringLiteral("ticks"), rows}})
                       .toJson());
    return 0;
}
