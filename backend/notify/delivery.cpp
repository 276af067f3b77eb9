// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/delivery.h"

#include <algorithm>

namespace qd {

namespace {

bool isWorthARetry(int status)
{
    return status >= 500 || status == 408 || status == 429;
}

} // namespace

Delivery::Delivery(const ServerAddress &address, const QByteArray &path, Outbox &outbox, DeliverySettings settings,
                   QObject *parent)
    : QObject(parent)
    , m_client(address.endpoint)
    , m_target(address.path + path)
    , m_outbox(outbox)
    , m_settings(settings)
    , m_pause(settings.firstRetry)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Delivery::send);
}

void Delivery::poke()
{
    if (!m_underWay && !m_retry.isActive())
        send();
}

void Delivery::send()
{
    const auto body = m_outbox.next();
    if (!body)
        return;
    m_underWay = true;
    HttpRequest request;
    request.method = "POST";
    request.target = m_target;
    request.json = *body;
    request.deadline = m_settings.deadline;
    request.maxBody = 64 * 1024;
    m_client.send(std::move(request), [this](const Result<HttpResponse> &answer) { onAnswer(answer); });
}

void Delivery::onAnswer(const Result<HttpResponse> &answer)
{
    m_underWay = false;
    if (!answer)
        return retry(answer.error().words);
    if (isWorthARetry(answer->status))
        return retry(tr("it answers with status %1").arg(answer->status));
    const bool arrived = answer->status >= 200 && answer->status < 300;
    m_pause = m_settings.firstRetry;
    m_outbox.settled(arrived);
    setProblem(arrived ? QString()
                       : tr("it refuses what it is sent (status %1); that is not sent again").arg(answer->status));
    send();
}

void Delivery::retry(const QString &why)
{
    m_retry.start(m_pause);
    m_pause = std::min(2 * m_pause, m_settings.longestRetry);
    setProblem(why);
}

void Delivery::setProblem(const QString &why)
{
    const QString words = why.isEmpty() ? QString() : tr("%1: %2").arg(m_client.endpoint().authority(), why);
    if (std::exchange(m_problem, words) != words)
        Q_EMIT problemChanged();
}

} // namespace qd

#include "moc_delivery.cpp"
