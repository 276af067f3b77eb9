// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/action_runner.h"

class QTimer;

namespace qd {

/// One purge from its intent to what was measured. Deletes itself. Once the service has taken the purge it is
/// durable there: lost answers are asked again, over a crash of the service too, for half a minute.
class PurgeAction : public QObject
{
    Q_OBJECT

public:
    PurgeAction(const EngineParts &parts, const PurgeOrder &order, ActionRunner::Reply<PurgeProgress> progress,
                QObject *parent);
    void start();

private:
    void poll();
    void onProgress(const Result<PurgeProgress> &progress);
    void finish(const PurgeProgress &progress);
    void fail(const Error &error);

    const EngineParts &m_parts;
    const PurgeOrder m_order;
    const ActionRunner::Reply<PurgeProgress> m_reply;
    Event m_intent;
    QString m_purgeId;
    QTimer *m_timer = nullptr;
    Timestamp m_lastAnswer{};
};

} // namespace qd
