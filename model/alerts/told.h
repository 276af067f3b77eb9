// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/notice.h"

#include <set>

namespace qd::alerts {

/// What people were told of the alerts of one name.
struct ToldGroup
{
    std::map<QString, std::size_t> firings; ///< by identity: which firing of it, and its end is still to be told
    Timestamp at{};                         ///< last
    std::optional<Timestamp> escalatedAt;   ///< told that nobody acknowledged one
};
using ToldGroups = std::map<QString, ToldGroup>;

/// Keeps in the event log what people were told, so that a restart neither tells it again nor forgets an end. A
/// notice counts once it has arrived wherever it was sent: what was under way when the process ended is news
/// again.
class ToldLedger
{
public:
    /// As an earlier run left it.
    void read(const EventSnapshot &events);
    [[nodiscard]] const ToldGroups &groups() const { return m_groups; }

    /// The notice is sent; several of one name are one.
    void note(const Notice &notice, Timestamp at);
    /// Names whose notices are under way.
    [[nodiscard]] std::vector<QString> underWay() const;
    /// An event NotifyTold for the log: all that is under way of that name has arrived.
    [[nodiscard]] Event arrivalOf(const QString &name) const;
    /// That event is in the log.
    void settle(const QString &name);

private:
    struct Sent
    {
        ToldGroup group; ///< as it is once it has arrived
        std::set<QString> ended;
    };
    ToldGroups m_groups;
    std::map<QString, Sent> m_sent;
};

} // namespace qd::alerts
