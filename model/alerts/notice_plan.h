// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/told.h"

#include <vector>

namespace qd::alerts {

struct NoticeSettings
{
    Millis groupWait = std::chrono::seconds(5); ///< for more of one name to come, before the first is told
    /// Between two notices of one name while something of it goes on, so that what flaps does not flood anybody.
    Millis groupInterval = std::chrono::minutes(5);
    Millis repeatEvery = std::chrono::hours(4);
    Millis escalateAfter = std::chrono::minutes(15); ///< 0: never
};

/// Decides what people are told and when, from how alerts stand: what began and what ended, once, grouped by name;
/// again after a while, and when it escalates. Silenced and inhibited alerts are told of when they are so no more;
/// acknowledged ones only when they end. After a restart it goes on with what was told before; what never arrived
/// is news again: better twice than never. Alerts of severity "info" and "none" are nobody's news.
///
/// `unsettled` are identities of alerts that fire by the log while no rule has judged them since the start:
/// neither are they told of nor do they escalate, since they may be long over.
class NoticePlan
{
public:
    using Identities = std::set<QString>;

    /// `told`: what an earlier run told.
    explicit NoticePlan(NoticeSettings settings = {}, const ToldGroups &told = {});

    /// What is due. `book` was read at `now`.
    [[nodiscard]] std::vector<Notice> due(const AlertBook &book, Timestamp now, const Identities &unsettled = {});
    /// Alerts whose time to be acknowledged is over, as counted from the first call at the earliest: before nobody
    /// could. Each is to be committed as escalationOf() says.
    [[nodiscard]] std::vector<AlertRecord> toEscalate(const AlertBook &book, Timestamp now,
                                                      const Identities &unsettled = {});
    [[nodiscard]] const NoticeSettings &settings() const { return m_settings; }

private:
    struct Group : ToldGroup
    {
        std::optional<Timestamp> newsSince;
    };
    struct News;
    [[nodiscard]] bool isDue(Group &group, const News &news, Timestamp now) const;

    NoticeSettings m_settings;
    std::map<QString, Group> m_groups;
    std::optional<Timestamp> m_begun;
};

} // namespace qd::alerts
