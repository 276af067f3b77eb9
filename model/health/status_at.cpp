// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/status_at.h"

#include "model/health/reading.h"
#include "model/health/translate.h"

namespace qd {

namespace {

using health::tr;

/// Events looked at for the last thing that happened to the service. Where more than this lie between, what was
/// scraped speaks alone.
constexpr std::size_t mostLooked = 512;

bool isLifecycle(EventKind kind)
{
    switch (kind) {
    case EventKind::ServiceStarted:
    case EventKind::ServiceReady:
    case EventKind::ServiceStopped:
    case EventKind::ServiceCrashed:
    case EventKind::ServiceHung:
    case EventKind::RestartRequested:
    case EventKind::DeployRequested:
        return true;
    default:
        return false;
    }
}

/// The last event at or before `at` that tells how the service is.
const Event *lastLifecycle(const EventSnapshot &events, Timestamp at)
{
    std::size_t i = events.lowerBound(at + Millis(1));
    for (std::size_t looked = 0; i > 0 && looked < mostLooked; --i, ++looked) {
        if (isLifecycle(events.at(i - 1).kind)) {
            return &events.at(i - 1);
        }
    }
    return nullptr;
}

Health healthAfter(EventKind kind)
{
    switch (kind) {
    case EventKind::ServiceStarted:
        return Health::Starting;
    case EventKind::ServiceReady:
        return Health::Ok;
    case EventKind::ServiceHung:
        return Health::Hung;
    case EventKind::RestartRequested:
    case EventKind::DeployRequested:
        return Health::Draining;
    default:
        return Health::Down;
    }
}

/// Before it is there for the first time there is nothing to fail: a history may begin with a service that starts.
/// Most begin with one that answers, so the first sample tells.
bool wasReached(const SeriesView &up, Timestamp at)
{
    bool reached = false;
    up.forEach({Timestamp{}, at}, [&](const Sample &scrape) {
        reached = scrape.value > 0;
        return !reached;
    });
    return reached;
}

/// `up` tells of scrapes, events of the process, and the newer of the two is right. But a hang ends only with an
/// event, since metrics may go on meanwhile, and failing scrapes do not say why: the last event does.
void judgeHealth(const HistorySnapshot &history, Timestamp at, ServiceStatus &status)
{
    const SeriesView up = history.series.first("up");
    const Sample scrape = (up.isNull() ? std::nullopt : up.at(at, staleAfter(status))).value_or(Sample{});
    const bool isScraped = scrape.at != Timestamp{};
    const Event *event = lastLifecycle(history.events, at);
    const Health told = event ? healthAfter(event->kind) : Health::Unknown;
    const bool isEventNewer = event && (!isScraped || event->at > scrape.at);
    status.health = Health::Unknown;
    if (isEventNewer) {
        status.health = at - event->at <= staleAfter(status) ? told : Health::Unknown;
    } else if (isScraped && scrape.value > 0) {
        status.health = told == Health::Hung ? told : Health::Ok;
    } else if (isScraped && told != Health::Ok && told != Health::Unknown) {
        status.health = told;
    } else if (isScraped && wasReached(up, at)) {
        status.problem = tr("Its metrics could not be read.");
    }
}

std::optional<double> valueAt(const HistorySnapshot &history, std::string_view name, Timestamp at, Millis lookBack)
{
    const SeriesView series = history.series.first(name);
    const auto sample = series.isNull() ? std::nullopt : series.at(at, lookBack);
    return sample ? std::optional(sample->value) : std::nullopt;
}

QString releaseAt(const HistorySnapshot &history, Timestamp at, Millis lookBack)
{
    for (const SeriesView &build : history.series.select("sessiond_build_info")) {
        const std::string_view release = build.key().labels.value("release");
        if (!release.empty() && build.at(at, lookBack)) {
            return QString::fromUtf8(release.data(), qsizetype(release.size()));
        }
    }
    return {};
}

} // namespace

ServiceStatus factsAt(const HistorySnapshot &history, Timestamp at)
{
    ServiceStatus status;
    status.target = history.status.target;
    status.scrapeInterval = history.status.scrapeInterval;
    status.dataFolder = history.status.dataFolder;
    const Millis lookBack = staleAfter(status);
    judgeHealth(history, at, status);
    status.release = releaseAt(history, at, lookBack);
    if (const auto limit = valueAt(history, "sessiond_memory_limit_bytes", at, lookBack)) {
        status.memoryLimitBytes = std::int64_t(*limit);
    }
    if (const auto started = valueAt(history, "process_start_time_seconds", at, lookBack)) {
        status.startedAt = Timestamp(Millis(std::int64_t(*started * 1000)));
    }
    return status;
}

QString whyDegraded(const HistorySnapshot &history, Timestamp at)
{
    const Finding worst = findings(history, at).front();
    const bool isOpen = worst.severity == Severity::Warning || worst.severity == Severity::Critical;
    return isOpen ? worst.title + u'.' : QString();
}

ServiceStatus statusAt(const HistorySnapshot &history, Timestamp at)
{
    return historyAt(history, at).status;
}

HistorySnapshot historyAt(const HistorySnapshot &history, Timestamp at)
{
    HistorySnapshot then = history;
    then.status = factsAt(history, at);
    if (then.status.health == Health::Ok) {
        then.status.problem = whyDegraded(then, at);
        then.status.health = then.status.problem.isEmpty() ? Health::Ok : Health::Degraded;
    }
    return then;
}

} // namespace qd
