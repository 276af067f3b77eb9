// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/engine_core.h"

#include "backend/admin/admin_client.h"
#include "backend/engine/alert_notifier.h"
#include "backend/engine/attached_service.h"
#include "backend/engine/engine_figures.h"
#include "backend/engine/flight_recorder.h"
#include "backend/engine/history_restore.h"
#include "backend/engine/incident_keeper.h"
#include "backend/engine/live_rules.h"
#include "backend/engine/service_event_reader.h"
#include "backend/engine/service_health.h"
#include "backend/engine/token_file.h"
#include "model/base/login_name.h"
#include "model/base/units.h"

#include <QtCore/QDir>
#include <QtCore/QTimer>

namespace qd {

using namespace std::chrono_literals;

namespace {

constexpr Millis publishInterval = 100ms;

/// What ran when this history was last written to.
QString lastRelease(const EventSnapshot &events)
{
    for (std::size_t i = events.size(); i > 0; --i) {
        const QString release = events.at(i - 1).body[u"release"].toString();
        if (!release.isEmpty())
            return release;
    }
    return {};
}

} // namespace

EngineCore::EngineCore(EngineConfig config)
    : m_config(std::move(config))
    , m_operator(m_config.operatorName.isEmpty() ? loginName() : m_config.operatorName)
    , m_verdicts(m_config.judgesLogouts, m_config.story ? m_config.story->speed() : 1)
{}

EngineCore::~EngineCore() = default;

void EngineCore::start()
{
    m_publishTimer = new QTimer(this);
    m_publishTimer->setSingleShot(true);
    m_sincePublished.start();
    connect(m_publishTimer, &QTimer::timeout, this, &EngineCore::publish);
    m_clock = m_config.story ? m_config.story.get() : m_config.clock.get();
    if (!m_clock) {
        m_ownClock = std::make_unique<TimelineClock>();
        m_clock = m_ownClock.get();
    }
    m_target.where = m_config.where;
    m_target.isDrill = m_config.story != nullptr;
    if (m_config.where == Where::Attached)
        m_target.host = m_config.attachUrl.authority();
    if (const auto opened = open().and_then([this] { return openService(); }); !opened)
        return refuse(opened.error());
    tell(EventKind::WindowOpened, QStringLiteral("quarterdeck"), {},
         {{QStringLiteral("target"), m_target.label()}});
    wireService();
    m_service->start();
    publish();
    if (m_config.recordEvery > Millis(0))
        restoreHistory();
    m_scraper->start();
}

void EngineCore::refuse(const Error &error)
{
    m_problem = error.words;
    publish();
}

Result<void> EngineCore::open()
{
    auto folder = DataFolder::open(m_config.dataRoot, dataFolderName(m_config.where, m_config.attachUrl));
    if (!folder)
        return tl::unexpected(folder.error());
    m_folder = std::move(*folder);
    auto log = EventLog::open(m_folder.file(QStringLiteral("events.db")), *m_clock, m_config.damagedLog);
    if (!log)
        return tl::unexpected(log.error());
    m_log = std::move(*log);
    m_release = lastRelease(m_log->snapshot());
    m_events = std::make_unique<EventWriter>(*m_log, *m_clock, [this](const std::vector<Event> &) { changed(); });
    return {};
}

Result<void> EngineCore::openService()
{
    const bool attached = m_config.where == Where::Attached;
    const std::string instance = attached ? m_target.host.toStdString() : "local";
    m_labels = Labels({{"job", "sessiond"}, {"instance", instance}});
    const StoryClock *story = m_config.story.get();
    m_ingest = std::make_unique<MetricsIngest>(m_store, m_labels, m_config.scrape.interval, story);
    m_figures = std::make_unique<EngineFigures>(m_store, m_labels, m_config.scrape.interval);
    ScrapeConfig scrape = m_config.scrape;
    scrape.speed = story ? story->speed() : 1;
    m_scraper = new Scraper(*m_clock, scrape, this);
    m_reader = new ServiceEventReader(*m_events, story, this);
    if (m_config.judgesRules)
        openRules();
    if (attached) {
        const auto token = readTokenFile(m_config.tokenFile);
        if (!token)
            return tl::unexpected(token.error());
        const auto endpoint = Endpoint::fromUrl(m_config.attachUrl, *token);
        if (!endpoint)
            return tl::unexpected(endpoint.error());
        m_service = new AttachedService(*endpoint, this);
        return {};
    }
    ServiceOptions options = m_config.service;
    if (options.dataDir.isEmpty())
        options.dataDir = m_folder.file(QStringLiteral("sessiond"));
    // Whoever of the practice users leaves without signing out is gone in minutes: a level, and not a slope.
    if (m_config.where == Where::Practice && options.idleTimeout.isEmpty())
        options.idleTimeout = QStringLiteral("5m");
    m_own = new OwnService(options, m_config.releases, this);
    m_service = m_own;
    if (m_config.where == Where::Practice) {
        TrafficOptions traffic = m_config.traffic;
        if (traffic.keyFile.isEmpty())
            traffic.keyFile = m_folder.file(QStringLiteral("traffic.key"));
        m_traffic = new TrafficSupervisor(traffic, this);
    }
    return {};
}

void EngineCore::openRules()
{
    m_rules = new LiveRules(m_store, *m_events, m_config.ruleFolder,
                            m_config.defaultRules ? DefaultRules::Apply : DefaultRules::LeftOut, this);
    m_incidents = std::make_unique<IncidentKeeper>(
        *m_events, [this] { return m_store.snapshot(); },
        m_config.recordEvery > Millis(0) ? m_folder.file(QStringLiteral("recording")) : QString());
    const auto config = readNotifyConfig(m_config.notifyFile);
    if (!config)
        m_notifyProblem = config.error().words;
    const NotifyConfig notify = config.value_or(NotifyConfig());
    m_notifier = new AlertNotifier(notify, m_config.where != Where::Practice || notify.practice, *m_events,
                                   m_target.label(), this);
    connect(m_notifier, &AlertNotifier::noticed, this, &EngineCore::noticed);
}

void EngineCore::wireService()
{
    EngineParts parts{m_clock,
                      m_events.get(),
                      m_service,
                      m_own,
                      m_traffic,
                      &m_verdicts,
                      [this] { return m_admin.get(); },
                      [this] { return m_store.snapshot(); },
                      m_operator,
                      m_config.restartPatience,
                      m_config.story.get()};
    m_actions = new ActionRunner(std::move(parts), this);
    connect(m_actions, &ActionRunner::restartingChanged, this, &EngineCore::changed);
    connect(m_scraper, &Scraper::scraped, this, &EngineCore::onScraped);
    connect(m_service, &WatchedService::factsChanged, this, &EngineCore::changed);
    connect(m_service, &WatchedService::reachable, this, &EngineCore::onReachable);
    connect(m_service, &WatchedService::unreachable, this, &EngineCore::onUnreachable);
    connect(m_service, &WatchedService::ready, this, &EngineCore::onReady);
    connect(m_service, &WatchedService::ended, this, &EngineCore::ended);
    connect(m_service, &WatchedService::happened, this, [this](const Event &event) {
        if (event.kind == EventKind::ServiceCrashed)
            m_figures->onCrash();
        (void)m_events->write(event);
    });
    if (m_traffic) {
        connect(m_traffic, &TrafficSupervisor::changed, this, [this] {
            m_trafficProblem.clear();
            changed();
        });
        connect(m_traffic, &TrafficSupervisor::died, this, &EngineCore::onTrafficDied);
    }
}

void EngineCore::onReachable()
{
    const ServiceFacts facts = m_service->facts();
    m_wasReachable = true;
    if (m_own) {
        const Endpoint endpoint = m_own->supervisor().adminEndpoint();
        m_admin = std::make_unique<AdminClient>(endpoint);
        m_scraper->setEndpoint(endpoint);
    } else if (facts.admin && !m_admin) {
        m_admin = std::make_unique<AdminClient>(*facts.admin);
        m_scraper->setEndpoint(*facts.admin);
    }
    changed();
}

void EngineCore::onUnreachable(const QString &why)
{
    if (m_admin) {
        // Every open request gets its answer now. Later, because the client itself may be the one that is calling.
        AdminClient *gone = m_admin.release();
        gone->deleteLater();
        gone->failAll({ErrorCode::Unavailable, QStringLiteral("The service went away: %1.").arg(why)});
        m_reader->forget();
    }
    m_scraper->clearEndpoint(why);
    changed();
}

void EngineCore::onReady()
{
    m_figures->onStart();
    if (m_traffic && m_own)
        m_traffic->renewToken(m_own->supervisor().adminEndpoint().token);
    if (m_traffic && m_config.startTraffic && !m_traffic->wasStarted() && !m_ending)
        m_actions->setTraffic(true, [this](const Result<bool> &done) {
            if (!done)
                m_trafficProblem = done.error().words;
        });
    changed();
}

void EngineCore::onTrafficDied(const QString &words, bool forGood)
{
    m_trafficProblem = words;
    tell(EventKind::TrafficChanged, QStringLiteral("traffic"), words,
         {{QStringLiteral("running"), false}, {QStringLiteral("gave_up"), forGood}});
    changed();
}

void EngineCore::onScraped(const Scrape &scrape)
{
    if (m_restore)
        return hold(scrape);
    // Seconds of the world are minutes of a story: an ordered restart would look like an outage there, and page.
    if (m_config.story && m_actions->isRestarting() && !scrape.text)
        return changed();
    const Result<AppendReport> stored = m_ingest->ingest(scrape);
    m_figures->onRecorder(m_recorder ? std::optional(!m_recorder->problem().isEmpty()) : std::nullopt);
    m_figures->onScrape(scrape.at, stored.has_value(), stored ? stored->surplus : 0);
    if (m_rules) {
        m_rules->evaluate(scrape.at);
        m_incidents->step(scrape.at);
        m_notifier->step(m_notifier->pushesAlerts() ? m_rules->alerts() : std::vector<rules::Alert>(),
                         m_rules->unsettled(), m_rules->unwritten(), scrape.at);
    }
    if (stored)
        onGoodScrape(scrape, *stored);
    else
        onBadScrape(scrape, stored.error());
    for (Event &verdict : m_verdicts.due(m_clock->now(), m_store.snapshot()))
        (void)m_events->write(std::move(verdict));
    watchClock();
    watchSleep();
    changed();
}

void EngineCore::onGoodScrape(const Scrape &scrape, const AppendReport &report)
{
    m_lastGoodScrape = scrape.at;
    m_scrapeError.reset();
    if (std::exchange(m_failureTold, false))
        tell(EventKind::ScrapeRecovered, QStringLiteral("sessiond"), {});
    m_actions->onGoodScrape();
    watchRelease();
    watchSurplus(report);
    if (m_admin)
        m_reader->poll(*m_admin, m_service->facts().instance);
}

void EngineCore::onBadScrape(const Scrape &scrape, const Error &error)
{
    const bool isNews = !m_scrapeError || m_scrapeError->code != error.code;
    m_scrapeError = error;
    // Before it is there for the first time there is nothing to fail.
    if (!isNews || m_ending || !m_wasReachable)
        return;
    m_failureTold = true;
    tell(EventKind::ScrapeFailed, QStringLiteral("sessiond"), error.words,
         {{QStringLiteral("duration_seconds"), scrape.durationSeconds}});
}

void EngineCore::watchSurplus(const AppendReport &report)
{
    if (report.surplus == 0 || std::exchange(m_surplusTold, true))
        return;
    tell(EventKind::Gap, QStringLiteral("sessiond"),
         QStringLiteral("The service has more series than are kept: %1 of them are left out.")
             .arg(units::count(report.surplus)),
         {{QStringLiteral("series"), report.surplus},
          {QStringLiteral("first"), QString::fromStdString(report.firstProblem)}});
}

void EngineCore::watchRelease()
{
    ServiceStatus seen;
    judge(seen, m_store.snapshot(), m_clock->now());
    if (seen.release.isEmpty() || seen.release == m_release)
        return;
    const QString before = std::exchange(m_release, seen.release);
    // What an operator deploys here is told by the action.
    if (!before.isEmpty() && !(m_own && m_own->chosen() == m_release))
        tell(EventKind::Deploy, QStringLiteral("sessiond"), {},
             {{QStringLiteral("release"), m_release}, {QStringLiteral("before"), before}});
}

void EngineCore::tell(EventKind kind, const QString &subject, const QString &reason, QJsonObject body)
{
    Event event;
    event.kind = kind;
    event.subject = subject;
    event.reason = reason;
    event.body = std::move(body);
    (void)m_events->write(std::move(event));
}

void EngineCore::changed()
{
    tellAvailability();
    // At once after a quiet while, so that a crash is on screen when it is known; else ten times a second.
    if (!m_publishTimer->isActive())
        m_publishTimer->start(std::max(Millis(0), publishInterval - Millis(m_sincePublished.elapsed())));
}

/// A recorder that stops says so in the log as well: the banner is gone once it records again.
void EngineCore::watchRecorder()
{
    const QString problem = m_recorder ? m_recorder->problem() : QString();
    if (problem.isEmpty() == m_recorderProblem.isEmpty())
        return;
    m_recorderProblem = problem;
    tell(EventKind::RecorderStopped, QStringLiteral("recording"),
         problem.isEmpty() ? QStringLiteral("It records again.") : problem);
}

void EngineCore::publish()
{
    watchRecorder();
    auto snapshot = std::make_shared<HistorySnapshot>();
    m_sincePublished.start();
    snapshot->generation = ++m_generation;
    snapshot->detail = m_detail;
    snapshot->now = m_clock->now();
    snapshot->series = m_store.snapshot();
    if (m_log)
        snapshot->events = m_log->snapshot();
    snapshot->status = status(snapshot->series, snapshot->now);
    if (m_recorder)
        m_recorder->offer(snapshot);
    Q_EMIT published(snapshot);
}

ServiceStatus EngineCore::status(const SeriesSnapshot &series, Timestamp now) const
{
    ServiceStatus status;
    status.target = m_target;
    status.problem = m_problem;
    status.couldStart = m_problem.isEmpty();
    status.scrapeInterval = m_config.scrape.interval;
    status.dataFolder = m_folder.path();
    if (m_recorder)
        status.recorderProblem = m_recorder->problem();
    if (m_rules)
        status.ruleProblem = m_rules->problem();
    if (m_notifier)
        status.notifyProblem = m_notifyProblem.isEmpty() ? m_notifier->problem() : m_notifyProblem;
    if (m_events)
        status.logProblem = m_events->problem();
    if (!m_problem.isEmpty())
        status.health = Health::Down;
    if (!m_service || !m_problem.isEmpty())
        return status;
    const ServiceFacts facts = m_service->facts();
    status.health = facts.health;
    status.problem = facts.problem;
    status.instance = facts.instance;
    status.pid = facts.pid;
    status.canRestart = facts.canRestart;
    status.lastScrapeAt = m_lastGoodScrape;
    status.trafficRunning = m_traffic && m_traffic->isRunning();
    status.release = facts.release;
    if (m_own) {
        status.releases = m_own->releases();
        status.releaseToCome = m_own->releaseToCome();
    }
    judgeScrapes(status, m_scrapeError, now);
    judge(status, series, now);
    if (status.problem.isEmpty())
        status.problem = m_trafficProblem;
    return status;
}

void EngineCore::tellAvailability()
{
    if (!m_service)
        return;
    const ServiceFacts facts = m_service->facts();
    const Availability now{m_admin != nullptr && answers(facts.health),
                           facts.canRestart,
                           m_actions && m_actions->isRestarting(),
                           m_config.where == Where::Attached || m_config.service.drill,
                           m_traffic != nullptr,
                           m_own != nullptr,
                           facts.problem};
    if (now == m_availability)
        return;
    m_availability = now;
    Q_EMIT availabilityChanged(now);
}

void EngineCore::end()
{
    m_ending = true;
    if (!m_service || !m_problem.isEmpty())
        return Q_EMIT ended();
    if (m_traffic)
        m_traffic->stop();
    m_scraper->stop();
    m_actions->abandon(QStringLiteral("the window closed"));
    Event closed;
    closed.kind = EventKind::WindowClosed;
    closed.subject = QStringLiteral("quarterdeck");
    closed.actor = m_operator;
    closed.correlation = EventWriter::newCorrelation();
    (void)m_events->write(closed);
    m_service->end({m_operator, QStringLiteral("the window was closed"), closed.correlation});
}

} // namespace qd

#include "moc_engine_core.cpp"
