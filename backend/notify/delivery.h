// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/http_client.h"
#include "backend/source/server_login.h"

#include <QtCore/QTimer>

namespace qd {

/// What a Delivery sends. Both calls come on its thread.
class Outbox
{
public:
    virtual ~Outbox() = default;
    /// A JSON body that is to go out now, as things stand now; nothing when there is none.
    [[nodiscard]] virtual std::optional<QByteArray> next() = 0;
    /// What next() gave has arrived, or was refused for good: the same is not to be sent again.
    virtual void settled(bool arrived) = 0;
};

struct DeliverySettings
{
    Millis firstRetry{1'000}; ///< doubles with every failure
    Millis longestRetry{60'000};
    Millis deadline{10'000}; ///< of one request
};

/// Posts JSON to one address, one body at a time. What does not arrive is sent again, ever slower, for as long as
/// it takes; so is what the other side does not want now or from us (401, 403, 404, 408, 429 and 5xx): a token may
/// be on its way, or a route. The files with secrets are read anew then. What it refuses for good (other 4xx, and
/// redirects) is told and left out.
class Delivery : public QObject
{
    Q_OBJECT

public:
    /// `outbox` must outlive it.
    Delivery(const ServerAddress &address, const QByteArray &path, Outbox &outbox, DeliverySettings settings = {},
             QObject *parent = nullptr);

    /// There is something new to send.
    void poke();
    /// Why the last attempt failed, with the address; empty when it did not.
    [[nodiscard]] const QString &problem() const { return m_problem; }
    /// "host:port", for people.
    [[nodiscard]] QString authority() const { return m_address.endpoint.authority(); }

Q_SIGNALS:
    void problemChanged();

private:
    void send();
    void onAnswer(const Result<HttpResponse> &answer);
    void retry(const QString &why);
    void setProblem(const QString &why);

    void readSecretsAnew();

    ServerAddress m_address;
    std::unique_ptr<HttpClient> m_client;
    const QByteArray m_target;
    Outbox &m_outbox;
    const DeliverySettings m_settings;
    QTimer m_retry;
    Millis m_pause;
    bool m_underWay = false;
    bool m_isTurnedAway = false; ///< the last answer was 401 or 403
    QString m_problem;
};

} // namespace qd
