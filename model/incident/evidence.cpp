// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/evidence.h"

#include "model/query/evaluator.h"

#include <QtCore/QJsonArray>

#include <algorithm>
#include <cmath>

namespace qd::incident {

using namespace std::chrono_literals;

namespace {

constexpr Millis oldestFigure = 15s;
constexpr Millis scrapesWithin = 1min;
constexpr std::size_t mostScrapes = 5;
constexpr auto slowestRoutes = "topk(5, histogram_quantile(0.99, sum by (route, le) "
                               "(rate(sessiond_http_request_duration_seconds_bucket[1m]))))";

// Frozen: members of bodies in logs and recordings.
constexpr auto atKey = QLatin1String("at_ms");
constexpr auto memoryKey = QLatin1String("memory_bytes");
constexpr auto residentKey = QLatin1String("resident_bytes");
constexpr auto limitKey = QLatin1String("memory_limit_bytes");
constexpr auto sessionsKey = QLatin1String("sessions");
constexpr auto inFlightKey = QLatin1String("in_flight");
constexpr auto slowestKey = QLatin1String("slowest");
constexpr auto routeKey = QLatin1String("route");
constexpr auto p99Key = QLatin1String("p99_seconds");
constexpr auto scrapesKey = QLatin1String("scrapes");
constexpr auto goodKey = QLatin1String("good");
constexpr auto secondsKey = QLatin1String("seconds");

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::optional<double> figure(const SeriesSnapshot &series, std::string_view name, Timestamp at)
{
    const auto sample = series.first(name).at(at, oldestFigure);
    return sample && std::isfinite(sample->value) ? std::optional(sample->value) : std::nullopt;
}

std::vector<State::Part> parts(const SeriesSnapshot &series, std::string_view name, std::string_view label,
                               Timestamp at)
{
    std::vector<State::Part> all;
    for (const SeriesView &view : series.select(name))
        if (const auto sample = view.at(at, oldestFigure); sample && std::isfinite(sample->value))
            all.push_back({textOf(view.key().labels.value(label)), sample->value});
    return all;
}

std::vector<State::Route> slowest(const SeriesSnapshot &series, Timestamp at)
{
    static const auto query = query::Query::prepare(slowestRoutes);
    std::vector<State::Route> routes;
    const auto answer = query->at(series, at);
    const auto *found = answer ? std::get_if<std::vector<query::VectorElement>>(&answer->value) : nullptr;
    if (!found)
        return routes;
    for (const query::VectorElement &one : *found)
        if (std::isfinite(one.sample.value))
            routes.push_back({textOf(one.key.labels.value("route")), one.sample.value});
    std::ranges::stable_sort(routes, std::greater(), &State::Route::p99Seconds);
    return routes;
}

std::vector<State::Scrape> lastScrapes(const SeriesSnapshot &series, Timestamp at)
{
    std::vector<State::Scrape> scrapes;
    const SeriesView up = series.first("up");
    const SeriesView seconds = series.first("scrape_duration_seconds");
    for (const Sample &sample :
         up.isNull() ? std::vector<Sample>() : up.samples({at - scrapesWithin, at + Millis(1)})) {
        if (isStaleMarker(sample.value))
            continue;
        const auto took = seconds.isNull() ? std::nullopt : seconds.at(sample.at, Millis(1));
        scrapes.push_back({sample.at, sample.value > 0, took ? took->value : 0});
    }
    if (scrapes.size() > mostScrapes)
        scrapes.erase(scrapes.begin(), scrapes.end() - mostScrapes);
    return scrapes;
}

QJsonObject toJson(const std::vector<State::Part> &parts)
{
    QJsonObject json;
    for (const State::Part &part : parts)
        json.insert(part.name, part.value);
    return json;
}

std::vector<State::Part> partsFrom(const QJsonValue &json)
{
    std::vector<State::Part> parts;
    const QJsonObject object = json.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        if (it.value().isDouble())
            parts.push_back({it.key(), it.value().toDouble()});
    return parts;
}

void insert(QJsonObject &json, QLatin1String key, std::optional<double> value)
{
    if (value)
        json.insert(key, *value);
}

std::optional<double> numberFrom(const QJsonValue &json)
{
    return json.isDouble() ? std::optional(json.toDouble()) : std::nullopt;
}

Timestamp instantFrom(const QJsonValue &json)
{
    return Timestamp(Millis(json.toInteger()));
}

} // namespace

State stateAt(const SeriesSnapshot &series, Timestamp at)
{
    return {at,
            parts(series, "sessiond_memory_bytes", "component", at),
            figure(series, "process_resident_memory_bytes", at),
            figure(series, "sessiond_memory_limit_bytes", at),
            parts(series, "sessiond_sessions", "state", at),
            figure(series, "sessiond_http_requests_in_flight", at),
            slowest(series, at),
            lastScrapes(series, at)};
}

QJsonObject toJson(const State &state)
{
    QJsonObject json{{atKey, qint64(state.at.time_since_epoch().count())},
                     {memoryKey, toJson(state.memory)},
                     {sessionsKey, toJson(state.sessions)}};
    insert(json, residentKey, state.residentBytes);
    insert(json, limitKey, state.limitBytes);
    insert(json, inFlightKey, state.inFlight);
    QJsonArray routes;
    for (const State::Route &route : state.slowest)
        routes.append(QJsonObject{{routeKey, route.name}, {p99Key, route.p99Seconds}});
    json.insert(slowestKey, routes);
    QJsonArray scrapes;
    for (const State::Scrape &scrape : state.scrapes)
        scrapes.append(QJsonObject{{atKey, qint64(scrape.at.time_since_epoch().count())},
                                   {goodKey, scrape.isGood},
                                   {secondsKey, scrape.seconds}});
    json.insert(scrapesKey, scrapes);
    return json;
}

State stateFromJson(const QJsonObject &json)
{
    State state;
    state.at = instantFrom(json.value(atKey));
    state.memory = partsFrom(json.value(memoryKey));
    state.residentBytes = numberFrom(json.value(residentKey));
    state.limitBytes = numberFrom(json.value(limitKey));
    state.sessions = partsFrom(json.value(sessionsKey));
    state.inFlight = numberFrom(json.value(inFlightKey));
    for (const QJsonValue route : json.value(slowestKey).toArray())
        state.slowest.push_back({route[routeKey].toString(), route[p99Key].toDouble()});
    for (const QJsonValue scrape : json.value(scrapesKey).toArray())
        state.scrapes.push_back(
            {instantFrom(scrape[atKey]), scrape[goodKey].toBool(), scrape[secondsKey].toDouble()});
    return state;
}

} // namespace qd::incident
