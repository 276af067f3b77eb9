// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

#include <QtCore/QString>

#include <vector>

namespace qd {

enum class TileKind { Memory, Latency, Active, Retained, Errors };
inline constexpr int tileCount = 5;

/// What one tile says, ready to draw.
struct TileReading
{
    TileKind kind = TileKind::Memory;
    QString title;
    QString value; ///< "163", or "unknown" when stale
    QString unit;  ///< "MiB · 66 %", beside the value, smaller
    Severity severity = Severity::Unknown;
    QString state; ///< "limit in 54 min"
    std::vector<double> spark;
    bool isValueKnown = true; ///< false: `value` is a word and no figure; the state can be unknown by itself
    friend bool operator==(const TileReading &, const TileReading &) = default;
};

/// Something that is wrong now, or a condition that is watched and well.
struct Finding
{
    QString id; ///< stable: the same condition keeps its row
    Severity severity = Severity::Ok;
    QString title;
    QString detail;
    bool offersPurge = false; ///< "Preview purge of N retained" makes sense
    std::int64_t retained = 0;
    TileKind chart = TileKind::Memory; ///< where its curve is
    bool hasChart = true;
    QString alert;        ///< identity in the log of the alert it is; empty for what is watched without a rule
    QString flags;        ///< of an alert: who acknowledged it, until when it is silenced, …; empty where none
    bool isMuted = false; ///< silenced, or muted by a worse one: nobody is told
    bool mayAcknowledge = false;
    QString rule;      ///< name of the alert; empty for what is watched without a rule
    Labels labels;     ///< of the alert
    Timestamp since{}; ///< likewise
    friend bool operator==(const Finding &, const Finding &) = default;
};

/// Where a figure turns into a warning or worse. Percent and milliseconds as named.
namespace threshold {
inline constexpr double memoryWarnPercent = 75;
inline constexpr double memoryCriticalPercent = 90;
inline constexpr std::chrono::seconds limitWarn = std::chrono::hours(8);
inline constexpr std::chrono::seconds limitCritical = std::chrono::hours(1);
/// Before that, growth is filling caches: said, never alarmed about.
inline constexpr std::chrono::seconds warmUp = std::chrono::minutes(10);
inline constexpr double latencyWarnMs = 20;
inline constexpr double latencyCriticalMs = 100;
inline constexpr int fewRequests = 100; ///< fewer carry no p99
inline constexpr double retainedSuspect = 10;
inline constexpr std::chrono::seconds retainedCritical = std::chrono::seconds(90);
inline constexpr double errorWarnPercent = 1;
inline constexpr double errorCriticalPercent = 5;
} // namespace threshold

/// The place of a finding in the list: what needs somebody first.
[[nodiscard]] int rank(Severity severity);

/// After this long without a scrape a value is unknown: three missed scrapes or 15 s, whichever is longer.
[[nodiscard]] Millis staleAfter(const ServiceStatus &status);

/// The five tiles as they stood at `at`, in the order of TileKind.
[[nodiscard]] std::vector<TileReading> tileReadings(const HistorySnapshot &history, Timestamp at);

/// Everything that is watched, worst first: the service itself and one finding a tile that has a threshold.
[[nodiscard]] std::vector<Finding> findings(const HistorySnapshot &history, Timestamp at);
/// The same where the tiles of that instant are there already.
[[nodiscard]] std::vector<Finding> findings(const HistorySnapshot &history, Timestamp at,
                                            const std::vector<TileReading> &tiles);

} // namespace qd
