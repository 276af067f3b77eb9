// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/engine_config.h"
#include "model/action/gateway.h"
#include "model/alerts/notice_plan.h"
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
    explicit LiveEngine(EngineConfig config, QObject *parent = nullptr);
    /// Waits for what retired() would report, at most for the rest of EngineConfig::endPatience. An engine that
    /// hangs longer (in the operating system: a dead disk, a pipe nobody writes to) is left behind with its thread
    /// and all it holds, the data folder as well; it ends itself if it comes round, else with the process, and its
    /// children with that.
    ~LiveEngine() override;

    /// Once. What goes wrong (folder owned by another window, damaged log, service not starting) is told in
    /// current()->status.problem.
    void start();

    /// What can be deployed from now on, the oldest first; see EngineConfig::releases. `toCome` says for people
    /// which one is missing yet and what it waits for.
    void setReleases(std::vector<Release> releases, const QString &toCome = {});
    /// A note of somebody else than the operator, a pipeline. Where it cannot be kept, the status says so.
    void addNoteBy(const QString &who, const QString &text, Timestamp at);

    [[nodiscard]] HistoryPtr current() const override { return m_current; }
    /// Lives as long as the engine. Every action that is open when the engine ends is answered with Unavailable.
    [[nodiscard]] LiveGateway &gateway() { return *m_gateway; }

    /// Ends the engine and returns at once: nothing is published any more, open orders are answered with
    /// Unavailable now, and what was not judged or finished is written down as not seen. retired() follows.
    void retire();
    [[nodiscard]] bool isRetired() const { return m_retired; }

Q_SIGNALS:
    /// Of alerts of what is live, for whoever sits before the window.
    void noticed(const qd::alerts::Notice &notice);
    /// Once after retire(), never from within it: the child is gone, the log closed, the data folder free.
    void retired();

private:
    /// What the engine puts down and we take up; outlives whichever ends first.
    struct Outbox
    {
        std::mutex mutex;
        HistoryPtr newest;            ///< that was not delivered yet
        LiveEngine *reader = nullptr; ///< null: nobody takes it up any more
        void put(const HistoryPtr &snapshot);
    };
    void deliver();
    void onThreadEnded();
    void leaveBehind();

    QThread *m_thread = nullptr; ///< ours unless it has to be left behind
    const Millis m_patience;
    EngineCore *m_core = nullptr; ///< lives on m_thread, and ends itself there; null once it was told to
    bool m_retired = false;
    QDeadlineTimer m_endBy{QDeadlineTimer::Forever};
    std::unique_ptr<LiveGateway> m_gateway;
    HistoryPtr m_current;
    std::shared_ptr<Outbox> m_outbox = std::make_shared<Outbox>();
};

} // namespace qd
