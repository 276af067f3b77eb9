// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/action_runner.h"
#include "backend/engine/data_folder.h"
#include "backend/engine/engine_config.h"
#include "backend/engine/recorder.h"
#include "backend/source/metrics_ingest.h"
#include "model/alerts/notice_plan.h"
#include "model/playhead/history.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>

#include <deque>
#include <memory>

class QTimer;

namespace qd {

class AdminClient;
class AlertNotifier;
class HistoryRestore;
class IncidentKeeper;
struct RestoredHistory;
class EngineFigures;
class LiveRules;
class ServiceEventReader;

/// What actions can be taken now; the gateway answers from it without asking the engine.
struct Availability
{
    bool canAsk = false; ///< somebody answers the admin API
    bool canRestart = false;
    bool restarting = false;
    bool canDrill = false;
    bool practice = false;
    bool canDeploy = false;
    QString problem;
    friend bool operator==(const Availability &, const Availability &) = default;
};

/// The engine itself: owns source, store, event log and the watched service of one history, on one thread.
/// Everything in it runs on that thread; commands come as queued invocations, and what it knows leaves as
/// immutable snapshots.
class EngineCore : public QObject
{
    Q_OBJECT

public:
    explicit EngineCore(EngineConfig config);
    ~EngineCore() override;

    /// Opens folder and log and begins to watch. A failure is told in the status of the snapshot.
    void start();
    /// Ends what is ours and emits ended(), within about five seconds.
    void end();
    /// Both null until start() has succeeded, and the second one where the service is none of ours.
    [[nodiscard]] ActionRunner *actions() const { return m_actions; }
    [[nodiscard]] OwnService *own() const { return m_own; }

Q_SIGNALS:
    void published(const qd::HistoryPtr &snapshot);
    void availabilityChanged(const qd::Availability &availability);
    /// Of alerts, for whoever sits before the window.
    void noticed(const qd::alerts::Notice &notice);
    void ended();

private:
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> openService();
    void openRules();
    void wireService();
    void restoreHistory();
    void startRecorder(const RestoredHistory &restored);
    void tellGap(const QString &words, TimeRange span);
    void hold(const Scrape &scrape);
    void watchRecorder();
    void refuse(const Error &error);
    void onScraped(const Scrape &scrape);
    void onGoodScrape(const Scrape &scrape, const AppendReport &report);
    void onBadScrape(const Scrape &scrape, const Error &error);
    void onReachable();
    void onUnreachable(const QString &why);
    void onReady();
    void onTrafficDied(const QString &words, bool forGood);
    void watchClock();
    void watchSleep();
    void watchRelease();
    void watchSurplus(const AppendReport &report);
    void tell(EventKind kind, const QString &subject, const QString &reason, QJsonObject body = {});
    void changed();
    void publish();
    [[nodiscard]] ServiceStatus status(const SeriesSnapshot &series, Timestamp now) const;
    void tellAvailability();

    const EngineConfig m_config;
    const QString m_operator;
    std::unique_ptr<Clock> m_ownClock;
    const Clock *m_clock = nullptr;
    QString m_problem; ///< why the engine could not start
    DataFolder m_folder;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<EventWriter> m_events;
    std::unique_ptr<Recorder> m_recorder;
    std::optional<TimeRange> m_notHeld; ///< of those, what there was no room for
    std::deque<Scrape> m_held;          ///< scraped while the past is being put back, which comes before them
    QString m_recorderProblem;          ///< as the log knows it
    SeriesStore m_store;
    std::unique_ptr<HistoryRestore> m_restore; ///< while it runs
    std::unique_ptr<MetricsIngest> m_ingest;
    std::unique_ptr<EngineFigures> m_figures;
    std::unique_ptr<IncidentKeeper> m_incidents;
    LiveRules *m_rules = nullptr;        ///< null: none are evaluated
    AlertNotifier *m_notifier = nullptr; ///< null: likewise
    QString m_notifyProblem;             ///< of the file that says whom to tell
    Scraper *m_scraper = nullptr;
    WatchedService *m_service = nullptr;
    OwnService *m_own = nullptr;
    TrafficSupervisor *m_traffic = nullptr;
    std::unique_ptr<AdminClient> m_admin;
    ServiceEventReader *m_reader = nullptr;
    RestartVerdicts m_verdicts;
    ActionRunner *m_actions = nullptr;
    Target m_target;
    Labels m_labels; ///< of the target, on what is scraped of it
    std::optional<Timestamp> m_lastGoodScrape;
    std::optional<Error> m_scrapeError;
    bool m_failureTold = false; ///< and so its end will be
    bool m_wasReachable = false;
    bool m_surplusTold = false;
    QString m_trafficProblem;
    QString m_release; ///< of the service when it was last seen
    Millis m_clockStep{0};
    struct Awake
    {
        Timestamp at{};   ///< by the timeline
        Millis steady{0}; ///< by steadyNow()
    };
    Awake m_awake; ///< at the last scrape
    bool m_ending = false;
    QTimer *m_publishTimer = nullptr;
    QElapsedTimer m_sincePublished;
    std::uint64_t m_generation = 0;
    std::uint64_t m_detail = 0; ///< of what is published: grows when the past has been put back
    Availability m_availability;
};

} // namespace qd
