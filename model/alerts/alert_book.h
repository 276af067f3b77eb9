// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/silence.h"
#include "model/event/event.h"

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <tuple>

namespace qd::alerts {

enum class Standing {
    Pending,
    Firing,
    Resolved,
    Unknown, ///< it fired, and its series are gone: nobody knows
};

/// A firing from its beginning to its end; none yet while it fires.
struct Firing
{
    Timestamp from{};
    std::optional<Timestamp> to;
};

struct Acknowledgement
{
    Timestamp at{};
    QString by;
    QString comment;
};

/// One alert, which is a set of labels, as the log has it up to an instant.
struct AlertRecord
{
    QString identity; ///< see rules::identityOf()
    QString name;
    QString severity; ///< as its label says
    Labels labels;
    Event newest; ///< that says how it stands: annotations, value, expression in its body
    Standing standing = Standing::Resolved;
    Timestamp since{};
    std::vector<Firing> firings;                 ///< oldest first, the last mostFirings
    std::size_t firingCount = 0;                 ///< of all
    std::deque<Timestamp> changes;               ///< beginnings and ends of firings within the hour before `since`
    std::optional<Acknowledgement> acknowledged; ///< of the firing that goes on
    std::optional<Timestamp> escalatedAt;        ///< likewise

    // As it is at the instant the book was read at.
    QString silencedBy;      ///< id of the silence, empty where none
    QString inhibitedBy;     ///< identity of the worse alert about the same, empty where none
    bool isFlapping = false; ///< flappingChanges within an hour

    [[nodiscard]] bool isOpen() const { return standing != Standing::Resolved; }
    [[nodiscard]] bool isFiring() const { return standing == Standing::Firing; }
    /// Nobody is to be told of it.
    [[nodiscard]] bool isMuted() const { return !silencedBy.isEmpty() || !inhibitedBy.isEmpty(); }
    /// A text of its annotations, empty where there is none.
    [[nodiscard]] QString annotation(const QString &name) const;
    /// Of its rule, on one line; empty where the log does not say.
    [[nodiscard]] QString expression() const;
};

/// Whether somebody is woken for it: severity "critical" or "page".
[[nodiscard]] bool isPaging(const QString &severity);

/// Every alert and silence the event log tells of, as they stood at an instant. A worse alert mutes a milder one
/// about the same thing: both carry the same annotation `about`, or are of one name, and no label but the severity
/// tells them apart. Reads on where it stopped when the log grew, time went on, or went back to where nothing of
/// an alert had happened since; from the beginning after another jump back, and when an entry about an alert or a
/// silence came in between.
class AlertBook
{
public:
    static constexpr std::size_t mostFirings = 50;
    static constexpr Millis flappingWithin = std::chrono::hours(1);
    static constexpr std::size_t flappingChanges = 6;

    /// As of `at`: later events are not looked at.
    void read(const EventSnapshot &events, Timestamp at);

    [[nodiscard]] const std::map<QString, AlertRecord> &alerts() const { return m_alerts; }
    /// Null where the log never told of it.
    [[nodiscard]] const AlertRecord *find(const QString &identity) const;
    /// Those that are on, or begin later, by their ends.
    [[nodiscard]] std::span<const Silence> silences() const { return m_silences; }
    /// Entries of the log that were read so far, each as often as it was: what reading costs.
    [[nodiscard]] std::size_t entriesRead() const { return m_entriesRead; }

private:
    [[nodiscard]] bool goesOn(const EventSnapshot &events);
    [[nodiscard]] bool goesBackOverNothing(const EventSnapshot &events, Timestamp at);
    void take(const Event &event);
    void takeState(const Event &event);
    void forgetEndedSilences(Timestamp at);
    void judge(Timestamp at);

    std::map<QString, AlertRecord> m_alerts;
    std::vector<Silence> m_silences;
    /// Which event it is: seq, time and its number where it comes from.
    using Place = std::tuple<std::uint64_t, Timestamp, std::uint64_t>;
    [[nodiscard]] static Place placeOf(const Event &event);
    std::size_t m_next = 0;     ///< index of the first event that was not taken
    Place m_before{};           ///< of the one before it: where it is gone, this is another log
    std::uint64_t m_newest = 0; ///< highest seq of the log then
    Timestamp m_at = Timestamp::min();
    Timestamp m_changedAt = Timestamp::min(); ///< since then nothing happened to alerts and silences
    std::size_t m_entriesRead = 0;
};

/// Alerts that began to fire within `span` before `at`, and that these matchers take: what a silence would have
/// kept quiet.
[[nodiscard]] std::size_t firingsWithin(const EventSnapshot &events, const AlertMatchers &matchers, Timestamp at,
                                        Millis span);

} // namespace qd::alerts
