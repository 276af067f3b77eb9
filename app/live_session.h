// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "model/alerts/notice_plan.h"
#include "model/base/error.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QObject>
#include <QtCore/QStringList>

#include <chrono>
#include <memory>
#include <vector>

namespace qd {

class HistoryFeed;
class LiveEngine;
class MainWindow;

/// The composition root of what is watched: one live engine at a time, lent to the window. Engines that were
/// watched end by themselves, beside the window, and are kept until they have. One that hangs holds up only those
/// that need what it holds, and the window says so.
class LiveSession : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::seconds ordinaryPatience{10};

    /// `patience`: how long an engine may take to end. Past this the window is told, and finish() goes without it.
    LiveSession(MainWindow &window, ServiceChoice service, std::chrono::milliseconds patience = ordinaryPatience,
                QObject *parent = nullptr);
    ~LiveSession() override;

    /// Lets go of what was watched (its child is drained) and turns to `target` at once; where both need the same
    /// data folder or port, its service starts when that is over. Invalid: the target makes no sense, and what was
    /// watched goes on.
    Result<void> watch(const TargetChoice &target);
    void stop();
    /// stop(), and returns when nothing is left or the patience with the last one is over, counted once; for the
    /// end of the program, when the window is gone. What still hangs is left behind, see ~LiveEngine().
    void finish();

Q_SIGNALS:
    /// Another history is watched, or none (null).
    void watching(qd::HistoryFeed *live);
    /// Of alerts of what is watched.
    void noticed(const qd::alerts::Notice &notice);
    /// Every engine that was stopped has ended.
    void ended();

private:
    struct Watched
    {
        std::unique_ptr<LiveEngine> engine;
        QStringList claims; ///< folder and ports that no other engine may use meanwhile
    };
    void startWhenFree();
    void tellThatItWaits();
    [[nodiscard]] bool isHeldUp() const;
    void onRetired(LiveEngine *engine);
    void applyDrill(int attempts);

    MainWindow &m_window;
    const ServiceChoice m_service;
    const std::chrono::milliseconds m_patience;
    Watched m_now;
    bool m_waits = false;      ///< the one watched has not been started: it is held up
    bool m_toldOfWait = false; ///< and the window says so
    std::vector<Watched> m_ending;
    QDeadlineTimer m_endBy; ///< of the last one that was stopped
};

} // namespace qd
