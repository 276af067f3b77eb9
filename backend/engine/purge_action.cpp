// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/purge_action.h"

#include "backend/admin/admin_client.h"
#include "backend/admin/admin_json.h"

#include <QtCore/QTimer>

#include <algorithm>
#include <cmath>

namespace qd {

using namespace std::chrono_literals;

namespace {

constexpr Millis pollInterval = 100ms;
constexpr Millis patience = 30s;

} // namespace

PurgeAction::PurgeAction(const EngineParts &parts, const PurgeOrder &order,
                         ActionRunner::Reply<PurgeProgress> progress, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_order(order)
    , m_reply(std::move(progress))
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, [this] { m_purgeId.isEmpty() ? sendOrder() : poll(); });
}

void PurgeAction::start()
{
    if (!m_parts.admin())
        return fail({ErrorCode::Unavailable, QStringLiteral("The service is not running. Nothing was purged.")});
    m_intent = intentOf(m_parts, EventKind::PurgeRequested, QStringLiteral("sessions"), m_order.reason,
                        {{QStringLiteral("selector"), admin::toJson(m_order.selector)},
                         {QStringLiteral("expected"), qint64(m_order.expected)},
                         {QStringLiteral("preview_id"), m_order.previewId}});
    if (const auto committed = m_parts.events->write(m_intent); !committed) {
        m_intent.correlation.clear();
        return fail(committed.error());
    }
    m_lastAnswer = m_parts.clock->now();
    m_instance = m_parts.service->facts().instance;
    sendOrder();
}

void PurgeAction::sendOrder()
{
    AdminClient *client = m_parts.admin();
    if (!client) {
        // The first order went out, and the service went away: it is asked when it is back.
        if (m_parts.clock->now() - m_lastAnswer < patience)
            return m_timer->start(pollInterval);
        return failUncertain({ErrorCode::Unavailable, QStringLiteral("The service is not running.")});
    }
    client->purge(m_order.previewId, m_order.everySession,
                  {m_parts.operatorName, m_order.reason, m_intent.correlation},
                  whileAlive(this, [this](const Result<QString> &id) { onTaken(id); }));
}

void PurgeAction::onTaken(const Result<QString> &id)
{
    if (m_over)
        return;
    if (id)
        return begin(*id);
    const ErrorCode code = id.error().code;
    const bool isOpen = code == ErrorCode::Timeout || code == ErrorCode::Unavailable;
    if (!m_unanswered) {
        if (!isOpen)
            return fail(id.error());
        m_unanswered = id.error();
        return m_timer->start(pollInterval);
    }
    m_unanswered = id.error(); // where it was refused this time, these are the words that help
    askWhoThisIs();
}

/// The facts of an attached service may be seconds old: which instance tells its events is asked.
void PurgeAction::askWhoThisIs()
{
    AdminClient *client = m_parts.admin();
    if (!client)
        return failUncertain({ErrorCode::Unavailable, QStringLiteral("The service is not running.")});
    client->status(whileAlive(this, [this](const Result<QJsonObject> &status) {
        if (m_over)
            return;
        const QString instance = status ? (*status)[u"instance"].toString() : QString();
        instance.isEmpty() ? failUncertain(*m_unanswered) : lookForTrace(instance);
    }));
}

void PurgeAction::lookForTrace(const QString &instance)
{
    AdminClient *client = m_parts.admin();
    if (!client)
        return failUncertain({ErrorCode::Unavailable, QStringLiteral("The service is not running.")});
    m_isAnother = instance != m_instance;
    client->events(m_parts.events->log().newestOriginSeq(QStringLiteral("sessiond"), instance), instance,
                   whileAlive(this, [this](const Result<ServiceEvents> &read) { onTrace(read); }));
}

void PurgeAction::onTrace(const Result<ServiceEvents> &read)
{
    if (m_over)
        return;
    QString found;
    const auto look = [&](const Event &event) {
        if (event.kind == EventKind::ServiceEvent && event.correlation == m_intent.correlation &&
            event.body[u"kind"].toString().startsWith(u"purge_"))
            found = event.subject;
    };
    const EventSnapshot known = m_parts.events->log().snapshot();
    for (std::size_t i = known.size(); i > 0 && found.isEmpty(); --i)
        look(known.at(i - 1));
    if (read)
        std::ranges::for_each(read->events, look);
    if (!found.isEmpty())
        return begin(found);
    if (!read || read->gap || m_isAnother)
        return failUncertain(*m_unanswered);
    fail({m_unanswered->code, QStringLiteral("The service shows no trace of the purge, nothing was purged: %1")
                                  .arg(m_unanswered->words)});
}

void PurgeAction::failUncertain(const Error &error)
{
    fail({error.code,
          QStringLiteral("It is not known whether the service took the purge, it may be running. Look at "
                         "the sessions before another one: %1")
              .arg(error.words)});
}

void PurgeAction::begin(const QString &purgeId)
{
    m_purgeId = purgeId;
    m_lastAnswer = m_parts.clock->now();
    poll();
}

void PurgeAction::abandon(const QString &why)
{
    if (std::exchange(m_over, true))
        return;
    m_timer->stop();
    (void)m_parts.events->write(
        outcomeOf(m_intent, EventKind::ActionFailed, QStringLiteral("Not seen: %1.").arg(why),
                  {{QStringLiteral("purge_id"), m_purgeId}, {QStringLiteral("not_seen"), true}}));
    deleteLater();
}

void PurgeAction::poll()
{
    if (AdminClient *client = m_parts.admin())
        client->purgeProgress(
            m_purgeId, whileAlive(this, [this](const Result<PurgeProgress> &progress) { onProgress(progress); }));
    else
        onProgress(failure(ErrorCode::Unavailable, QStringLiteral("The service is not running.")));
}

void PurgeAction::onProgress(const Result<PurgeProgress> &progress)
{
    if (m_over)
        return;
    const Timestamp now = m_parts.clock->now();
    if (progress && progress->done)
        return finish(told(*progress));
    if (progress) {
        m_lastAnswer = now;
        m_reply(told(*progress));
    } else if (now - m_lastAnswer >= patience || progress.error().code == ErrorCode::NotFound) {
        return fail({progress.error().code,
                     QStringLiteral("The service took the purge, but what became of it could not be read: %1")
                         .arg(progress.error().words)});
    }
    m_timer->start(pollInterval);
}

/// As the history counts time: the service counted that of the world.
PurgeProgress PurgeAction::told(PurgeProgress progress) const
{
    if (m_parts.story)
        progress.elapsed = Millis(std::llround(double(progress.elapsed.count()) * m_parts.story->speed()));
    return progress;
}

void PurgeAction::finish(const PurgeProgress &progress)
{
    m_over = true;
    (void)m_parts.events->write(outcomeOf(m_intent, EventKind::PurgeFinished, m_order.reason,
                                          {{QStringLiteral("purge_id"), m_purgeId},
                                           {QStringLiteral("matched"), qint64(progress.matched)},
                                           {QStringLiteral("purged"), qint64(progress.purged)},
                                           {QStringLiteral("spared"), qint64(progress.spared)},
                                           {QStringLiteral("gone"), qint64(progress.gone)},
                                           {QStringLiteral("freed_bytes"), qint64(progress.freedBytes)},
                                           {QStringLiteral("rss_before"), qint64(progress.rssBefore)},
                                           {QStringLiteral("rss_after"), qint64(progress.rssAfter)},
                                           {QStringLiteral("elapsed_ms"), qint64(progress.elapsed.count())}}));
    m_reply(progress);
    deleteLater();
}

void PurgeAction::fail(const Error &error)
{
    m_over = true;
    if (!m_intent.correlation.isEmpty())
        (void)m_parts.events->write(outcomeOf(m_intent, EventKind::ActionFailed, error.words));
    m_reply(tl::unexpected(error));
    deleteLater();
}

} // namespace qd

#include "moc_purge_action.cpp"
