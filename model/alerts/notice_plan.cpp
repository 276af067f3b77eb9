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

bool Notice::pages() const
{
    return std::ranges::any_of(
        firing, [](const AlertRecord &alert) { return isPaging(alert.severity) && !alert.acknowledged; });
}

std::vector<AlertRecord> NoticePlan::toEscalate(const AlertBook &book, Timestamp now) const
{
    std::vector<AlertRecord> late;
    if (m_settings.escalateAfter <= Millis(0))
        return late;
    for (const auto &[identity, alert] : book.alerts())
        if (isUnattended(alert) && isPaging(alert.severity) && !alert.escalatedAt &&
            now - alert.since >= m_settings.escalateAfter)
            late.push_back(alert);
    return late;
}

std::vector<Notice> NoticePlan::due(const AlertBook &book, Timestamp now)
{
    std::map<QString, std::vector<const AlertRecord *>> byName;
    for (const auto &[identity, alert] : book.alerts())
        byName[alert.name].push_back(&alert);
    std::vector<Notice> notices;
    for (const auto &[name, alerts] : byName)
        if (auto notice = dueOf(m_groups[name], alerts, now)) {
            notice->name = name;
            notices.push_back(std::move(*notice));
        }
    return notices;
}

std::optional<Notice> NoticePlan::dueOf(Group &group, const std::vector<const AlertRecord *> &alerts,
                                        Timestamp now)
{
    Notice notice;
    bool hasNew = false;
    bool isUnattendedOne = false;
    bool isEscalated = false;
    for (const AlertRecord *alert : alerts) {
        const auto told = group.told.find(alert->identity);
        const bool wasTold = told != group.told.end();
        if (isToTell(*alert)) {
            hasNew = hasNew || ((!wasTold || told->second != alert->firingCount) && !alert->acknowledged);
            isUnattendedOne = isUnattendedOne || !alert->acknowledged;
            isEscalated = isEscalated || (isUnattended(*alert) && alert->escalatedAt &&
                                          alert->escalatedAt > group.escalationTold.value_or(Timestamp::min()));
            notice.firing.push_back(*alert);
        } else if (wasTold && alert->standing == Standing::Resolved) {
            notice.resolved.push_back(*alert);
        }
    }
    const bool isNewsNow = hasNew || !notice.resolved.empty();
    if (isNewsNow && !group.newsSince)
        group.newsSince = now;
    else if (!isNewsNow)
        group.newsSince.reset(); // over before it was told
    if (isEscalated)
        notice.why = Notice::Why::Escalated;
    else if (!isNewsNow && isUnattendedOne && now - group.lastTold >= m_settings.repeatEvery)
        notice.why = Notice::Why::Repeated;
    else if (!isNewsNow || now - *group.newsSince < m_settings.groupWait)
        return std::nullopt;
    group.newsSince.reset();
    group.lastTold = now;
    if (isEscalated)
        group.escalationTold = now;
    for (const AlertRecord &alert : notice.resolved)
        group.told.erase(alert.identity);
    for (const AlertRecord &alert : notice.firing)
        group.told.insert_or_assign(alert.identity, alert.firingCount);
    return notice;
}

} // namespace qd::alerts
