// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/base/clock.h"
#include "model/base/units.h"
#include "model/session/service_status.h"

#include <QtCore/QPointer>

#include <array>

class QWidget;

namespace qd {

class ActionDialog;
class NotePopover;
class PurgeDialog;
class RestartDialog;

/// Opens the dialogs that change the world, one of a kind at a time, on the service that is watched now. Closes
/// them when the window turns to another service: a dialog never acts on what is no longer on screen.
class ActionDesk : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive the desk.
    ActionDesk(QWidget *window, const Clock &clock);

    /// Null = nothing is watched: everything is refused.
    void setGateway(Gateway *gateway);
    [[nodiscard]] Gateway *gateway() const { return m_gateway; }
    void setTarget(const Target &target);
    void setPaused(bool paused);

    void openPurge(const std::optional<PurgeSelector> &selector = std::nullopt, const QString &reason = {});
    void openRestart();
    /// Of what is watched; the roll back begins with the release before.
    void openDeploy(const ServiceStatus &status);
    void openRollback(const ServiceStatus &status);
    void openEnd(const SessionRow &session);
    void openNote(Timestamp at, units::Zone zone, const QWidget *anchor);
    void toggleTraffic(bool running);
    void collectNow();
    void setDrill(const Faults &faults);

Q_SIGNALS:
    /// Sessions were purged or ended: lists should look again.
    void sessionsChanged();
    /// One line for the window, about an action without a dialog of its own.
    void told(const QString &words, bool critical);

private:
    [[nodiscard]] bool mayAct(ActionKind kind);
    void present(ActionDialog *dialog);
    [[nodiscard]] std::array<ActionDialog *, 4> dialogs() const;

    QWidget *m_window = nullptr;
    const Clock &m_clock;
    QPointer<Gateway> m_gateway;
    Target m_target;
    bool m_paused = false;
    QPointer<PurgeDialog> m_purge;
    QPointer<RestartDialog> m_restart;
    QPointer<ActionDialog> m_deploy;
    QPointer<ActionDialog> m_end;
    NotePopover *m_note = nullptr;
};

} // namespace qd
