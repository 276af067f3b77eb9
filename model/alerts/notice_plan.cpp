// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/notice_plan.h"

#include <algorithm>

namespace qd::alerts {

namespace {

bool isNews(const AlertRecord &alert)
{
    return alert.severity != u"info" && alert.severity != u"none";
}

bool isToTell(const AlertRecord &alert)
{
    return alert.isFiring() && !alert.isMuted() && isNews(alert);
}

bool isUnattended(const AlertRecord &alert)
{
    return isToTell(alert) && !alert.acknowledged;
}

} // namespace

/// What there is to be said of the alerts of one name.
struct NoticePlan::News
{
    Notice notice;
    bool hasNew = false;       ///< one that fires was not told of
    bool isUnattended = false; ///< one that fires is not acknowledged
    bool isEscalated = false;  ///< likewise, and nobody was told that it is so for long

    News(const Group &group, const std::vector<const AlertRecord *> &alerts);
    [[nodiscard]] bool isAny() const { return hasNew || !notice.resolved.empty(); }
};

NoticePlan::News::News(const Group &group, const std::vector<const AlertRecord *> &alerts)
{
    for (const AlertRecord *alert : alerts) {
        const auto told = group.firings.find(alert->identity);
        const bool wasTold = told != group.firings.end();
        if (!isToTell(*alert)) {
            // Pending again, since its rule was edited: what was told of has ended too.
            if (wasTold && (alert->standing == Standing::Resolved || alert->standing == Standing::Pending))
                notice.resolved.push_back(*alert);
            continue;
        }
        notice.firing.push_back(*alert);
        if (alert->acknowledged)
            continue;
        isUnattended = true;
        hasNew = hasNew || !wasTold || told->second != alert->firingCount;
        isEscalated = isEscalated || alert->escalatedAt > group.escalatedAt; // none is before all
    }
    notice.why = isEscalated ? Notice::Why::Escalated : isAny() ? Notice::Why::Changed : Notice::Why::Repeated;
}

NoticePlan::NoticePlan(NoticeSettings settings, const ToldGroups &told)
    : m_settings(settings)
{
    for (const auto &[name, group] : told)
        m_groups.emplace(name, Group{group, {}});
}

std::vector<AlertRecord> NoticePlan::toEscalate(const AlertBook &book, Timestamp now, const Identities &unsettled)
{
    const Timestamp begun = m_begun.value_or(now);
    m_begun = begun;
    std::vector<AlertRecord> late;
    if (m_settings.escalateAfter <= Millis(0))
        return late;
    for (const auto &[identity, alert] : book.alerts())
        if (isUnattended(alert) && isPaging(alert.severity) && !alert.escalatedAt &&
            !unsettled.contains(identity) && now - std::max(alert.since, begun) >= m_settings.escalateAfter)
            late.push_back(alert);
    return late;
}

std::vector<Notice> NoticePlan::due(const AlertBook &book, Timestamp now, const Identities &unsettled)
{
    std::map<QString, std::vector<const AlertRecord *>> byName;
    for (const auto &[identity, alert] : book.alerts())
        if (!unsettled.contains(identity))
            byName[alert.name].push_back(&alert);
    std::vector<Notice> notices;
    for (const auto &[name, alerts] : byName) {
        Group &group = m_groups[name];
        News news(group, alerts);
        if (!isDue(group, news, now))
            continue;
        group.newsSince.reset();
        group.at = now;
        if (news.isEscalated)
            group.escalatedAt = now;
        for (const AlertRecord &alert : news.notice.resolved)
            group.firings.erase(alert.identity);
        for (const AlertRecord &alert : news.notice.firing)
            group.firings.insert_or_assign(alert.identity, alert.firingCount);
        news.notice.name = name;
        notices.push_back(std::move(news.notice));
    }
    return notices;
}

bool NoticePlan::isDue(Group &group, const News &news, Timestamp now) const
{
    if (!news.isAny())
        group.newsSince.reset(); // over before it was told
    else if (!group.newsSince)
        group.newsSince = now;
    if (news.isEscalated)
        return true;
    if (!news.isAny())
        return news.isUnattended && now - group.at >= m_settings.repeatEvery;
    const bool hasWaited = now - *group.newsSince >= m_settings.groupWait;
    // Nothing of that name goes on: it is as if it came for the first time.
    return hasWaited && (group.firings.empty() || now - group.at >= m_settings.groupInterval);
}

} // namespace qd::alerts
