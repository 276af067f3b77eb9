// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "widgets/actions/action_dialog.h"

#include <QtCore/QPointer>

namespace qd {

/// Ends one active session, with a reason.
class EndSessionDialog : public ActionDialog
{
    Q_OBJECT

public:
    EndSessionDialog(Gateway &gateway, const SessionRow &session, const Target &target, bool paused,
                     QWidget *parent = nullptr);

Q_SIGNALS:
    void ended();

private:
    void offer();
    void end();

    QPointer<Gateway> m_gateway;
    SessionRow m_session;
    bool m_sent = false;
};

} // namespace qd
