// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/told.h"

#include <QtCore/QJsonArray>

namespace qd::alerts {

namespace {

// Frozen: members of bodies in recordings.
constexpr auto beganKey = QLatin1String("began"); ///< identity: which firing of it
constexpr auto endedKey = QLatin1String("ended"); ///< identities
constexpr auto escalatedKey = QLatin1String("escalated");

using Firings = decltype(ToldGroup::firings);

/// Those that are not in `known` like that: the log is told of changes alone.
QJsonObject newOnes(const Firings &firings, const Firings &known)
{
    QJsonObject news;
    for (const auto &[identity, firing] : firings)
        if (const auto before = known.find(identity); before == known.end() || before->second != firing)
            news.insert(identity, qint64(firing));
    return news;
}

void take(ToldGroup &group, const Event &told)
{
    const QJsonObject began = told.body.value(beganKey).toObject();
    for (auto it = began.begin(); it != began.end(); ++it)
        group.firings.insert_or_assign(it.key(), std::size_t(it.value().toInteger()));
    for (const QJsonValue &identity : told.body.value(endedKey).toArray())
        group.firings.erase(identity.toString());
    group.at = told.at;
    if (told.body.value(escalatedKey).toBool())
        group.escalatedAt = told.at;
}

} // namespace

void ToldLedger::read(const EventSnapshot &events)
{
    m_groups.clear();
    for (std::size_t i = 0; i < events.size(); ++i)
        if (const Event &event = events.at(i); event.kind == EventKind::NotifyTold)
            take(m_groups[event.subject], event);
}

void ToldLedger::note(const Notice &notice, Timestamp at)
{
    Sent &sent = m_sent[notice.name];
    for (const AlertRecord &alert : notice.firing) {
        sent.group.firings.insert_or_assign(alert.identity, alert.firingCount);
        sent.ended.erase(alert.identity);
    }
    for (const AlertRecord &alert : notice.resolved) {
        sent.group.firings.erase(alert.identity);
        sent.ended.insert(alert.identity);
    }
    sent.group.at = at;
    if (notice.why == Notice::Why::Escalated)
        sent.group.escalatedAt = at;
}

std::vector<QString> ToldLedger::underWay() const
{
    std::vector<QString> names;
    for (const auto &[name, sent] : m_sent)
        names.push_back(name);
    return names;
}

Event ToldLedger::arrivalOf(const QString &name) const
{
    Event told;
    told.kind = EventKind::NotifyTold;
    told.subject = name;
    const auto sent = m_sent.find(name);
    if (sent == m_sent.end())
        return told;
    const auto before = m_groups.find(name);
    const QJsonObject began =
        newOnes(sent->second.group.firings, before == m_groups.end() ? Firings() : before->second.firings);
    QJsonArray ended;
    for (const QString &identity : sent->second.ended)
        ended.append(identity);
    if (!began.isEmpty())
        told.body.insert(beganKey, began);
    if (!ended.isEmpty())
        told.body.insert(endedKey, ended);
    if (sent->second.group.escalatedAt)
        told.body.insert(escalatedKey, true);
    return told;
}

void ToldLedger::settle(const QString &name)
{
    const auto sent = m_sent.extract(name);
    if (sent.empty())
        return;
    ToldGroup &group = m_groups[name];
    const ToldGroup &now = sent.mapped().group;
    for (const auto &[identity, firing] : now.firings)
        group.firings.insert_or_assign(identity, firing);
    for (const QString &identity : sent.mapped().ended)
        group.firings.erase(identity);
    group.at = now.at;
    if (now.escalatedAt)
        group.escalatedAt = now.escalatedAt;
}

} // namespace qd::alerts
