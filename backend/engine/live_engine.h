// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/engine_config.h"
#include "model/action/gateway.h"
#include "model/playhead/history.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QThread>

#include <memory>
#include <mutex>

namespace qd {

class EngineCore;
class LiveGateway;

/// The live history: runs the engine on a thread of its own and hands its snapshots to the GUI thread, only ever
/// the newest. However long the GUI thread stalls, scraping, events and supervision go on, and nothing piles up.
/// Ending takes as long as our child takes to drain: retire() and wait for retired(), then destroy. GUI thread.
class LiveEngine final : public HistoryFeed
{
    Q_OBJECT

public:
    /// How long an engine may take to end; about five seconds are what its ladder takes at worst.
    static constexpr std::chrono::seconds patience{10};

    explicit LiveEngine(EngineConfig config, QObject *parent = nullptr);
    /// Waits for what retired() would report, at most for the rest of `patience`.
    ~LiveEngine() override;

    /// Once. What goes wrong (folder owned by another window, damaged log, service not starting) is told in
    /// current()->status.problem.
    void start();

    [[nodiscard]] HistoryPtr current() const override { return m_current; }
    /// Lives as long as the engine. Every action that is open when the engine ends is answered with Unavailable.
    [[nodiscard]] LiveGateway &gateway() { return *m_gateway; }

    /// Ends the engine and returns at once: nothing is published any more, open orders are answered with
    /// Unavailable now, and what was not judged or finished is written down as not seen. retired() follows.
    void retire();
    [[nodiscard]] bool isRetired() const { return m_retired; }

Q_SIGNALS:
    /// Once after retire(), never from within it: the child is gone, the log closed, the data folder free.
    void retired();

private:
    void offer(const HistoryPtr &snapshot);
    void deliver();
    void onThreadEnded();

    QThread m_thread;
    EngineCore *m_core = nullptr; ///< lives on m_thread, and ends itself there; null once it was told to
    bool m_retired = false;
    QDeadlineTimer m_endBy{QDeadlineTimer::Forever};
    std::unique_ptr<LiveGateway> m_gateway;
    HistoryPtr m_current;
    std::mutex m_mutex;
    HistoryPtr m_offered; ///< newest that was not delivered yet, guarded by m_mutex
};

} // namespace qd
