// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/query/random_series.h"

#include <array>
#include <functional>
#include <random>
#include <string>

namespace qd::test {

namespace {

class SeriesWriter
{
public:
    explicit SeriesWriter(unsigned seed)
        : m_random(seed)
    {}

    int below(int n) { return static_cast<int>(m_random() % static_cast<unsigned>(n)); }

    void begin(const char *type, const std::string &family) { m_out += "# TYPE " + family + ' ' + type + '\n'; }
    /// A sample each `step` seconds, but for gaps one in `gaps` of the time.
    void add(const std::string &series, int step, int gaps, const std::function<std::int64_t()> &next)
    {
        const std::int64_t begin = randomSeriesSpan.begin.time_since_epoch().count() / 1000;
        const std::int64_t end = randomSeriesSpan.end.time_since_epoch().count() / 1000;
        int missing = 0;
        for (std::int64_t at = begin; at < end; at += step) {
            const std::int64_t value = next();
            if (gaps > 0 && missing == 0 && below(gaps) == 0)
                missing = 1 + below(40);
            if (missing > 0)
                --missing;
            else
                m_out += series + ' ' + std::to_string(value) + ' ' + std::to_string(at) + '\n';
        }
    }
    /// What is no ordinary number, now and then.
    void oddities(const std::string &series)
    {
        constexpr std::array odd{"NaN", "+Inf", "-Inf", "1e+06", "-0"};
        const std::int64_t begin = randomSeriesSpan.begin.time_since_epoch().count() / 1000;
        for (std::int64_t at = 0; at < 7200; at += 30) {
            const std::string value = below(4) == 0 ? odd[std::size_t(below(5))] : std::to_string(below(9) - 4);
            m_out += series + ' ' + value + ' ' + std::to_string(begin + at) + '\n';
        }
    }
    void gauge(const std::string &series, int step, int gaps, int most)
    {
        add(series, step, gaps, [this, most] { return below(most); });
    }
    /// Resets to a value that is large beside its steps: see differences.md, "extrapolation to zero".
    void counter(const std::string &series, int step, int gaps, int rise)
    {
        std::int64_t value = 100 * rise;
        add(series, step, gaps, [this, value, rise]() mutable {
            value = below(60) == 0 ? 100 * rise + below(rise) : value + below(rise);
            return value;
        });
    }
    [[nodiscard]] std::string finished() { return m_out + "# EOF\n"; }

private:
    std::mt19937 m_random;
    std::string m_out;
};

void forEachTarget(const std::function<void(const std::string &labels)> &add)
{
    for (const char *job : {"a", "b"})
        for (int i = 0; i < 4; ++i)
            add("{job=\"" + std::string(job) + "\",instance=\"" + std::to_string(i) + "\"}");
}

void addHistograms(SeriesWriter &out)
{
    out.begin("unknown", "latency_bucket");
    for (const char *job : {"a", "b"}) {
        int share = 1;
        for (const char *le : {"0.1", "0.5", "1", "2.5", "+Inf"})
            out.counter("latency_bucket{job=\"" + std::string(job) + "\",le=\"" + le + "\"}", 15, 0, 20 * share++);
    }
}

} // namespace

QByteArray randomSeries(unsigned seed)
{
    SeriesWriter out(seed);
    struct Gauges
    {
        const char *name;
        int step;
        int gaps;
        int most;
    };
    for (const Gauges &g :
         {Gauges{"gauge", 15, 0, 1'000'000}, Gauges{"other", 15, 0, 1'000'000}, Gauges{"sparse", 60, 0, 1000},
          Gauges{"flat", 30, 0, 4}, Gauges{"holes", 15, 100, 1000}}) {
        out.begin("gauge", g.name);
        forEachTarget([&](const std::string &labels) { out.gauge(g.name + labels, g.step, g.gaps, g.most); });
    }
    out.begin("gauge", "odd");
    forEachTarget([&](const std::string &labels) { out.oddities("odd" + labels); });
    for (const std::string name : {"limit", "limit_other"}) {
        out.begin("gauge", name);
        out.gauge(name + "{job=\"a\"}", 15, 0, 500);
        out.gauge(name + "{job=\"b\"}", 15, 200, 500);
    }
    for (const std::string name : {"whole", "whole_other"}) {
        out.begin("gauge", name);
        out.gauge(name, 15, 0, 500);
    }
    out.begin("counter", "requests");
    for (const char *job : {"a", "b"})
        for (int i = 0; i < 4; ++i)
            for (const char *code : {"200", "500"})
                out.counter("requests_total{job=\"" + std::string(job) + "\",instance=\"" + std::to_string(i) +
                                "\",code=\"" + code + "\"}",
                            15, i == 3 ? 100 : 0, 50);
    out.begin("counter", "jobs");
    out.counter("jobs_total{job=\"a\"}", 15, 0, 10);
    out.counter("jobs_total{job=\"b\"}", 15, 0, 10);
    out.begin("counter", "all");
    out.counter("all_total", 15, 0, 10);
    addHistograms(out);
    return QByteArray::fromStdString(out.finished());
}

} // namespace qd::test
