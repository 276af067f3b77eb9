// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/finding_groups.h"

#include "model/health/translate.h"

#include <algorithm>
#include <map>

namespace qd {

namespace {

using health::tr;

QString groupOf(const Finding &finding)
{
    if (finding.rule.isEmpty())
        return finding.id;
    return (finding.isMuted ? QStringLiteral("muted ") : QStringLiteral("rule ")) + finding.rule;
}

bool carries(const Labels &labels, const Labels::Pair &pair)
{
    return labels.value(pair.first) == pair.second;
}

Labels commonOf(const std::vector<Finding> &members)
{
    std::vector<Labels::Pair> common;
    for (const Labels::Pair &pair : members.front().labels.pairs())
        if (std::ranges::all_of(members, [&](const Finding &member) { return carries(member.labels, pair); }))
            common.push_back(pair);
    return Labels(std::move(common));
}

bool isBefore(const Finding &a, const Finding &b)
{
    const int placeA = rank(a.severity);
    const int placeB = rank(b.severity);
    return placeA != placeB ? placeA < placeB : a.since > b.since;
}

} // namespace

QString FindingGroup::title() const
{
    return isSingle() ? first().title : tr("%1, %2 series").arg(first().rule).arg(members.size());
}

QString FindingGroup::difference(const Finding &member) const
{
    QStringList parts;
    for (const Labels::Pair &pair : member.labels.pairs())
        if (!carries(common, pair))
            parts << QStringLiteral("%1=%2").arg(QString::fromStdString(pair.first),
                                                 QString::fromStdString(pair.second));
    return parts.join(QStringLiteral(" · "));
}

QStringList FindingGroup::acknowledgeable() const
{
    QStringList alerts;
    for (const Finding &member : members)
        if (member.mayAcknowledge)
            alerts << member.alert;
    return alerts;
}

std::vector<FindingGroup> groupsOf(const std::vector<Finding> &findings)
{
    std::vector<FindingGroup> groups;
    std::map<QString, std::size_t> places;
    for (const Finding &finding : findings) {
        const QString id = groupOf(finding);
        const auto [place, isNew] = places.try_emplace(id, groups.size());
        if (isNew)
            groups.push_back({id, {}, finding.isMuted, {}});
        groups[place->second].members.push_back(finding);
    }
    for (FindingGroup &group : groups) {
        std::ranges::stable_sort(group.members, isBefore);
        group.common = commonOf(group.members);
    }
    return groups;
}

} // namespace qd
