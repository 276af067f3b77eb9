// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/reading.h"

#include "model/base/units.h"
#include "model/health/figures.h"
#include "model/health/translate.h"
#include "model/rules/derived_names.h"
#include "model/session/phrases.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

using health::tr;

constexpr double mebi = 1024.0 * 1024.0;

QString decimals(double value, int places)
{
    return QString::number(value, 'f', places);
}

/// A rate for a glance: "0.4", "9", "612".
QString rate(double value)
{
    const bool tenths = value < 9.95 && std::abs(value - std::round(value)) >= 0.05;
    return tenths ? decimals(value, 1) : units::count(value);
}

/// What every tile says when its value is too old to act on.
TileReading unknownReading(TileKind kind, const QString &title, const Figure &figure, const ServiceStatus &status)
{
    TileReading r{kind, title, tr("unknown"), {}, Severity::Unknown, {}, {}, false};
    if (figure.value) {
        r.state = tr("last known %1 ago").arg(roughDuration(figure.age));
    } else if (status.health == Health::Starting) {
        r.state = tr("the service is starting");
    } else {
        r.state = tr("no data");
    }
    return r;
}

Severity atLeast(double value, double warning, double critical)
{
    return value >= critical ? Severity::Critical : (value >= warning ? Severity::Warning : Severity::Ok);
}

bool isWarmingUp(const Figures &figures)
{
    const auto started = figures.history().status.startedAt;
    return started && figures.at() - *started < threshold::warmUp;
}

/// The least of what the leak detectors tell under that name, of whatever component.
std::optional<double> leastOfLeaks(const Figures &figures, std::string_view name)
{
    std::optional<double> least;
    for (const SeriesView &one : figures.history().series.select(name))
        if (const auto sample = one.at(figures.at(), staleAfter(figures.history().status)))
            least = std::min(least.value_or(sample->value), sample->value);
    return least;
}

/// Seconds. Of a leak as its detector has it, which is what the chart draws; else, and where that is soon, as
/// memory rises just now.
std::optional<double> timeToLimit(const Figures &figures)
{
    const Figure now = figures.read(derived::memoryTimeToLimit);
    const auto ofLeak = leastOfLeaks(figures, derived::leakTimeToLimit);
    const bool isSoon = now.isFresh() && *now.value <= double(threshold::limitCritical.count());
    if (ofLeak && !(isSoon && *ofLeak > double(threshold::limitCritical.count())))
        return ofLeak;
    return now.isFresh() ? now.value : std::nullopt;
}

/// State words and severity of memory from its growth.
void judgeGrowth(const Figures &figures, TileReading &r)
{
    const Figure slope = figures.read(derived::memorySlope);
    if (!slope.isFresh()) {
        r.state = tr("slope not known yet");
        // Nothing can be said about its growth; that it is too much already is known all the same.
        r.severity = r.severity == Severity::Ok ? Severity::Unknown : r.severity;
        return;
    }
    const double perMin = *slope.value * 60 / mebi;
    // What is known to leak does not fill caches, however young the process is, and is not steady, however slow.
    const bool leaks = perMin > 0 && leastOfLeaks(figures, derived::leakSuspected) > 0;
    if (std::abs(perMin) < 0.05 && !leaks) {
        r.state = tr("steady");
        return;
    }
    r.state = (perMin > 0 ? QStringLiteral("+") : QString()) + units::number(perMin) + tr(" MiB/min");
    if (isWarmingUp(figures) && !leaks) {
        r.state = tr("warming up, ") + r.state;
        return;
    }
    if (leaks) {
        r.state = tr("leaking, ") + r.state;
        r.severity = std::max(r.severity, Severity::Warning);
    }
    const auto toLimit = perMin > 0 ? timeToLimit(figures) : std::nullopt;
    if (toLimit && *toLimit <= double(threshold::limitWarn.count())) {
        if (*toLimit >= 1) // else it is there, and how much it takes says so
            r.state = tr("limit in %1").arg(roughDuration(Millis(std::int64_t(*toLimit * 1000))));
        const bool soon = *toLimit <= double(threshold::limitCritical.count());
        r.severity = std::max(r.severity, soon ? Severity::Critical : Severity::Warning);
    }
}

TileReading memoryReading(const Figures &figures)
{
    const QString title = tr("Memory");
    const Figure resident = figures.read("process_resident_memory_bytes");
    if (!resident.isFresh()) {
        return unknownReading(TileKind::Memory, title, resident, figures.history().status);
    }
    TileReading r{
        TileKind::Memory, title, {}, {}, Severity::Ok, {}, figures.spark("process_resident_memory_bytes")};
    const double mib = *resident.value / mebi;
    r.value = mib >= 1024 ? decimals(mib / 1024, 2) : decimals(mib, mib < 10 ? 1 : 0);
    r.unit = mib >= 1024 ? tr("GiB") : tr("MiB");
    const Figure limitFigure = figures.read("sessiond_memory_limit_bytes");
    const double limit = limitFigure.value.value_or(double(figures.history().status.memoryLimitBytes));
    double percent = 0;
    if (limit > 0) {
        percent = 100 * *resident.value / limit;
        r.unit += QStringLiteral(" · %1 %").arg(decimals(percent, percent < 10 ? 1 : 0));
        r.severity = atLeast(percent, threshold::memoryWarnPercent, threshold::memoryCriticalPercent);
    }
    judgeGrowth(figures, r);
    if (percent >= threshold::memoryWarnPercent && !r.state.startsWith(tr("limit in"))) {
        r.state = tr("above %1 % of its limit")
                      .arg(r.severity == Severity::Critical ? threshold::memoryCriticalPercent
                                                            : threshold::memoryWarnPercent);
    }
    return r;
}

QString loginBeside(const Figures &figures)
{
    const Figure login =
        figures.read(derived::latency1m, derived::latencyLabels(derived::routeLogin, derived::p99));
    return login.isFresh() ? tr(" · login %1").arg(rate(*login.value * 1000)) : QString();
}

TileReading fewRequests(const Figures &figures, double count)
{
    TileReading r{TileKind::Latency,
                  tr("Validate"),
                  QStringLiteral("–"),
                  {},
                  Severity::Unknown,
                  tr("no requests in the last minute"),
                  {},
                  false};
    const Figure slowest =
        figures.read(derived::latency1m, derived::latencyLabels(derived::routeValidate, derived::slowest));
    if (count >= 1 && slowest.isFresh()) {
        r.value = units::number(*slowest.value * 1000);
        r.unit = tr("ms max");
        r.isValueKnown = true;
        // Of so few one may be slow and mean nothing; that all is well it does not mean either.
        r.severity = *slowest.value * 1000 < threshold::latencyCriticalMs ? Severity::Ok : Severity::Warning;
        r.state = tr("n = %1, too few for p99").arg(count, 0, 'f', 0);
    }
    return r;
}

TileReading latencyReading(const Figures &figures)
{
    const QString title = tr("p99 validate");
    const Labels p99 = derived::latencyLabels(derived::routeValidate, derived::p99);
    const Figure count = figures.read(derived::latencyCount1m, derived::routeLabels(derived::routeValidate));
    if (!count.isFresh()) {
        return unknownReading(TileKind::Latency, title, count, figures.history().status);
    }
    const Figure latency = figures.read(derived::latency1m, p99);
    if (*count.value < threshold::fewRequests || !latency.isFresh()) {
        return fewRequests(figures, *count.value);
    }
    const double ms = *latency.value * 1000;
    TileReading r{TileKind::Latency,
                  title,
                  units::number(ms),
                  tr("ms") + loginBeside(figures),
                  Severity::Ok,
                  {},
                  figures.spark(derived::latency1m, p99)};
    r.severity = atLeast(ms, threshold::latencyWarnMs, threshold::latencyCriticalMs);
    if (r.severity == Severity::Ok) {
        r.state = tr("below %1 ms").arg(threshold::latencyWarnMs);
        return r;
    }
    const double line = r.severity == Severity::Critical ? threshold::latencyCriticalMs : threshold::latencyWarnMs;
    const Millis since = figures.heldFor(derived::latency1m, p99, [line](double s) { return s * 1000 >= line; });
    r.state = tr("above %1 ms for %2").arg(line).arg(roughDuration(since));
    return r;
}

TileReading activeReading(const Figures &figures)
{
    const QString title = tr("Active sessions");
    const Labels active{{"state", "active"}};
    const Figure count = figures.read("sessiond_sessions", active);
    if (!count.isFresh()) {
        return unknownReading(TileKind::Active, title, count, figures.history().status);
    }
    TileReading r{TileKind::Active, title, thousands(std::int64_t(*count.value)),     {},
                  Severity::Ok,     {},    figures.spark("sessiond_sessions", active)};
    const Figure created = figures.read(derived::sessionsCreated);
    const Figure ended = figures.read(derived::sessionsEnded);
    r.state = created.isFresh() && ended.isFresh() ? tr("+%1 −%2 / min")
                                                         .arg(thousands(std::int64_t(std::round(*created.value))),
                                                              thousands(std::int64_t(std::round(*ended.value))))
                                                   : tr("rate not known yet");
    return r;
}

TileReading retainedReading(const Figures &figures)
{
    const QString title = tr("Retained after logout");
    const Labels retained{{"state", "retained"}};
    const Figure count = figures.read("sessiond_sessions", retained);
    if (!count.isFresh()) {
        return unknownReading(TileKind::Retained, title, count, figures.history().status);
    }
    TileReading r{TileKind::Retained, title, thousands(std::int64_t(*count.value)),       {},
                  Severity::Ok,       {},    figures.spark("sessiond_sessions", retained)};
    if (*count.value < threshold::retainedSuspect) {
        r.state = *count.value < 1 ? tr("none, as it should be") : tr("a few, awaiting a pass");
        return r;
    }
    const Millis since =
        figures.heldFor("sessiond_sessions", retained, [](double n) { return n >= threshold::retainedSuspect; });
    r.severity = since >= threshold::retainedCritical ? Severity::Critical : Severity::Warning;
    const Figure slope = figures.read(derived::retainedSlope);
    if (!slope.isFresh()) // just after a purge: what is there says nothing yet of how it grows
        r.state = tr("there for %1").arg(roughDuration(since));
    else if (std::abs(*slope.value) >= 0.5)
        r.state = tr("%1 for %2").arg(units::perMinute(*slope.value), roughDuration(since));
    else
        r.state = tr("not collected for %1").arg(roughDuration(since));
    return r;
}

TileReading errorReading(const Figures &figures)
{
    const QString title = tr("Errors (5xx)");
    const Figure refused = figures.read(derived::requestRate, derived::outcomeLabels(derived::outcomeRefused));
    const Figure percent = figures.read(derived::errorPercent1m);
    if (!percent.isFresh() && !refused.isFresh()) {
        return unknownReading(TileKind::Errors, title, percent, figures.history().status);
    }
    TileReading r{TileKind::Errors,
                  title,
                  QStringLiteral("–"),
                  {},
                  Severity::Unknown,
                  tr("no requests in the last minute"),
                  figures.spark(derived::errorPercent1m),
                  false};
    if (!percent.isFresh()) {
        return r;
    }
    const double share = *percent.value;
    r.isValueKnown = true;
    r.value = share > 0 && share < 0.1 ? QStringLiteral("< 0.1") : rate(share);
    r.unit = QStringLiteral("%");
    if (refused.isFresh()) {
        r.unit += tr(" · %1 refused/s").arg(rate(*refused.value));
    }
    r.severity = atLeast(share, threshold::errorWarnPercent, threshold::errorCriticalPercent);
    r.state = r.severity == Severity::Ok
                  ? tr("within budget")
                  : tr("above %1 %")
                        .arg(r.severity == Severity::Critical ? threshold::errorCriticalPercent
                                                              : threshold::errorWarnPercent);
    return r;
}

std::vector<TileReading> readingsOf(const Figures &figures)
{
    return {memoryReading(figures), latencyReading(figures), activeReading(figures), retainedReading(figures),
            errorReading(figures)};
}

} // namespace

Millis staleAfter(const ServiceStatus &status)
{
    return std::max<Millis>(3 * status.scrapeInterval, std::chrono::seconds(15));
}

std::vector<TileReading> tileReadings(const HistorySnapshot &history, Timestamp at)
{
    return readingsOf(Figures(history, at, Figures::Sparks::Yes));
}

std::vector<Finding> findings(const HistorySnapshot &history, Timestamp at)
{
    return findings(history, at, readingsOf(Figures(history, at))); // here, since nobody draws their sparklines
}

} // namespace qd
