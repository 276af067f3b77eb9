// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/service_health.h"

#include "backend/protocol/names.h"
#include "model/health/status_at.h"

namespace qd {

namespace metric = protocol::metric;

std::optional<double> newestValue(const SeriesSnapshot &series, std::string_view name, const Labels &contains,
                                  Timestamp now, Millis lookBack)
{
    const SeriesView view = series.first(name, contains);
    const std::optional<Sample> sample = view.isNull() ? std::nullopt : view.at(now, lookBack);
    return sample ? std::optional(sample->value) : std::nullopt;
}

std::optional<double> newestSum(const SeriesSnapshot &series, std::string_view name, const Labels &contains,
                                Timestamp now, Millis lookBack)
{
    std::optional<double> sum;
    for (const SeriesView &view : series.select(name, contains)) {
        if (const auto sample = view.at(now, lookBack))
            sum = sum.value_or(0) + sample->value;
    }
    return sum;
}

void judgeScrapes(ServiceStatus &status, const std::optional<Error> &scrapeError, Timestamp now)
{
    if (status.health != Health::Ok && status.health != Health::Unknown)
        return;
    if (scrapeError) {
        const bool nobody = scrapeError->code == ErrorCode::Unavailable || scrapeError->code == ErrorCode::Timeout;
        status.health = nobody ? Health::Down : Health::Unknown;
        status.problem =
            QStringLiteral("The metrics of %1 cannot be read: %2.").arg(status.target.label(), scrapeError->words);
        return;
    }
    const Millis patience = std::max<Millis>(3 * status.scrapeInterval, std::chrono::seconds(15));
    if (status.lastScrapeAt && now - *status.lastScrapeAt > patience)
        status.health = Health::Unknown;
}

void judge(ServiceStatus &status, const SeriesSnapshot &series, Timestamp now)
{
    if (const auto limit = newestValue(series, metric::kMemoryLimit, {}, now))
        status.memoryLimitBytes = static_cast<std::int64_t>(*limit);
    if (const auto inFlight = newestSum(series, metric::kHttpInFlight, {}, now))
        status.requestsInFlight = static_cast<int>(*inFlight);
    if (const auto started = newestValue(series, metric::kStartTime, {}, now))
        status.startedAt = Timestamp(Millis(static_cast<std::int64_t>(*started * 1000)));
    for (const SeriesView &build : series.select(metric::kBuildInfo)) {
        const std::string_view release = build.key().labels.value("release");
        if (build.at(now, std::chrono::seconds(10)) && !release.empty())
            status.release = QString::fromUtf8(release.data(), static_cast<qsizetype>(release.size()));
    }
    if (status.health != Health::Ok)
        return;
    HistorySnapshot history;
    history.now = now;
    history.series = series;
    history.status = status;
    status.problem = whyDegraded(history, now);
    if (!status.problem.isEmpty())
        status.health = Health::Degraded;
}

} // namespace qd
