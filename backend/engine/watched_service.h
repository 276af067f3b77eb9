// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/caller.h"
#include "backend/source/endpoint.h"
#include "model/event/event.h"
#include "model/session/service_status.h"

#include <QtCore/QObject>

#include <optional>

namespace qd {

/// What is known of the watched service beside its metrics.
struct ServiceFacts
{
    Health health = Health::None;
    QString problem; ///< one line for people, empty when well
    QString instance;
    QString release; ///< as far as it is known without metrics
    std::int64_t pid = 0;
    bool canRestart = false;
    std::optional<Endpoint> admin; ///< set while there is somebody to ask
};

/// The service at the other end: our own child, or one that somebody else runs. Engine thread.
class WatchedService : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void start() = 0;
    /// The window closes: end what is ours, within about five seconds, then emit ended().
    virtual void end(const AdminCaller &caller) = 0;
    /// Drain, stop, start. Progress comes as facts and events; `stopped`, `reachable` and `ready` in this order;
    /// `gaveUp` at once after end().
    virtual void restart(Millis drainDeadline, const AdminCaller &caller) = 0;
    /// Nobody waits for that restart any more: what happens from now on is told as what it looks like.
    virtual void giveUpRestart() = 0;
    [[nodiscard]] virtual ServiceFacts facts() const = 0;

Q_SIGNALS:
    void factsChanged();
    /// facts().admin is set and can be believed: scrape it.
    void reachable();
    void ready();
    void stopped();
    /// Nobody is there; `why` for people.
    void unreachable(const QString &why);
    /// It will not come (back) by itself.
    void gaveUp(const QString &why);
    /// For the event log; origin and time are the writer's.
    void happened(const qd::Event &event);
    void ended();
};

} // namespace qd
