// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/foreign_history.h"

#include "model/series/series_store.h"

#include <array>
#include <cmath>
#include <map>
#include <random>

namespace qd::test {

namespace {

using namespace std::chrono_literals;

const Timestamp end{Millis(1'724'122'800'000)};

/// Rows of one target, added one by one.
class Scrapes
{
public:
    Scrapes(Millis span, Millis interval)
        : m_store({5000, std::chrono::hours(24 * 400)})
        , m_group(m_store.addGroup({GroupKind::Scraped, Labels({{"job", "foreign"}}), interval}))
        , m_rows(static_cast<int>(span / interval))
        , m_interval(interval)
    {}

    [[nodiscard]] int rows() const { return m_rows; }
    double noise() { return m_normal(m_random); }
    void put(std::string series, double value, SeriesType type = SeriesType::Gauge)
    {
        m_row.push_back({std::move(series), value, type});
    }
    void finish(int row)
    {
        std::vector<ParsedSample> samples;
        for (const Cell &cell : m_row) {
            samples.push_back({cell.series, cell.value, cell.type});
        }
        (void)m_store.appendScrape(m_group, end - m_interval * (m_rows - row), samples, 0.004);
        m_row.clear();
    }
    [[nodiscard]] HistoryPtr history()
    {
        auto history = std::make_shared<HistorySnapshot>();
        history->generation = 1;
        history->now = end;
        history->series = m_store.snapshot();
        return history;
    }

private:
    struct Cell
    {
        std::string series;
        double value;
        SeriesType type;
    };
    SeriesStore m_store;
    GroupId m_group;
    int m_rows;
    Millis m_interval;
    std::vector<Cell> m_row;
    std::mt19937 m_random{11};
    std::normal_distribution<double> m_normal{0, 1};
};

/// Counters that begin again at zero in the middle.
class Counters
{
public:
    double add(const std::string &name, double by) { return m_values[name] += std::max(0.0, by); }
    void restart() { m_values.clear(); }

private:
    std::map<std::string, double> m_values;
};

void putCpu(Scrapes &scrapes, Counters &counters, int row)
{
    static constexpr std::array<const char *, 8> modes{"idle", "user", "system",  "iowait",
                                                       "nice", "irq",  "softirq", "steal"};
    for (int cpu = 0; cpu < 16; ++cpu) {
        const double busy = 0.3 + 0.2 * std::sin(row / 90.0 + cpu) + 0.05 * scrapes.noise();
        for (std::size_t m = 0; m < modes.size(); ++m) {
            const std::string name =
                "node_cpu_seconds_total{cpu=\"" + std::to_string(cpu) + "\",mode=\"" + modes[m] + "\"}";
            const double share = m == 0 ? 1 - busy : (m == 1 ? busy * 0.6 : (m == 2 ? busy * 0.3 : 0.01));
            scrapes.put(name, counters.add(name, share * 5), SeriesType::Counter);
        }
    }
}

void putNetwork(Scrapes &scrapes, Counters &counters, int row)
{
    for (const char *device : {"eth0", "eth1", "lo", "docker0", "veth1a", "veth2b", "veth3c", "wlan0", "tun0"}) {
        const double busy = std::string_view(device) == "eth0" ? 40 : 2;
        for (const char *metric : {"receive_bytes", "transmit_bytes", "receive_packets", "transmit_packets"}) {
            const std::string name = std::string("node_network_") + metric + "_total{device=\"" + device + "\"}";
            const double rate = busy * 1e5 * (1.2 + std::sin(row / 60.0) + 0.2 * scrapes.noise());
            scrapes.put(name, std::round(counters.add(name, rate * 5)), SeriesType::Counter);
        }
    }
}

void putDisks(Scrapes &scrapes, Counters &counters, int row)
{
    for (int disk = 0; disk < 12; ++disk) {
        for (const char *metric : {"read_bytes", "written_bytes"}) {
            const std::string name =
                std::string("node_disk_") + metric + "_total{device=\"sd" + static_cast<char>('a' + disk) + "\"}";
            scrapes.put(name, counters.add(name, disk * 4096.0 * (2 + std::sin(row / 30.0 + disk))),
                        SeriesType::Counter);
        }
    }
}

void putRequests(Scrapes &scrapes, Counters &counters, int row)
{
    for (const char *handler : {"/", "/login", "/api/v1/items", "/static"}) {
        for (const char *code : {"200", "404", "500"}) {
            const std::string name =
                std::string("http_requests_total{handler=\"") + handler + "\",code=\"" + code + "\"}";
            const double rate = code[0] == '2' ? 30 + 10 * std::sin(row / 50.0) : 0.4;
            scrapes.put(name, std::round(counters.add(name, rate * 5 + scrapes.noise())), SeriesType::Counter);
        }
    }
    static constexpr std::array<double, 8> bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1};
    double below = 0;
    for (std::size_t b = 0; b <= bounds.size(); ++b) {
        const double middle = 2.5 + 1.5 * std::sin(row / 120.0);
        below += 40 * std::exp(-(double(b) - middle) * (double(b) - middle) / 2);
        const std::string le = b < bounds.size() ? std::to_string(bounds[b]) : "+Inf";
        const std::string name = "http_request_duration_seconds_bucket{le=\"" + le + "\"}";
        scrapes.put(name, std::round(counters.add(name, below)), SeriesType::Histogram);
    }
}

} // namespace

HistoryPtr oneGauge()
{
    Scrapes scrapes(24h * 14, 5min);
    for (int row = 0; row < scrapes.rows(); ++row) {
        const double day = std::sin(row / 288.0 * 2 * M_PI);
        const double failing = row > 3000 && row < 3100 ? -38 : 0;
        scrapes.put("machine_temperature", 86 + 7 * day + 1.2 * scrapes.noise() + failing);
        scrapes.finish(row);
    }
    return scrapes.history();
}

HistoryPtr machineGauges()
{
    Scrapes scrapes(48h, 1min);
    constexpr double gib = 1024.0 * 1024 * 1024;
    for (int row = 0; row < scrapes.rows(); ++row) {
        const double leak = 0.5 * row / scrapes.rows();
        const double used = (1.2 + leak + 0.02 * scrapes.noise()) * gib;
        scrapes.put("used_memory_bytes", used);
        scrapes.put("available_memory_bytes", 15.5 * gib - used);
        scrapes.put("total_memory_bytes", 15.5 * gib);
        scrapes.put("memory_percent", used / (15.5 * gib) * 100);
        scrapes.put("cpu_usage_percent", std::abs(12 + 6 * std::sin(row / 200.0) + 3 * scrapes.noise()));
        scrapes.put("cached_memory_bytes", (1.4 + 0.1 * std::sin(row / 400.0)) * gib);
        scrapes.put("swap_used_bytes", 0);
        scrapes.put("disk_used_percent", 77.8);
        scrapes.put("cpu_temperature_celsius", 51 + 4 * std::sin(row / 200.0) + scrapes.noise());
        scrapes.put("open_files", std::round(310 + 20 * std::sin(row / 300.0)));
        scrapes.finish(row);
    }
    return scrapes.history();
}

HistoryPtr manySeries()
{
    Scrapes scrapes(1h, 5s);
    Counters counters;
    for (int row = 0; row < scrapes.rows(); ++row) {
        if (row == scrapes.rows() / 2) {
            counters.restart();
        }
        putCpu(scrapes, counters, row);
        putNetwork(scrapes, counters, row);
        putDisks(scrapes, counters, row);
        putRequests(scrapes, counters, row);
        scrapes.put("node_load1", 1.2 + 0.4 * std::sin(row / 70.0) + 0.05 * scrapes.noise());
        scrapes.put("node_memory_MemAvailable_bytes", 6e9 + 4e8 * std::sin(row / 100.0));
        scrapes.put("process_start_time_seconds", 1.7241e9);
        scrapes.put("go_goroutines", 40 + std::round(4 * scrapes.noise()));
        scrapes.put("build_info{version=\"1.2.3\"}", 1);
        scrapes.finish(row);
    }
    return scrapes.history();
}

} // namespace qd::test
