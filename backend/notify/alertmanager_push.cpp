// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/alertmanager_push.h"

#include "backend/notify/alert_json.h"
#include "model/base/units.h"
#include "model/rules/alert_events.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace qd {

namespace {

QJsonObject postable(const rules::Alert &alert, Timestamp now, Millis clockStep)
{
    const Timestamp end = alert.resolvedAt.value_or(now + AlertmanagerPush::validFor);
    return {{QStringLiteral("labels"), rules::jsonOf(alert.labels.pairs())},
            {QStringLiteral("annotations"), rules::jsonOf(alert.annotations)},
            {QStringLiteral("startsAt"), timeText(alert.firedAt.value_or(alert.activeAt) + clockStep)},
            {QStringLiteral("endsAt"), timeText(end + clockStep)}};
}

} // namespace

AlertmanagerPush::AlertmanagerPush(const ServerAddress &address, DeliverySettings settings, QObject *parent)
    : QObject(parent)
    , m_delivery(address, "/api/v2/alerts", *this, settings)
{
    connect(&m_delivery, &Delivery::problemChanged, this, &AlertmanagerPush::noteProblem);
}

void AlertmanagerPush::offer(std::span<const rules::Alert> alerts, Timestamp now)
{
    m_now = now;
    m_leftOut = 0;
    for (const rules::Alert &alert : alerts) {
        if (!alert.firedAt || alert.phase == rules::AlertPhase::Pending)
            continue;
        auto known = m_known.find(alert.labels);
        if (known == m_known.end()) {
            if (m_known.size() >= mostWaiting && m_leftOut == 0)
                makeRoom(now);
            if (m_known.size() >= mostWaiting) {
                ++m_leftOut;
                continue;
            }
            known = m_known.emplace(alert.labels, Known{}).first;
        }
        known->second.alert = alert;
        known->second.seenAt = now;
    }
    endUnseen(now);
    forget(now);
    noteProblem();
    m_delivery.poke();
}

/// What fires is worth more than an end that nobody took for long: Alertmanager ends it by itself by then.
void AlertmanagerPush::makeRoom(Timestamp now)
{
    std::erase_if(m_known,
                  [&](const auto &entry) { return isOver(entry.second, now) && !entry.second.underWayAt; });
}

void AlertmanagerPush::noteProblem()
{
    QStringList parts;
    if (!m_delivery.problem().isEmpty())
        parts << m_delivery.problem();
    if (m_leftOut > 0)
        parts << tr("%1: %2 alerts are left out, since %3 are told or wait already")
                     .arg(authority(), units::count(m_leftOut), units::count(mostWaiting));
    const QString problem = parts.join(QStringLiteral("; "));
    if (std::exchange(m_problem, problem) != problem)
        Q_EMIT problemChanged();
}

void AlertmanagerPush::endUnseen(Timestamp now)
{
    for (auto &[labels, known] : m_known)
        if (known.seenAt != now && !known.alert.resolvedAt)
            known.alert.resolvedAt = now;
}

/// Ends that were taken, or that nobody needs to know, once they are old.
void AlertmanagerPush::forget(Timestamp now)
{
    std::erase_if(m_known, [&](const auto &entry) {
        const Known &known = entry.second;
        return isOver(known, now) && !isDue(known) && !known.underWayAt;
    });
}

bool AlertmanagerPush::isOver(const Known &known, Timestamp now)
{
    return known.alert.resolvedAt && now - *known.alert.resolvedAt > rules::AlertState::resolvedRetention;
}

bool AlertmanagerPush::isDue(const Known &known) const
{
    if (known.alert.resolvedAt)
        return known.sentAt && known.sentEnd != known.alert.resolvedAt; // never told that it began: no news
    return !known.sentAt || m_now - *known.sentAt >= resendEvery || known.alert.firedAt > known.sentAt;
}

std::optional<QByteArray> AlertmanagerPush::next()
{
    QJsonArray alerts;
    for (auto &[labels, known] : m_known) {
        known.underWayAt.reset();
        if (std::size_t(alerts.size()) >= mostInOneRequest || !isDue(known))
            continue;
        alerts.append(postable(known.alert, m_now, m_clockStep));
        known.underWayAt = m_now;
        known.underWayEnd = known.alert.resolvedAt;
    }
    if (alerts.isEmpty())
        return std::nullopt;
    return QJsonDocument(alerts).toJson(QJsonDocument::Compact);
}

void AlertmanagerPush::settled(bool)
{
    for (auto &[labels, known] : m_known) {
        if (!known.underWayAt)
            continue;
        known.sentAt = std::exchange(known.underWayAt, std::nullopt);
        known.sentEnd = known.underWayEnd;
    }
}

} // namespace qd

#include "moc_alertmanager_push.cpp"
