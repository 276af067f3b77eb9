// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <optional>
#include <vector>

namespace qd::incident {

/// The state of the service at an instant, kept with an incident: what it looked like cannot be asked later, when
/// series have aged out. What was not known then is left out, and never 0.
struct State
{
    struct Part
    {
        QString name; ///< a component, a state of sessions
        double value = 0;
        friend bool operator==(const Part &, const Part &) = default;
    };
    struct Route
    {
        QString name;
        double p99Seconds = 0; ///< over the minute before
        friend bool operator==(const Route &, const Route &) = default;
    };
    struct Scrape
    {
        Timestamp at{};
        bool isGood = false;
        double seconds = 0; ///< it took
        friend bool operator==(const Scrape &, const Scrape &) = default;
    };
    Timestamp at{};
    std::vector<Part> memory; ///< bytes by component
    std::optional<double> residentBytes;
    std::optional<double> limitBytes;
    std::vector<Part> sessions; ///< by state
    std::optional<double> inFlight;
    std::vector<Route> slowest;  ///< at most 5, the slowest first
    std::vector<Scrape> scrapes; ///< the last 5, the newest last

    friend bool operator==(const State &, const State &) = default;
};

/// As of `at`, of a history of sessiond; figures older than 15 s are not known.
[[nodiscard]] State stateAt(const SeriesSnapshot &series, Timestamp at);

/// Members: at_ms, memory_bytes {component}, resident_bytes, memory_limit_bytes, sessions {state}, in_flight,
/// slowest [{route, p99_seconds}], scrapes [{at_ms, good, seconds}].
[[nodiscard]] QJsonObject toJson(const State &state);
/// What is missing or of another type is not known.
[[nodiscard]] State stateFromJson(const QJsonObject &json);

} // namespace qd::incident
