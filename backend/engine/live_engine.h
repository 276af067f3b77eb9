// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/engine_config.h"
#include "model/action/gateway.h"
#include "model/playhead/history.h"

#include <QtCore/QThread>

#include <memory>
#include <mutex>

namespace qd {

class EngineCore;
class LiveGateway;

/// The live history: runs the engine on a thread of its own and hands its snapshots to the GUI thread, only ever
/// the newest. However long the GUI thread stalls, scraping, events and supervision go on, and nothing piles up.
/// The destructor drains our child, ends the thread and returns within ten seconds. GUI thread.
class LiveEngine final : public HistoryFeed
{
    Q_OBJECT

public:
    explicit LiveEngine(EngineConfig config, QObject *parent = nullptr);
    ~LiveEngine() override;

    /// Once. What goes wrong (folder owned by another window, damaged log, service not starting) is told in
    /// current()->status.problem.
    void start();

    [[nodiscard]] HistoryPtr current() const override { return m_current; }
    /// Lives as long as the engine. Every action that is open when the engine ends is answered with Unavailable.
    [[nodiscard]] LiveGateway &gateway() { return *m_gateway; }

private:
    void offer(const HistoryPtr &snapshot);
    void deliver();
    void end();

    QThread m_thread;
    EngineCore *m_core = nullptr; ///< lives on m_thread
    std::unique_ptr<LiveGateway> m_gateway;
    HistoryPtr m_current;
    std::mutex m_mutex;
    HistoryPtr m_offered; ///< newest that was not delivered yet, guarded by m_mutex
};

} // namespace qd
