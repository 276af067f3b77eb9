// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/delivery.h"

#include <algorithm>
#include <array>

namespace qd {

namespace {

constexpr int unauthorized = 401;
constexpr int forbidden = 403;

bool isWorthARetry(int status)
{
    constexpr std::array others{404, 408, 429};
    return status >= 500 || status == unauthorized || status == forbidden ||
           std::ranges::find(others, status) != others.end();
}

} // namespace

Delivery::Delivery(const ServerAddress &address, const QByteArray &path, Outbox &outbox, DeliverySettings settings,
                   QObject *parent)
    : QObject(parent)
    , m_address(address)
    , m_client(std::make_unique<HttpClient>(address.endpoint))
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

/// A file that cannot be read leaves the secret as it was: it may be about to be replaced.
void Delivery::readSecretsAnew()
{
    const auto again = serverAddress(m_address.url, m_address.files);
    if (!again)
        return;
    m_address = *again;
    m_client = std::make_unique<HttpClient>(m_address.endpoint);
}

void Delivery::send()
{
    if (std::exchange(m_isTurnedAway, false))
        readSecretsAnew();
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
    m_client->send(std::move(request), [this](const Result<HttpResponse> &answer) { onAnswer(answer); });
}

void Delivery::onAnswer(const Result<HttpResponse> &answer)
{
    m_underWay = false;
    if (!answer)
        return retry(answer.error().words);
    m_isTurnedAway = answer->status == unauthorized || answer->status == forbidden;
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
    const QString words = why.isEmpty() ? QString() : tr("%1: %2").arg(authority(), why);
    if (std::exchange(m_problem, words) != words)
        Q_EMIT problemChanged();
}

} // namespace qd

#include "moc_delivery.cpp"
