// SPDX-License-Identifier: GPL-3.0-or-later
// ./dev bench tick: what rules cost after each scrape: evaluating all of them, stepping their alerts, and writing
// their series into the store, as LiveRules has it done.
#include "model/rules/rule_engine.h"
#include "model/series/parsed_sample.h"
#include "tests/bench/machine.h"
#include "tests/bench/query_rules.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

using namespace qd;
using namespace std::chrono_literals;

namespace {

constexpr Timestamp begin{Millis(1'724'112'000'000)};
constexpr int ticks = 200;

struct Load
{
    const char *name;
    int rules;
    int series;
    int families;
    Millis step;
    Millis history;
};

constexpr std::array loads{Load{"30 rules, 60 series, every 15 s, a day", 30, 60, 3, 15s, 24h},
                           Load{"30 rules, 60 series, every 1 s, a day", 30, 60, 3, 1s, 24h},
                           Load{"100 rules, 500 series, every 15 s, 2 h", 100, 500, 10, 15s, 2h},
                           Load{"100 rules, 500 series, every 1 s, 2 h", 100, 500, 10, 1s, 2h}};

rules::RuleFile ruleFile(const Load &load)
{
    std::string text = "groups:\n- name: bench\n  interval: " + std::to_string(load.step / 1s) + "s\n  rules:\n";
    int number = 0;
    for (const std::string &rule : bench::rules(load.rules, load.families))
        text +=
            "  - alert: Rule" + std::to_string(number++) + "\n    expr: '" + rule +
            "'\n    for: 1m\n    labels: {severity: warning}\n    annotations: {summary: 'Now {{ $value }} of {{ "
            "$labels.instance }}.'}\n";
    return rules::parseRuleFile(text, QStringLiteral("bench.yml")).value();
}

/// What was scraped, and what comes next.
class History
{
public:
    explicit History(const Load &load)
        : m_store({5000, load.history + 25h, std::size_t(16) << 20U})
        , m_load(load)
        , m_series(bench::madeSeries(load.series, load.families, load.step, load.history + load.step * ticks))
        , m_group(m_store.addGroup({GroupKind::Scraped, {}, load.step, {}}))
    {
        for (const bench::MadeSeries &series : m_series)
            m_handles.push_back(m_store.series(m_group, seriesKeyOf(series.name).value()));
        while (m_rows < std::size_t(load.history / load.step))
            scrape();
    }

    Timestamp scrape()
    {
        std::vector<SeriesValue> row;
        for (std::size_t i = 0; i < m_series.size(); ++i)
            row.push_back({m_handles[i], m_series[i].values[m_rows]});
        const Timestamp at = begin + m_load.step * std::int64_t(m_rows++);
        (void)m_store.append(m_group, at, row);
        return at;
    }
    SeriesStore &store() { return m_store; }

private:
    SeriesStore m_store;
    const Load &m_load;
    std::vector<bench::MadeSeries> m_series;
    GroupId m_group;
    std::vector<SeriesHandle> m_handles;
    std::size_t m_rows = 0;
};

struct Figures
{
    std::vector<double> times; ///< in order of size
    std::size_t transitions = 0;
    std::size_t active = 0; ///< alerts at the end
    std::size_t failed = 0; ///< rules
};

Figures measure(const Load &load)
{
    History history(load);
    rules::SeriesRuleStore results(history.store());
    rules::RuleEngine engine({ruleFile(load)}, results);
    Figures figures;
    for (int i = 0; i < ticks; ++i) {
        const Timestamp at = history.scrape();
        const auto started = std::chrono::steady_clock::now();
        figures.transitions += engine.evaluateDue(at).size();
        figures.times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count());
    }
    for (std::size_t i = 0; i < engine.rules().size(); ++i) {
        figures.active += engine.alertsOf(i).active().size();
        figures.failed += engine.rules()[i].health.condition == rules::RuleCondition::Failed ? 1 : 0;
    }
    std::ranges::sort(figures.times);
    return figures;
}

} // namespace

int main(int argc, char **argv)
{
    std::printf(
        "| load | p50 ms | p99 ms | alerts active | transitions | rules that fail |\n|---|---|---|---|---|---|\n");
    QJsonArray rows;
    for (const Load &load : loads) {
        const Figures figures = measure(load);
        const double p50 = figures.times[ticks / 2];
        const double p99 = figures.times[ticks * 99 / 100];
        std::printf("| %s | %.2f | %.2f | %zu | %zu | %zu |\n", load.name, p50, p99, figures.active,
                    figures.transitions, figures.failed);
        rows.append(QJsonObject{{QStringLiteral("load"), QString::fromUtf8(load.name)},
                                {QStringLiteral("p50_ms"), p50},
                                {QStringLiteral("p99_ms"), p99}});
    }
    QFile file(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString());
    if (argc > 1 && file.open(QIODevice::WriteOnly))
        file.write(QJsonDocument(
                       QJsonObject{{QStringLiteral("machine"), bench::machine()}, {QStringLiteral("ticks"), rows}})
                       .toJson());
    return 0;
}
