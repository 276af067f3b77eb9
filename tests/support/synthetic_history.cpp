// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/synthetic_history.h"

#include "model/event/event_log.h"
#include "model/rules/derived_names.h"
#include "model/series/series_store.h"

#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <random>

namespace qd::test {

namespace {

using namespace std::chrono_literals;

constexpr double mib = 1024 * 1024;

/// Bounds as sessiond has them: four an octave from 16 µs to 16 s.
std::vector<double> bucketBounds()
{
    std::vector<double> out;
    for (int i = 0; i <= 80; ++i) {
        out.push_back(16e-6 * std::exp2(i / 4.0));
    }
    return out;
}

class Maker
{
public:
    explicit Maker(const SyntheticOptions &options)
        : m_options(options)
        , m_group(m_store.addGroup({GroupKind::Scraped, Labels({{"job", "sessiond"}}), options.interval}))
        , m_derived(m_store.addGroup({GroupKind::Derived, Labels({{"job", "sessiond"}}), options.interval}))
    {}

    void run()
    {
        for (Timestamp t = m_options.end - m_options.span; t < m_options.end; t += m_options.interval) {
            step(t);
        }
    }
    void step(Timestamp t)
    {
        const Timestamp begin = m_options.end - m_options.span;
        const double share = double((t - begin).count()) / double(m_options.span.count());
        if (m_options.gap && share > 0.17 && share < 0.184) {
            (void)m_store.appendFailure(m_group, t, 0.001);
        } else {
            row(t, share);
        }
    }
    SeriesSnapshot snapshot() { return m_store.snapshot(); }

private:
    double noise() { return m_normal(m_random); }
    void put(const std::string &series, double value) { m_row.push_back({series, value}); }

    void row(Timestamp t, double share)
    {
        m_row.clear();
        const double leak = share < 0.31 ? 0 : std::min(1.0, (share - 0.31) / 0.65);
        memory(leak);
        put("sessiond_sessions{state=\"active\"}",
            std::round(14'000 + 2'000 * std::sin(share * 6) + 150 * noise()));
        put("sessiond_sessions{state=\"expired\"}", std::round(std::abs(900 + 250 * noise())));
        put("sessiond_sessions{state=\"retained\"}", std::round(31'000 * leak));
        if (m_options.heat) {
            buckets(leak);
        }
        std::vector<ParsedSample> samples;
        for (const auto &[name, value] : m_row) {
            samples.push_back({name, value, SeriesType::Gauge});
        }
        (void)m_store.appendScrape(m_group, t, samples, 0.004);
        derived(t, share, leak);
    }

    void memory(double leak)
    {
        const auto component = [](const char *name) {
            return std::string("quarterdeck_memory_bytes{component=\"") + name + "\"}";
        };
        const std::array<double, 8> sizes{22 + 0.4 * noise(), 34 + 0.6 * noise(),          62 * leak,    9, 3,
                                          7 + 0.7 * noise(),  4 + 1.5 * std::abs(noise()), 12 + 5 * leak};
        const std::array<const char *, 8> names{"sessions", "session_data", "retained", "journal",
                                                "accounts", "http",         "hashing",  "unaccounted"};
        double sum = 0;
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            put(component(names[i]), sizes[i] * mib);
            sum += sizes[i];
        }
        put("process_resident_memory_bytes", (sum + 6 + 1.2 * noise()) * mib);
        put("sessiond_memory_limit_bytes", 246 * mib);
    }

    void buckets(double leak)
    {
        static const std::vector<double> bounds = bucketBounds();
        m_counts.resize(bounds.size(), 0);
        const double centre = std::log2(0.28e-3) + 3.0 * leak;
        for (int n = 0; n < 60; ++n) {
            const bool slow = n % 9 == 0;
            const double latency = std::exp2(centre + (slow ? 2.6 : 0) + (slow ? 0.9 : 0.45) * noise());
            for (std::size_t b = 0; b < bounds.size(); ++b) {
                m_counts[b] += latency <= bounds[b] ? 1 : 0;
            }
            ++m_total;
        }
        for (std::size_t b = 0; b < bounds.size(); ++b) {
            put("sessiond_http_request_duration_seconds_bucket{route=\"validate\",le=\"" +
                    std::to_string(bounds[b]) + "\"}",
                m_counts[b]);
        }
        put("sessiond_http_request_duration_seconds_bucket{route=\"validate\",le=\"+Inf\"}", m_total);
    }

    void derived(Timestamp t, double share, double leak)
    {
        std::vector<SeriesValue> row;
        const auto add = [&](std::string_view name, const Labels &labels, double value) {
            row.push_back({m_store.series(m_derived, {std::string(name), labels}), value});
        };
        const auto latency = [&](std::string_view q, double exponent) {
            add(derived::latency15s, derived::latencyLabels(derived::routeValidate, q),
                1e-4 * std::pow(10, exponent));
        };
        latency(derived::p50, 0.45 + 0.5 * leak + 0.015 * noise());
        latency(derived::p95, 0.95 + 0.7 * leak + 0.03 * noise());
        latency(derived::p99, 1.3 + 0.9 * leak + 0.07 * noise());
        add(derived::requestRate, derived::outcomeLabels(derived::outcomeOk),
            560 + 60 * std::sin(share * 7) + 12 * noise());
        add(derived::requestRate, derived::outcomeLabels(derived::outcomeRefused), std::abs(9 + 2 * noise()));
        add(derived::requestRate, derived::outcomeLabels(derived::outcomeError),
            4 + 90 * std::max(0.0, leak - 0.75));
        add(derived::dbLatency15s, derived::quantileLabels(derived::p99), 1e-3 * (1.1 + 0.15 * std::abs(noise())));
        if (m_options.leakNamed && share >= 0.4) {
            const double perSecond = 67 / (0.65 * double(m_options.span.count()) / 1000);
            const double seconds = (246 - 97 - 67 * leak) / perSecond;
            const auto retained = derived::componentLabels("retained");
            add(derived::leakTimeToLimit, retained, seconds);
            add(derived::leakSoonestLimit, retained, 0.8 * seconds);
            add(derived::leakLatestLimit, retained, 1.35 * seconds);
        }
        (void)m_store.append(m_derived, t, row);
    }

    SyntheticOptions m_options;
    SeriesStore m_store;
    GroupId m_group;
    GroupId m_derived;
    std::mt19937 m_random{7};
    std::normal_distribution<double> m_normal{0, 1};
    std::vector<std::pair<std::string, double>> m_row;
    std::vector<double> m_counts;
    double m_total = 0;
};

Event event(EventKind kind, Timestamp at, const QString &subject, QJsonObject body = {})
{
    Event e;
    e.kind = kind;
    e.at = at;
    e.origin = QStringLiteral("quarterdeck");
    e.originInstance = QStringLiteral("test");
    e.subject = subject;
    e.body = std::move(body);
    return e;
}

EventSnapshot events(const SyntheticOptions &o)
{
    const QTemporaryDir folder;
    const ManualClock clock(o.end);
    auto log = EventLog::open(folder.filePath(QStringLiteral("events.db")), clock);
    const auto at = [&](double share) {
        return o.end - o.span + Millis(static_cast<std::int64_t>(share * double(o.span.count())));
    };
    const auto text = [](const char16_t *s) { return QString::fromUtf16(s); };
    std::vector<Event> all{
        event(EventKind::ServiceCrashed, at(0.17), text(u"sessiond")),
        event(EventKind::ServiceStarted, at(0.184), text(u"sessiond")),
        event(EventKind::Deploy, at(0.26), text(u"sessiond")),
        event(EventKind::AlertFiring, at(0.33), text(u"SessionsRetained"),
              {{text(u"severity"), text(u"warning")}, {text(u"summary"), text(u"sessions retained")}}),
        event(EventKind::AlertFiring, at(0.39), text(u"MemoryLeak"),
              {{text(u"severity"), text(u"critical")}, {text(u"summary"), text(u"leak named, then paged")}}),
        event(EventKind::Note, at(0.57), text(u"sessiond"), {{text(u"text"), text(u"rolled back, no change")}}),
        event(EventKind::PurgeFinished, at(0.86), text(u"sessiond"), {{text(u"purged"), 12431}}),
        event(EventKind::TrafficChanged, at(0.862), text(u"traffic")),
    };
    (void)log.value()->appendAll(std::move(all));
    return log.value()->snapshot();
}

} // namespace

HistoryPtr syntheticHistory(const SyntheticOptions &options)
{
    Maker maker(options);
    maker.run();
    auto history = std::make_shared<HistorySnapshot>();
    history->generation = 1;
    history->now = options.end;
    history->series = maker.snapshot();
    if (options.events) {
        history->events = events(options);
    }
    return history;
}

std::vector<HistoryPtr> growingHistory(Millis span, int more)
{
    SyntheticOptions options;
    options.span = span;
    Maker maker(options);
    maker.run();
    std::vector<HistoryPtr> out;
    for (int i = 0; i <= more; ++i) {
        const Timestamp now = options.end + options.interval * i;
        maker.step(now);
        auto history = std::make_shared<HistorySnapshot>();
        history->generation = static_cast<std::uint64_t>(i) + 1;
        history->now = now;
        history->series = maker.snapshot();
        out.push_back(std::move(history));
    }
    return out;
}

} // namespace qd::test
