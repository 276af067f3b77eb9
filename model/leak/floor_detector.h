// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/leak/bucket_floors.h"

#include <array>

namespace qd {

/// How far a detector looks back, in how many stretches, and how soon a limit must be reached to matter.
struct FloorWindow
{
    Millis length;
    int buckets;
    Millis horizon;
    [[nodiscard]] constexpr Millis bucket() const { return length / buckets; }
};

inline constexpr std::array<FloorWindow, 4> floorWindows{{
    {std::chrono::minutes(15), 15, std::chrono::hours(2)},
    {std::chrono::hours(1), 24, std::chrono::hours(8)},
    {std::chrono::hours(4), 24, std::chrono::hours(36)},
    {std::chrono::hours(24), 24, std::chrono::hours(14 * 24)},
}};

/// What a gauge was, and what may explain it.
struct GaugeReading
{
    Timestamp at{};
    double value = 0;
    std::optional<double> limit; ///< in the unit of the value
    std::optional<double> load;  ///< active sessions, or requests per second
};

/// Why growth is no leak: the first objection that holds.
enum class Objection {
    None,
    TooLittleKnown,
    NoTrend,      ///< the floors do not rise one after the other
    TooSmall,     ///< less than a fiftieth over the window
    FarFromLimit, ///< the limit is farther away than the horizon
    Flattening,   ///< a cache that fills, a start that settles
    Step,         ///< most of it came at once: a deployment
    ComesAndGoes, ///< it gave back more than a quarter of what it took
    SeenBefore,   ///< it stood as high within a week: the rhythm of days
    Load,         ///< there is more to do, by as much
};

/// Seconds until the limit is reached: if the steepest tenth of what was seen goes on, the middle, the flattest.
struct TimeToLimit
{
    double soonest = 0;
    double likely = 0;
    double latest = 0;
};

/// Growth of one gauge over one window: detector B. The floors of stretches are judged with Mann and Kendall's
/// test and Sen's slope; each guard takes away a kind of growth that is no leak. A week knows every rhythm, so a
/// finding is advisory until a week of history is known, that of earlier processes included; and while it stands
/// no higher than one of those did within the last week and nothing was suspected of it.
class FloorDetector
{
public:
    struct Finding
    {
        Timestamp since{}; ///< where the rise began, as far back as is known
        double perSecond = 0;
        double floor = 0;                       ///< of the newest stretch
        std::optional<TimeToLimit> timeToLimit; ///< none without a limit
        bool isAdvisory = true;                 ///< it may still be a rhythm: see FloorDetector
    };

    explicit FloorDetector(const FloorWindow &window);

    /// In order of time. After a gap of more than a week nothing of the time before counts any more.
    void add(const GaugeReading &reading);
    /// Another process: its growth begins anew. How long the service has been watched stays known.
    void beginProcess();

    [[nodiscard]] const std::optional<Finding> &finding() const { return m_finding; }
    /// What was judged last, suspected or not.
    [[nodiscard]] Objection objection() const { return m_objection; }

private:
    struct Growth
    {
        explicit Growth(std::vector<Sample> samples);
        std::vector<Sample> floors;
        std::vector<double> slopes; ///< between all pairs, in order
        double perSecond = 0;
        [[nodiscard]] double lowest() const;
        [[nodiscard]] double range() const;
    };

    void reset() { *this = FloorDetector(m_window); }
    void rememberWhatLeft();
    void judge();
    [[nodiscard]] Objection objectionTo(Growth &growth) const;
    [[nodiscard]] static bool isRising(const Growth &growth);
    [[nodiscard]] static bool isSteady(const Growth &growth);
    [[nodiscard]] bool isSeenBefore(const Growth &growth) const;
    [[nodiscard]] bool isLoad(const Growth &growth) const;
    [[nodiscard]] std::optional<TimeToLimit> timeToLimit(const Growth &growth) const;
    [[nodiscard]] Timestamp beginOf(const Growth &growth) const;
    [[nodiscard]] bool mayBeRhythm(double floor) const;
    void note(const Growth &growth, bool isSuspicious);

    FloorWindow m_window;
    BucketFloors m_floors;
    BucketFloors m_loads;
    HighestBefore m_before;           ///< of this process, what has left the window
    HighestBefore m_earlier;          ///< of processes before it, without what was suspected to leak
    Timestamp m_beforeEnd{};          ///< floors up to here have left the window, and are in m_before
    std::optional<Timestamp> m_first; ///< reading of this process
    std::optional<Timestamp> m_known; ///< first reading of any
    Timestamp m_last{};
    std::optional<double> m_limit;
    Objection m_objection = Objection::TooLittleKnown;
    int m_suspicions = 0; ///< in a row
    int m_relief = 0;     ///< in a row
    std::optional<Finding> m_finding;
};

} // namespace qd
