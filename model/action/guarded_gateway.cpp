// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/action/guarded_gateway.h"

#include "model/action/note_keeper.h"

#include <QtCore/QTimer>

namespace qd {

namespace {

/// What cannot be done, in the words of the one who wanted to.
QString nothingCanBe(ActionKind kind)
{
    switch (kind) {
    case ActionKind::Purge:
        return GuardedGateway::tr("nothing can be purged in it");
    case ActionKind::Restart:
        return GuardedGateway::tr("nothing can be restarted in it");
    case ActionKind::EndSession:
        return GuardedGateway::tr("no session can be ended in it");
    case ActionKind::Collect:
        return GuardedGateway::tr("no collector can be run in it");
    case ActionKind::Traffic:
        return GuardedGateway::tr("no traffic can be started or stopped in it");
    case ActionKind::Drill:
        return GuardedGateway::tr("no drill can be switched in it");
    case ActionKind::Acknowledge:
        return GuardedGateway::tr("its alerts cannot be acknowledged");
    case ActionKind::Silence:
        return GuardedGateway::tr("its alerts cannot be silenced");
    case ActionKind::Rules:
        return GuardedGateway::tr("no rules can be saved from it");
    case ActionKind::Incident:
        return GuardedGateway::tr("no incident can be opened or changed in it");
    case ActionKind::Deploy:
        return GuardedGateway::tr("no release can be deployed in it");
    case ActionKind::Note:
        return GuardedGateway::tr("notes cannot be kept beside it");
    }
    return {};
}

} // namespace

GuardedGateway::GuardedGateway(const Playhead &playhead, QObject *parent)
    : Gateway(parent)
    , m_playhead(playhead)
{
    connect(&m_playhead, &Playhead::modeChanged, this, &Gateway::availabilityChanged);
}

void GuardedGateway::setInner(Gateway *inner)
{
    if (m_inner) {
        m_inner->disconnect(this);
    }
    m_inner = inner;
    if (inner) {
        connect(inner, &Gateway::availabilityChanged, this, &Gateway::availabilityChanged);
    }
    Q_EMIT availabilityChanged();
}

void GuardedGateway::setNotes(NoteKeeper *notes)
{
    m_notes = notes;
    Q_EMIT availabilityChanged();
}

std::optional<QString> GuardedGateway::refusal(ActionKind kind) const
{
    const auto own = ownRefusal(kind);
    return own || isFile() ? own : m_inner->refusal(kind);
}

std::optional<QString> GuardedGateway::ownRefusal(ActionKind kind) const
{
    const bool isReplay = m_playhead.mode() == Mode::Replay;
    if (isFile()) {
        const bool isKept = kind == ActionKind::Note && m_notes;
        return isKept
                   ? std::nullopt
                   : std::optional(tr("This is a recording: %1. Go back to live to act.").arg(nothingCanBe(kind)));
    }
    if (isReplay && kind != ActionKind::Note) {
        return tr("This is the past, played back: %1. Go back to live to act.").arg(nothingCanBe(kind));
    }
    return m_inner ? std::nullopt : std::optional(tr("Nothing is being watched yet."));
}

std::optional<QString> GuardedGateway::noList() const
{
    if (m_playhead.mode() == Mode::Replay) {
        return isFile() ? tr("A recording holds counts, not the sessions.")
                        : tr("The past holds counts, not the sessions. Go back to live to see them.");
    }
    return m_inner ? std::nullopt : std::optional(tr("Nothing is being watched yet."));
}

template <typename T>
bool GuardedGateway::refuses(const std::optional<QString> &why, QObject *context, const Reply<T> &reply)
{
    if (!why) {
        return false;
    }
    QTimer::singleShot(0, context, [reply, words = *why] { reply(failure(ErrorCode::Refused, words)); });
    return true;
}

void GuardedGateway::fetchSessions(const SessionQuery &query, QObject *context, Reply<SessionPage> reply)
{
    if (!refuses(noList(), context, reply)) {
        m_inner->fetchSessions(query, context, std::move(reply));
    }
}

void GuardedGateway::previewPurge(const PurgeSelector &selector, QObject *context, Reply<PurgePreview> reply)
{
    if (!refuses(ownRefusal(ActionKind::Purge), context, reply)) {
        m_inner->previewPurge(selector, context, std::move(reply));
    }
}

void GuardedGateway::purge(const PurgeOrder &order, QObject *context, Reply<PurgeProgress> progress)
{
    if (!refuses(ownRefusal(ActionKind::Purge), context, progress)) {
        m_inner->purge(order, context, std::move(progress));
    }
}

void GuardedGateway::planRestart(QObject *context, Reply<RestartPlan> reply)
{
    if (!refuses(ownRefusal(ActionKind::Restart), context, reply)) {
        m_inner->planRestart(context, std::move(reply));
    }
}

void GuardedGateway::restart(const RestartOrder &order, QObject *context, Reply<RestartProgress> progress)
{
    if (!refuses(ownRefusal(ActionKind::Restart), context, progress)) {
        m_inner->restart(order, context, std::move(progress));
    }
}

void GuardedGateway::deploy(const DeployOrder &order, QObject *context, Reply<RestartProgress> progress)
{
    if (!refuses(ownRefusal(ActionKind::Deploy), context, progress)) {
        m_inner->deploy(order, context, std::move(progress));
    }
}

void GuardedGateway::endSession(const QString &sessionId, const QString &reason, QObject *context,
                                Reply<bool> reply)
{
    if (!refuses(ownRefusal(ActionKind::EndSession), context, reply)) {
        m_inner->endSession(sessionId, reason, context, std::move(reply));
    }
}

void GuardedGateway::collectNow(const QString &reason, QObject *context, Reply<bool> reply)
{
    if (!refuses(ownRefusal(ActionKind::Collect), context, reply)) {
        m_inner->collectNow(reason, context, std::move(reply));
    }
}

void GuardedGateway::addNote(const QString &text, Timestamp at, QObject *context, Reply<bool> reply)
{
    if (refuses(ownRefusal(ActionKind::Note), context, reply)) {
        return;
    }
    if (isFile()) {
        m_notes->addNote(text, at, context, std::move(reply));
    } else {
        m_inner->addNote(text, at, context, std::move(reply));
    }
}

void GuardedGateway::acknowledge(const QString &alert, const QString &comment, QObject *context, Reply<bool> reply)
{
    if (!refuses(ownRefusal(ActionKind::Acknowledge), context, reply)) {
        m_inner->acknowledge(alert, comment, context, std::move(reply));
    }
}

void GuardedGateway::silence(const SilenceOrder &order, QObject *context, Reply<QString> reply)
{
    if (!refuses(ownRefusal(ActionKind::Silence), context, reply)) {
        m_inner->silence(order, context, std::move(reply));
    }
}

void GuardedGateway::endSilence(const QString &id, QObject *context, Reply<bool> reply)
{
    if (!refuses(ownRefusal(ActionKind::Silence), context, reply)) {
        m_inner->endSilence(id, context, std::move(reply));
    }
}

void GuardedGateway::openIncident(const incident::Opening &opening, QObject *context, Reply<QString> reply)
{
    if (!refuses(ownRefusal(ActionKind::Incident), context, reply)) {
        m_inner->openIncident(opening, context, std::move(reply));
    }
}

void GuardedGateway::stepIncident(const IncidentOrder &order, QObject *context, Reply<QString> reply)
{
    if (!refuses(ownRefusal(ActionKind::Incident), context, reply)) {
        m_inner->stepIncident(order, context, std::move(reply));
    }
}

void GuardedGateway::setTraffic(bool running, QObject *context, Reply<bool> reply)
{
    if (!refuses(ownRefusal(ActionKind::Traffic), context, reply)) {
        m_inner->setTraffic(running, context, std::move(reply));
    }
}

void GuardedGateway::setDrill(const Faults &faults, QObject *context, Reply<bool> reply)
{
    if (!refuses(ownRefusal(ActionKind::Drill), context, reply)) {
        m_inner->setDrill(faults, context, std::move(reply));
    }
}

} // namespace qd

#include "moc_guarded_gateway.cpp"
