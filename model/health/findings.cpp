// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/units.h"
#include "model/health/figures.h"
#include "model/health/reading.h"
#include "model/health/translate.h"
#include "model/rules/derived_names.h"
#include "model/session/phrases.h"

#include <algorithm>

namespace qd {

int rank(Severity severity)
{
    switch (severity) {
    case Severity::Critical:
        return 0;
    case Severity::Warning:
        return 1;
    case Severity::Unknown:
        return 2;
    case Severity::Ok:
        break;
    }
    return 3;
}

namespace {

using health::tr;

bool isAlarmed(Severity severity)
{
    return rank(severity) < 2;
}

Finding serviceFinding(const ServiceStatus &status)
{
    Finding f{QStringLiteral("service"),
              severityOf(status.health),
              {},
              status.problem,
              false,
              0,
              TileKind::Memory,
              false};
    if (status.health == Health::Degraded) {
        // What it is degraded by has a row of its own; the same thing is not counted twice.
        f.severity = Severity::Ok;
        f.title = tr("The service answers");
        f.detail.clear();
        return f;
    }
    f.title =
        status.health == Health::Ok ? tr("The service is ready") : tr("Service: %1").arg(wordOf(status.health));
    return f;
}

Finding memoryFinding(const TileReading &reading)
{
    Finding f{QStringLiteral("memory"), reading.severity, tr("Memory is within its limit"), {}, false, 0,
              TileKind::Memory};
    const QString now = reading.value + u' ' + reading.unit;
    if (isAlarmed(reading.severity)) {
        f.title = reading.state.startsWith(tr("limit in")) ? tr("Memory reaches its %1").arg(reading.state)
                                                           : tr("Memory is %1").arg(reading.state);
        f.detail = tr("%1 of its limit resident.").arg(now);
    } else {
        f.detail = now + QStringLiteral(", ") + reading.state;
    }
    if (reading.severity == Severity::Unknown) {
        f.title = tr("Growth of memory is not known yet");
    }
    return f;
}

Finding latencyFinding(const TileReading &reading)
{
    Finding f{QStringLiteral("latency"), reading.severity, tr("Validation is fast enough"), {}, false, 0,
              TileKind::Latency};
    f.detail = tr("%1 %2 %3").arg(reading.title, reading.value, reading.unit);
    if (isAlarmed(reading.severity)) {
        f.title = tr("Validation is slow: p99 %1").arg(reading.state);
    }
    return f;
}

Finding retainedFinding(const Figures &figures, const TileReading &reading)
{
    Finding f{QStringLiteral("retained"), reading.severity, tr("Sessions leave memory after logout"), {}, false, 0,
              TileKind::Retained};
    if (!isAlarmed(reading.severity)) {
        f.detail = tr("%1 retained").arg(reading.value);
        return f;
    }
    const Figure count = figures.read("sessiond_sessions", Labels{{"state", "retained"}});
    const Figure bytes = figures.read("sessiond_memory_bytes", Labels{{"component", "retained"}});
    f.retained = std::int64_t(count.value.value_or(0));
    f.offersPurge = f.retained > 0;
    f.title = tr("%1 sessions retained after logout").arg(reading.value);
    QStringList parts{reading.state};
    if (bytes.isFresh() && f.retained > 0) {
        parts << tr("%1 each, %2 in all")
                     .arg(byteWords(std::int64_t(*bytes.value / double(f.retained))),
                          byteWords(std::int64_t(*bytes.value)));
    }
    f.detail = parts.join(QStringLiteral(" · "));
    return f;
}

Finding errorFinding(const TileReading &reading)
{
    Finding f{QStringLiteral("errors"), reading.severity, tr("Errors are within budget"), {}, false, 0,
              TileKind::Errors};
    f.detail = tr("%1 %2 of requests of the last minute").arg(reading.value, reading.unit);
    if (isAlarmed(reading.severity)) {
        f.title = tr("Too many requests fail: %1").arg(reading.state);
    }
    return f;
}

/// Only where there is something to say: the watching itself is lame, and not what is watched.
std::optional<Finding> seriesFinding(const Figures &figures)
{
    const Figure leftOut = figures.read(derived::seriesLeftOut);
    if (!leftOut.isFresh() || *leftOut.value < 1) {
        return std::nullopt;
    }
    Finding f{QStringLiteral("series"), Severity::Warning, {}, {}, false, 0, TileKind::Memory};
    f.title = tr("%1 series are left out").arg(units::count(*leftOut.value));
    f.detail = tr("The service has more series than are kept. What is left out is neither drawn nor judged.");
    return f;
}

} // namespace

std::vector<Finding> findings(const HistorySnapshot &history, Timestamp at, const std::vector<TileReading> &tiles)
{
    const auto tile = [&](TileKind kind) -> const TileReading & { return tiles[std::size_t(kind)]; };
    const Figures figures(history, at);
    std::vector<Finding> all{serviceFinding(history.status), memoryFinding(tile(TileKind::Memory)),
                             latencyFinding(tile(TileKind::Latency)),
                             retainedFinding(figures, tile(TileKind::Retained)),
                             errorFinding(tile(TileKind::Errors))};
    if (const auto lame = seriesFinding(figures)) {
        all.push_back(*lame);
    }
    for (Finding &f : all) {
        if (f.severity == Severity::Unknown && f.id != u"service") {
            const TileReading &reading = tile(f.chart);
            if (reading.isValueKnown) {
                continue;
            }
            f.title = tr("%1: not known").arg(reading.title);
            f.detail = reading.state;
        }
    }
    std::ranges::stable_sort(all, {}, [](const Finding &f) { return rank(f.severity); });
    return all;
}

} // namespace qd
