// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/floor_detector.h"
#include "model/leak/retention_ledger.h"

#include <map>
#include <string>

namespace qd {

/// What one scrape says of a process' memory and of what may fill it. What a service does not tell is left out.
struct LeakReading
{
    Timestamp at{};
    double resident = 0;                                   ///< bytes
    std::optional<double> limit;                           ///< bytes
    std::optional<double> started;                         ///< of the process, seconds since the epoch
    std::optional<double> load;                            ///< active sessions, or requests per second
    std::map<std::string, double, std::less<>> components; ///< bytes
    std::optional<double> collectorPasses;
    std::optional<double> retained;      ///< held after the newest pass
    std::optional<double> retainedBytes; ///< all of them
};

enum class LeakDetector { Ledger, Floor };
[[nodiscard]] std::string_view nameOf(LeakDetector detector);

/// What leaks, since when, how fast, how long is left.
struct Leak
{
    LeakDetector detector = LeakDetector::Ledger;
    std::string component; ///< "unattributed" where none makes half of the growth
    Timestamp since{};
    double bytesPerSecond = 0;
    std::optional<double> count;     ///< things held; of the ledger
    std::optional<double> bytesEach; ///< of one of them
    std::optional<TimeToLimit> timeToLimit;
    bool isAdvisory = false;
};

inline constexpr std::string_view unattributed = "unattributed";

/// A process that names more components than this is no process' memory; each costs some weeks of floors.
inline constexpr std::size_t mostComponents = 32;

/// Both detectors over one process, and the name of what grows. One scrape after the other, in order of time.
class LeakJudge
{
public:
    LeakJudge();

    void add(const LeakReading &reading);
    /// When the newest reading was.
    [[nodiscard]] Timestamp last() const { return m_last; }
    /// Those suspected now, the ledger's first. Of several windows that agree the one that knows most is told.
    [[nodiscard]] const std::vector<Leak> &leaks() const { return m_leaks; }
    /// Components that are not watched, because there are more than mostComponents: none of them can be named.
    [[nodiscard]] std::size_t leftOut() const { return m_leftOut; }

private:
    struct Window
    {
        explicit Window(const FloorWindow &shape);
        FloorWindow shape;
        FloorDetector resident;
        std::map<std::string, BucketFloors, std::less<>> components;
    };

    void beginProcess();
    void addToLedger(const LeakReading &reading);
    void addToWindows(const LeakReading &reading);
    [[nodiscard]] std::string nameFor(const Window &window) const;
    void conclude(const LeakReading &reading);

    RetentionLedger m_ledger;
    std::vector<Window> m_windows;
    std::optional<double> m_started;
    Timestamp m_last{};
    std::size_t m_leftOut = 0;
    std::vector<Leak> m_leaks;
};

} // namespace qd
