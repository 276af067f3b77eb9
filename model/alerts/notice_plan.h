// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/alert_book.h"

#include <vector>

namespace qd::alerts {

/// What is told at once, as one message: alerts of one name.
struct Notice
{
    enum class Why {
        Changed,   ///< some began or ended
        Repeated,  ///< they go on, and nobody has said that they look after them
        Escalated, ///< likewise, for long
    };
    Why why = Why::Changed;
    QString name;
    std::vector<AlertRecord> firing;
    std::vector<AlertRecord> resolved; ///< since the last notice of that name

    /// Somebody is to be woken: one that fires pages, and nobody has acknowledged it.
    [[nodiscard]] bool pages() const;
};

struct NoticeSettings
{
    Millis groupWait = std::chrono::seconds(5); ///< for more of one name to come, before the first is told
    Millis repeatEvery = std::chrono::hours(4);
    Millis escalateAfter = std::chrono::minutes(15); ///< 0: never
};

/// Decides what people are told and when, from how alerts stand: what began and what ended, once, grouped by name;
/// again after a while, and when it escalates. Silenced and inhibited alerts are told of when they are so no more;
/// acknowledged ones only when they end. What fired before the first step counts as news: better twice than never.
/// Alerts of severity "info" and "none" are nobody's news.
class NoticePlan
{
public:
    explicit NoticePlan(NoticeSettings settings = {})
        : m_settings(settings)
    {}

    /// What is due. `book` was read at `now`.
    [[nodiscard]] std::vector<Notice> due(const AlertBook &book, Timestamp now);
    /// Alerts whose time to be acknowledged is over; each is to be committed as escalationOf() says.
    [[nodiscard]] std::vector<AlertRecord> toEscalate(const AlertBook &book, Timestamp now) const;
    [[nodiscard]] const NoticeSettings &settings() const { return m_settings; }

private:
    struct Group
    {
        std::map<QString, std::size_t> told; ///< firings that were told of, and which one it was
        std::optional<Timestamp> newsSince;
        Timestamp lastTold{};
        std::optional<Timestamp> escalationTold;
    };
    [[nodiscard]] std::optional<Notice> dueOf(Group &group, const std::vector<const AlertRecord *> &alerts,
                                              Timestamp now);

    NoticeSettings m_settings;
    std::map<QString, Group> m_groups;
};

} // namespace qd::alerts
