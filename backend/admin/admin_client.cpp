// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/admin/admin_client.h"

#include "backend/admin/admin_json.h"
#include "backend/protocol/duration.h"
#include "backend/protocol/names.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QUrl>

namespace qd {

using namespace std::chrono_literals;

namespace {

constexpr Millis readDeadline = 5s;
constexpr Millis actionDeadline = 15s;

QByteArray below(std::string_view path, const QString &id)
{
    return bytesOf(path) + '/' + QUrl::toPercentEncoding(id);
}

auto done(AdminClient::Reply<bool> reply)
{
    return [reply = std::move(reply)](const Result<QJsonObject> &object) {
        reply(object.map([](const QJsonObject &) { return true; }));
    };
}

} // namespace

AdminClient::AdminClient(const Endpoint &endpoint, QObject *parent)
    : QObject(parent)
    , m_reads(endpoint)
    , m_actions(endpoint)
    , m_evidence(endpoint)
{}

void AdminClient::failAll(const Error &error)
{
    const QPointer<AdminClient> self(this);
    for (HttpClient *client : {&m_reads, &m_actions, &m_evidence}) {
        client->failAll(error);
        if (!self) // a reply may destroy this client
            return;
    }
}

HttpClient::Reply AdminClient::objectReply(ObjectReply reply) const
{
    return [reply = std::move(reply), at = m_reads.endpoint().authority()](const Result<HttpResponse> &response) {
        if (!response)
            return reply(
                failure(response.error().code,
                        QStringLiteral("The service at %1 did not answer: %2.").arg(at, response.error().words)));
        if (response->status < 200 || response->status >= 300)
            return reply(tl::unexpected(admin::problemOf(response->status, response->body)));
        reply(response->body.isEmpty() ? Result<QJsonObject>(QJsonObject()) : admin::objectOf(response->body));
    };
}

void AdminClient::get(const QByteArray &target, ObjectReply reply)
{
    HttpRequest request;
    request.target = target;
    request.deadline = readDeadline;
    m_reads.send(std::move(request), objectReply(std::move(reply)));
}

void AdminClient::act(const QByteArray &method, const QByteArray &target, QJsonObject body,
                      const AdminCaller &caller, ObjectReply reply)
{
    if (!caller.reason.isEmpty())
        body[u"reason"] = caller.reason;
    HttpRequest request;
    request.method = method;
    request.target = target;
    request.deadline = actionDeadline;
    if (method != "DELETE" || !body.isEmpty())
        request.json = QJsonDocument(body).toJson(QJsonDocument::Compact);
    request.headers = headersOf(caller);
    m_actions.send(std::move(request), objectReply(std::move(reply)));
}

void AdminClient::status(Reply<QJsonObject> reply)
{
    get(bytesOf(protocol::path::kAdminStatus), std::move(reply));
}

void AdminClient::evidence(Reply<QJsonObject> reply, Millis deadline)
{
    HttpRequest request;
    request.target = bytesOf(protocol::path::kAdminStatus);
    request.deadline = deadline;
    m_evidence.send(std::move(request), objectReply(std::move(reply)));
}

void AdminClient::sessions(const SessionQuery &query, Reply<SessionPage> reply)
{
    get(admin::toTarget(query), [reply = std::move(reply)](const Result<QJsonObject> &object) {
        reply(object.and_then(admin::sessionPageOf));
    });
}

void AdminClient::previewPurge(const PurgeSelector &selector, const AdminCaller &caller, Reply<PurgePreview> reply)
{
    AdminCaller silent = caller;
    silent.reason.clear(); // a preview changes nothing and takes no reason
    act("POST", bytesOf(protocol::path::kAdminPurgePreview),
        {{QStringLiteral("selector"), admin::toJson(selector)}}, silent,
        [selector, reply = std::move(reply)](const Result<QJsonObject> &object) {
            reply(object.and_then([&](const QJsonObject &o) { return admin::previewOf(o, selector); }));
        });
}

void AdminClient::purge(const QString &previewId, bool everySession, const AdminCaller &caller,
                        Reply<QString> reply)
{
    QJsonObject body{{QStringLiteral("preview_id"), previewId}};
    if (everySession)
        body[u"confirm"] = QStringLiteral("every session");
    act("POST", bytesOf(protocol::path::kAdminPurge), body, caller,
        [reply = std::move(reply)](const Result<QJsonObject> &object) {
            reply(object.and_then([](const QJsonObject &o) -> Result<QString> {
                const QString id = o[u"purge_id"].toString();
                if (id.isEmpty())
                    return failure(ErrorCode::Invalid,
                                   QStringLiteral("The service took the purge and gave it no id."));
                return id;
            }));
        });
}

void AdminClient::purgeProgress(const QString &purgeId, Reply<PurgeProgress> reply)
{
    get(below(protocol::path::kAdminPurge, purgeId),
        [reply = std::move(reply)](const Result<QJsonObject> &object) {
            reply(object.and_then(admin::progressOf));
        });
}

void AdminClient::endSession(const QString &sessionId, const AdminCaller &caller, Reply<bool> reply)
{
    act("DELETE", below(protocol::path::kAdminSessions, sessionId), {}, caller, done(std::move(reply)));
}

void AdminClient::collect(const AdminCaller &caller, Reply<bool> reply)
{
    act("POST", bytesOf(protocol::path::kAdminCollect), {}, caller, done(std::move(reply)));
}

void AdminClient::drain(Millis deadline, const AdminCaller &caller, Reply<bool> reply)
{
    const QString text = QString::fromStdString(protocol::formatDuration(deadline));
    act("POST", bytesOf(protocol::path::kAdminDrain), {{QStringLiteral("deadline"), text}}, caller,
        done(std::move(reply)));
}

void AdminClient::setDrill(const Faults &faults, const AdminCaller &caller, Reply<bool> reply)
{
    AdminCaller silent = caller;
    silent.reason.clear();
    act("PUT", bytesOf(protocol::path::kAdminDrill), toJson(faults), silent, done(std::move(reply)));
}

void AdminClient::events(std::uint64_t after, const QString &instance, Reply<ServiceEvents> reply)
{
    HttpRequest request;
    request.target = bytesOf(protocol::path::kAdminEvents) + "?after=" + QByteArray::number(qulonglong(after));
    request.deadline = readDeadline;
    const auto read = [instance](const HttpResponse &response) -> Result<ServiceEvents> {
        const Result<QJsonObject> object = admin::objectOf(response.body);
        if (response.status == 410 && object)
            return ServiceEvents{{}, true, std::uint64_t((*object)[u"first"].toInteger())};
        if (response.status != 200)
            return tl::unexpected(admin::problemOf(response.status, response.body));
        return admin::eventsOf(object.value_or(QJsonObject()), instance);
    };
    m_reads.send(std::move(request), [read, reply = std::move(reply)](const Result<HttpResponse> &response) {
        reply(response ? read(*response) : Result<ServiceEvents>(tl::unexpected(response.error())));
    });
}

} // namespace qd

#include "moc_admin_client.cpp"
