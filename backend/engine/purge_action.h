// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/action_runner.h"

class QTimer;

namespace qd {

struct ServiceEvents;

/// One purge from its intent to what was measured. Deletes itself. Once the service has taken the purge it is
/// durable there: lost answers are asked again, over a crash of the service too, for half a minute. An order that
/// was not answered may have been taken: it is repeated once, which the service answers with the same purge, and
/// then looked for in the service's events, before anything is said of it. That nothing was purged is said of the
/// instance that was ordered to alone: what one did and another does not tell of is not known.
class PurgeAction : public QObject
{
    Q_OBJECT

public:
    PurgeAction(const EngineParts &parts, const PurgeOrder &order, ActionRunner::Reply<PurgeProgress> progress,
                QObject *parent);
    void start();
    /// Nobody looks any more: writes down that the end was not seen. No reply.
    void abandon(const QString &why);

private:
    void sendOrder();
    void onTaken(const Result<QString> &id);
    void askWhoThisIs();
    void lookForTrace(const QString &instance);
    void onTrace(const Result<ServiceEvents> &read);
    void begin(const QString &purgeId);
    void poll();
    void onProgress(const Result<PurgeProgress> &progress);
    [[nodiscard]] PurgeProgress told(PurgeProgress progress) const;
    void finish(const PurgeProgress &progress);
    void fail(const Error &error);
    void failUncertain(const Error &error);

    const EngineParts &m_parts;
    const PurgeOrder m_order;
    const ActionRunner::Reply<PurgeProgress> m_reply;
    Event m_intent;
    QString m_instance;       ///< that the first order went to
    bool m_isAnother = false; ///< by now another one answers
    bool m_over = false;
    QString m_purgeId;
    std::optional<Error> m_unanswered; ///< what became of the first order, when that is not known
    QTimer *m_timer = nullptr;
    Timestamp m_lastAnswer{};
};

} // namespace qd
