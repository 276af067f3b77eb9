// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/impact.h"

#include "model/base/units.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace qd::incident {

namespace {

constexpr std::string_view requestsMetric = "sessiond_http_requests_total";
constexpr std::string_view bucketsMetric = "sessiond_http_request_duration_seconds_bucket";
constexpr std::string_view sessionsMetric = "sessiond_sessions";
constexpr std::string_view signInsMetric = "sessiond_sessions_created_total";

Figure unknown(const QString &why)
{
    return {std::nullopt, why};
}

/// The upper bound of a bucket in seconds; infinite for "+Inf" and for what is no number.
double boundOf(std::string_view text)
{
    double bound = std::numeric_limits<double>::infinity();
    std::from_chars(text.data(), text.data() + text.size(), bound);
    return bound;
}

/// Of users, and not of those who watch the service.
bool isOfUsers(const SeriesView &requests)
{
    const std::string_view route = requests.key().labels.value("route");
    return route != "admin" && route != "health" && route != "metrics";
}

struct Requests
{
    std::optional<double> all;
    std::optional<double> failed;
};

void addTo(std::optional<double> &sum, std::optional<double> value)
{
    if (value)
        sum = sum.value_or(0) + *value;
}

Requests countRequests(const SeriesSnapshot &series, TimeRange span)
{
    const Timestamp begin = series.extent().begin;
    Requests requests;
    for (const SeriesView &view : series.select(requestsMetric)) {
        if (!isOfUsers(view))
            continue;
        const auto risen = risenWithin(view, span, begin);
        addTo(requests.all, risen);
        if (view.key().labels.value("code").starts_with('5'))
            addTo(requests.failed, risen);
    }
    if (requests.all && !requests.failed)
        requests.failed = 0; // the service lists a code when it first answers with it
    return requests;
}

/// Requests beyond the first bound that is not below `slowAfter`, and that bound.
struct Slow
{
    std::optional<double> count;
    double bound = 0;
};

Slow countSlow(const SeriesSnapshot &series, TimeRange span, double slowAfter)
{
    const Timestamp begin = series.extent().begin;
    std::map<double, double> risenBy; ///< over all routes, by bound: cumulative
    for (const SeriesView &view : series.select(bucketsMetric)) {
        const double bound = boundOf(view.key().labels.value("le"));
        if (bound < slowAfter || !isOfUsers(view))
            continue;
        if (const auto risen = risenWithin(view, span, begin))
            risenBy[bound] += *risen;
    }
    if (risenBy.size() < 2 || !std::isinf(risenBy.rbegin()->first))
        return {};
    const auto &[bound, within] = *risenBy.begin();
    return {std::max(0.0, risenBy.rbegin()->second - within), bound};
}

/// Those that were there at the beginning and those that began since.
std::optional<double> sessionsUsed(const SeriesSnapshot &series, TimeRange span)
{
    std::optional<double> used;
    if (const auto there = series.first(sessionsMetric, Labels({{"state", "active"}})).at(span.begin))
        used = there->value;
    for (const SeriesView &view : series.select(signInsMetric))
        addTo(used, risenWithin(view, span, series.extent().begin));
    return used;
}

Figure shareOf(const Figure &requests, const Figure &failed, const Figure &slow)
{
    if (!failed.value || !slow.value)
        return unknown(failed.value ? slow.how : failed.how);
    if (requests.value.value_or(0) <= 0)
        return unknown(QStringLiteral("There were no requests in that time."));
    return {std::min(100.0, 100 * (*failed.value + *slow.value) / *requests.value),
            QStringLiteral("Requests that failed or were slow, of all; one that was both counts twice.")};
}

/// Whoever met one such request or more, if they fell on anybody alike: 1 - (1 - share)^(requests a session).
Figure usersOf(const Figure &share, const Figure &requests, const Figure &sessions)
{
    if (!share.value || !sessions.value)
        return unknown(share.value ? sessions.how : share.how);
    if (*sessions.value <= 0)
        return unknown(QStringLiteral("Nobody was signed in at that time."));
    const double each = std::max(1.0, *requests.value / *sessions.value);
    const double touched = 100 * (1 - std::pow(1 - *share.value / 100, each));
    return {std::round(touched / 100 * *sessions.value),
            QStringLiteral("Estimated: %1 of %2 sessions of that time, if each met its part of such requests. The "
                           "service does not count users.")
                .arg(units::percent(touched), units::count(*sessions.value))};
}

} // namespace

std::optional<double> risenWithin(const SeriesView &counter, TimeRange span, Timestamp historyBegin)
{
    const auto before = counter.at(span.begin);
    std::optional<double> last;
    if (before)
        last = before->value;
    else if (historyBegin < span.begin)
        last = 0;
    double risen = 0;
    bool any = false;
    counter.forEach(
        {before ? before->at + Millis(1) : span.begin, span.end + Millis(1)}, [&](const Sample &sample) {
            if (std::isnan(sample.value)) // stale markers among them: what comes after goes on or began anew
                return true;
            any = true;
            if (last)
                risen += sample.value >= *last ? sample.value - *last : sample.value;
            last = sample.value;
            return true;
        });
    return any || before ? std::optional(risen) : std::nullopt;
}

Impact impactOf(const SeriesSnapshot &series, TimeRange span, std::chrono::milliseconds slowAfter)
{
    const QString noRequests = QStringLiteral("Requests were not counted in that time.");
    const QString noTimes = QStringLiteral("How long requests took was not measured in that time.");
    Impact impact;
    const Requests requests = countRequests(series, span);
    impact.requests =
        requests.all ? Figure{requests.all, QStringLiteral("Requests answered.")} : unknown(noRequests);
    impact.failed = requests.all
                        ? Figure{requests.failed, QStringLiteral("Requests answered with a status of 5xx.")}
                        : unknown(noRequests);
    const Slow slow = countSlow(series, span, double(slowAfter.count()) / 1000);
    impact.slow =
        slow.count ? Figure{slow.count,
                            QStringLiteral("Requests that took longer than %1.").arg(units::seconds(slow.bound))}
                   : unknown(noTimes);
    const auto used = sessionsUsed(series, span);
    impact.sessions = used ? Figure{used, QStringLiteral("Signed in at the beginning or since.")}
                           : unknown(QStringLiteral("Sessions were not counted in that time."));
    impact.sharePercent = shareOf(impact.requests, impact.failed, impact.slow);
    impact.users = usersOf(impact.sharePercent, impact.requests, impact.sessions);
    return impact;
}

} // namespace qd::incident
