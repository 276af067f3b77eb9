// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/webhook_push.h"

#include "backend/notify/alert_json.h"
#include "model/rules/alert_events.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <algorithm>
#include <numeric>

namespace qd {

namespace {

using alerts::AlertRecord;
using alerts::Notice;

/// As Alertmanager has the end of what goes on.
const QString noEnd = QStringLiteral("0001-01-01T00:00:00Z");

QJsonObject alertJson(const AlertRecord &alert, bool isFiring)
{
    const alerts::Firing *last = alert.firings.empty() ? nullptr : &alert.firings.back();
    return {{QStringLiteral("status"), isFiring ? QStringLiteral("firing") : QStringLiteral("resolved")},
            {QStringLiteral("labels"), rules::jsonOf(alert.labels.pairs())},
            {QStringLiteral("annotations"), rules::annotationsOf(alert.newest)},
            {QStringLiteral("startsAt"), timeText(last ? last->from : alert.since)},
            {QStringLiteral("endsAt"), isFiring || !last || !last->to ? noEnd : timeText(*last->to)},
            {QStringLiteral("generatorURL"), QString()},
            {QStringLiteral("fingerprint"), fingerprintOf(alert.labels)}};
}

/// Without what no payload says: it may wait for long.
void slim(AlertRecord &alert)
{
    if (alert.firings.size() > 1)
        alert.firings.erase(alert.firings.begin(), alert.firings.end() - 1);
    alert.firings.shrink_to_fit();
    alert.changes = {};
}

/// What all of them have alike.
QJsonObject common(const QJsonArray &all, const QString &part)
{
    QJsonObject shared = all.isEmpty() ? QJsonObject() : all.first()[part].toObject();
    for (const QJsonValue &one : all) {
        const QJsonObject other = one[part].toObject();
        for (const QString &name : shared.keys())
            if (other.value(name) != shared.value(name))
                shared.remove(name);
    }
    return shared;
}

} // namespace

QJsonObject webhookPayload(const Notice &notice, const QString &place, std::size_t truncated)
{
    QJsonArray all;
    for (const AlertRecord &alert : notice.firing)
        all.append(alertJson(alert, true));
    for (const AlertRecord &alert : notice.resolved)
        all.append(alertJson(alert, false));
    QJsonObject annotations = common(all, QStringLiteral("annotations"));
    annotations.insert(QStringLiteral("place"), place);
    if (notice.why == Notice::Why::Repeated)
        annotations.insert(QStringLiteral("repeat"), QStringLiteral("true"));
    if (notice.why == Notice::Why::Escalated)
        annotations.insert(QStringLiteral("escalated"), QStringLiteral("true"));
    return {
        {QStringLiteral("version"), QStringLiteral("4")},
        {QStringLiteral("groupKey"), QStringLiteral("{}:{alertname=\"%1\"}").arg(notice.name)},
        {QStringLiteral("truncatedAlerts"), qint64(truncated)},
        {QStringLiteral("status"), notice.firing.empty() ? QStringLiteral("resolved") : QStringLiteral("firing")},
        {QStringLiteral("receiver"), QStringLiteral("quarterdeck")},
        {QStringLiteral("groupLabels"), QJsonObject{{QStringLiteral("alertname"), notice.name}}},
        {QStringLiteral("commonLabels"), common(all, QStringLiteral("labels"))},
        {QStringLiteral("commonAnnotations"), annotations},
        {QStringLiteral("externalURL"), QString()},
        {QStringLiteral("alerts"), all}};
}

WebhookPush::WebhookPush(const ServerAddress &address, QString place, DeliverySettings settings, QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
    , m_delivery(address, address.path.isEmpty() ? "/" : "", *this, settings)
{
    connect(&m_delivery, &Delivery::problemChanged, this, &WebhookPush::problemChanged);
}

void WebhookPush::offer(Notice notice)
{
    for (auto *alerts : {&notice.firing, &notice.resolved})
        std::ranges::for_each(*alerts, slim);
    const auto same = std::find_if(m_waiting.begin() + firstIdle(), m_waiting.end(),
                                   [&](const Notice &one) { return one.name == notice.name; });
    if (same == m_waiting.end())
        m_waiting.push_back(std::move(notice));
    else
        *same = joined(std::move(*same), std::move(notice));
    while (std::ssize(m_waiting) > firstIdle() + 1 &&
           (m_waiting.size() > mostWaiting || waitingAlerts() > mostAlerts))
        dropOldest();
    m_delivery.poke();
}

void WebhookPush::dropOldest()
{
    const auto oldest = m_waiting.begin() + firstIdle(); // one that is under way is answered for then
    m_dropped += oldest->size();
    m_waiting.erase(oldest);
}

std::size_t WebhookPush::waitingAlerts() const
{
    return std::accumulate(m_waiting.begin(), m_waiting.end(), std::size_t(0),
                           [](std::size_t sum, const Notice &notice) { return sum + notice.size(); });
}

bool WebhookPush::hasWaiting(const QString &name) const
{
    return std::ranges::find(m_waiting, name, &Notice::name) != m_waiting.end();
}

std::optional<QByteArray> WebhookPush::next()
{
    m_isUnderWay = !m_waiting.empty();
    if (!m_isUnderWay)
        return std::nullopt;
    m_droppedTold = m_dropped;
    return QJsonDocument(webhookPayload(m_waiting.front(), m_place, m_droppedTold)).toJson(QJsonDocument::Compact);
}

void WebhookPush::settled(bool arrived)
{
    m_isUnderWay = false;
    m_waiting.pop_front();
    if (arrived)
        m_dropped -= m_droppedTold;
    Q_EMIT delivered();
}

} // namespace qd

#include "moc_webhook_push.cpp"
