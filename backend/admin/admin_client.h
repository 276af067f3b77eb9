// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/admin/admin_json.h"
#include "backend/source/caller.h"
#include "backend/source/http_client.h"
#include "model/action/gateway.h"
#include "model/event/event.h"

#include <QtCore/QJsonObject>
#include <QtCore/QObject>
#include <QtCore/QPointer>

namespace qd {

/// A reply that is left out once `receiver` is gone. For every reply whose receiver the client may outlive: the
/// requests of an action that was let go of are answered all the same.
template <typename Receiver, typename Take>
[[nodiscard]] auto whileAlive(Receiver *receiver, Take take)
{
    return [alive = QPointer<Receiver>(receiver), take = std::move(take)](auto &&result) mutable {
        if (alive)
            take(std::forward<decltype(result)>(result));
    };
}

/// The admin API of sessiond, asynchronously. Every request has a deadline; replies come on the thread of the
/// client, never from within the call and never after its destruction. Errors carry words for people.
class AdminClient : public QObject
{
    Q_OBJECT

public:
    template <typename T>
    using Reply = std::function<void(Result<T>)>;

    explicit AdminClient(const Endpoint &endpoint, QObject *parent = nullptr);

    /// Answers every open request with this error, now.
    void failAll(const Error &error);

    void status(Reply<QJsonObject> reply);
    /// The status for a restart: on a connection of its own, since what hangs is restarted because of that.
    void evidence(Reply<QJsonObject> reply, Millis deadline);
    void sessions(const SessionQuery &query, Reply<SessionPage> reply);
    void previewPurge(const PurgeSelector &selector, const AdminCaller &caller, Reply<PurgePreview> reply);
    /// The purge id, once the purge is durable.
    void purge(const QString &previewId, bool everySession, const AdminCaller &caller, Reply<QString> reply);
    void purgeProgress(const QString &purgeId, Reply<PurgeProgress> reply);
    void endSession(const QString &sessionId, const AdminCaller &caller, Reply<bool> reply);
    void collect(const AdminCaller &caller, Reply<bool> reply);
    void drain(Millis deadline, const AdminCaller &caller, Reply<bool> reply);
    void setDrill(const Faults &faults, const AdminCaller &caller, Reply<bool> reply);
    /// Those of `instance`; none when another one answers.
    void events(std::uint64_t after, const QString &instance, Reply<ServiceEvents> reply);

private:
    using ObjectReply = std::function<void(Result<QJsonObject>)>;
    void get(const QByteArray &target, ObjectReply reply);
    void act(const QByteArray &method, const QByteArray &target, QJsonObject body, const AdminCaller &caller,
             ObjectReply reply);
    [[nodiscard]] HttpClient::Reply objectReply(ObjectReply reply) const;

    HttpClient m_reads;   ///< what is asked all the time …
    HttpClient m_actions; ///< … must not wait for what may take a while, nor the other way round
    HttpClient m_evidence;
};

} // namespace qd
