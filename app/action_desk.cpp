// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/action_desk.h"

#include "widgets/actions/deploy_dialog.h"
#include "widgets/actions/end_session_dialog.h"
#include "widgets/actions/note_popover.h"
#include "widgets/actions/purge_dialog.h"
#include "widgets/actions/restart_dialog.h"

#include <QtWidgets/QWidget>

namespace qd {

ActionDesk::ActionDesk(QWidget *window, const Clock &clock)
    : QObject(window)
    , m_window(window)
    , m_clock(clock)
    , m_note(new NotePopover(window))
{}

std::array<ActionDialog *, 4> ActionDesk::dialogs() const
{
    return {m_purge, m_restart, m_deploy, m_end};
}

void ActionDesk::setGateway(Gateway *gateway)
{
    for (ActionDialog *dialog : dialogs()) {
        if (dialog) {
            dialog->close();
        }
    }
    m_note->hide();
    m_gateway = gateway;
}

void ActionDesk::setTarget(const Target &target)
{
    m_target = target;
}

void ActionDesk::setPaused(bool paused)
{
    m_paused = paused;
    for (ActionDialog *dialog : dialogs()) {
        if (dialog) {
            dialog->setPaused(paused);
        }
    }
}

bool ActionDesk::mayAct(ActionKind kind)
{
    const auto why = m_gateway ? m_gateway->refusal(kind) : std::optional(tr("Nothing is being watched yet."));
    if (why) {
        Q_EMIT told(*why, false);
    }
    return !why;
}

void ActionDesk::present(ActionDialog *dialog)
{
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void ActionDesk::openPurge(const std::optional<PurgeSelector> &selector, const QString &reason)
{
    if (!mayAct(ActionKind::Purge)) {
        return;
    }
    const bool isNew = !m_purge;
    if (isNew) {
        m_purge = new PurgeDialog(*m_gateway, m_clock, m_target, m_paused, m_window);
        connect(m_purge, &PurgeDialog::purged, this, &ActionDesk::sessionsChanged);
    }
    // A dialog that is open holds a choice somebody made by hand: it is shown, not overwritten.
    if (isNew && selector) {
        m_purge->setSelector(*selector);
    }
    if (isNew && !reason.isEmpty()) {
        m_purge->setReason(reason);
    }
    present(m_purge);
}

void ActionDesk::openRestart()
{
    if (!mayAct(ActionKind::Restart)) {
        return;
    }
    if (!m_restart) {
        m_restart = new RestartDialog(*m_gateway, m_target, m_paused, m_window);
    }
    present(m_restart);
}

void ActionDesk::openDeploy(const ServiceStatus &status)
{
    if (!mayAct(ActionKind::Deploy)) {
        return;
    }
    if (!m_deploy) {
        m_deploy = new DeployDialog(DeployDialog::Way::Deploy, *m_gateway, status, m_paused, m_window);
    }
    present(m_deploy);
}

void ActionDesk::openRollback(const ServiceStatus &status)
{
    if (!mayAct(ActionKind::Deploy)) {
        return;
    }
    if (releaseBefore(status).isEmpty() && !status.releases.isEmpty()) {
        Q_EMIT told(tr("There is no release before %1 that could run.").arg(status.release), false);
        return;
    }
    if (!m_deploy) {
        m_deploy = new DeployDialog(DeployDialog::Way::RollBack, *m_gateway, status, m_paused, m_window);
    }
    present(m_deploy);
}

void ActionDesk::openEnd(const SessionRow &session)
{
    if (!mayAct(ActionKind::EndSession)) {
        return;
    }
    if (m_end) {
        m_end->close();
    }
    auto *dialog = new EndSessionDialog(*m_gateway, session, m_target, m_paused, m_window);
    connect(dialog, &EndSessionDialog::ended, this, &ActionDesk::sessionsChanged);
    connect(dialog, &EndSessionDialog::ended, this,
            [this, user = session.user] { Q_EMIT told(tr("Session of %1 ended.").arg(user), false); });
    m_end = dialog;
    present(dialog);
}

void ActionDesk::openNote(Timestamp at, units::Zone zone, const QWidget *anchor)
{
    if (mayAct(ActionKind::Note)) {
        m_note->open(*m_gateway, at, zone, anchor);
    }
}

void ActionDesk::toggleTraffic(bool running)
{
    if (!mayAct(ActionKind::Traffic)) {
        return;
    }
    m_gateway->setTraffic(running, this, [this](Result<bool> done) {
        if (!done) {
            Q_EMIT told(done.error().words, true);
        }
    });
}

void ActionDesk::setDrill(const Faults &faults)
{
    if (!mayAct(ActionKind::Drill)) {
        return;
    }
    m_gateway->setDrill(faults, this, [this, faults](Result<bool> done) {
        if (!done) {
            Q_EMIT told(done.error().words, true);
            return;
        }
        Q_EMIT told(faults.retainAfterLogout > 0 ? tr("Drill: sessions now stay in memory after logout.")
                                                 : tr("Drill off: sessions leave memory after logout."),
                    false);
    });
}

void ActionDesk::collectNow()
{
    if (!mayAct(ActionKind::Collect)) {
        return;
    }
    m_gateway->collectNow(tr("asked for in the window"), this, [this](Result<bool> done) {
        done ? Q_EMIT told(tr("A collector pass was started."), false) : Q_EMIT told(done.error().words, true);
    });
}

} // namespace qd

#include "moc_action_desk.cpp"
