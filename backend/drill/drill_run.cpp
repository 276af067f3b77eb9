// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/drill/drill_run.h"

#include "backend/engine/live_gateway.h"
#include "model/base/login_name.h"
#include "model/base/units.h"

#include <algorithm>
#include <utility>

namespace qd {

namespace {

using namespace std::chrono_literals;

const QString pipeline = QStringLiteral("pipeline");
/// What a cure must hold, and how long one looks on after the last thing was done.
constexpr Millis lookOn = 5min;

/// The service will not be started again by itself.
bool hasGivenUp(const EventSnapshot &events)
{
    for (std::size_t i = events.size(); i-- > 0;)
        if (const Event &event = events.at(i); event.kind == EventKind::ServiceStopped)
            return event.body[u"gave_up"].toBool();
    return false;
}

/// There is no traffic any more, and none will come by itself.
bool endsTraffic(const Event &event)
{
    return (event.kind == EventKind::TrafficChanged && event.body[u"gave_up"].toBool()) ||
           (event.kind == EventKind::ActionFailed && event.subject == u"traffic");
}

} // namespace

Result<std::unique_ptr<DrillRun>> DrillRun::make(DrillOrder order)
{
    const bool isAsItWas = order.by == u"as-it-was";
    auto scenario = drill::scenarioNamed(
        order.scenario, isAsItWas ? drill::Telling::AsItWas : drill::Telling::Drill, order.seed, order.speed);
    if (!scenario)
        return failure(ErrorCode::Invalid, QStringLiteral("There is no drill “%1”; there is %2.")
                                               .arg(order.scenario, drill::scenarioNames().join(u", ")));
    std::optional<drill::Operator> by;
    if (!order.by.isEmpty()) {
        by = drill::operatorNamed(order.by, *scenario);
        if (!by)
            return failure(ErrorCode::Invalid, QStringLiteral("There is no operator “%1”; there are %2.")
                                                   .arg(order.by, drill::operatorNames().join(u", ")));
    }
    auto places = makePlaces(order);
    if (!places)
        return tl::unexpected(places.error());
    return std::unique_ptr<DrillRun>(
        new DrillRun(std::move(order), std::move(*scenario), std::move(by), std::move(*places)));
}

DrillRun::DrillRun(DrillOrder order, drill::Scenario scenario, std::optional<drill::Operator> by,
                   DrillPlaces places)
    : m_order(std::move(order))
    , m_scenario(std::move(scenario))
    , m_places(std::move(places))
    , m_clock(std::make_shared<const StoryClock>(m_scenario.begin, m_order.speed))
    , m_engine(std::make_unique<LiveEngine>(drillEngine(m_order, m_scenario, m_places, m_clock)))
    , m_hands(m_engine->gateway())
    , m_operator(std::move(by))
{
    connect(m_engine.get(), &LiveEngine::published, this, &DrillRun::look);
    connect(&m_hands, &DrillHands::failed, this, [this](const QString &words) {
        Q_EMIT happened(m_clock->now(), QStringLiteral("it failed: ") + words);
    });
}

DrillRun::~DrillRun() = default;

void DrillRun::start()
{
    m_engine->start();
}

double DrillRun::share() const
{
    const double whole = double((m_scenario.end - m_scenario.begin).count());
    return std::clamp(double((m_clock->now() - m_scenario.begin).count()) / whole, 0.0, 1.0);
}

void DrillRun::say(const QString &words)
{
    m_told << words;
    Q_EMIT happened(m_clock->now(), words);
}

bool DrillRun::isServing(const HistorySnapshot &history) const
{
    return history.status.lastScrapeAt.has_value();
}

void DrillRun::look(const HistoryPtr &history)
{
    if (m_isEnding)
        return;
    if (!history->status.couldStart) {
        m_isEnding = true;
        return Q_EMIT refused(history->status.problem);
    }
    const bool goesOn = readNews(*history);
    if (!isServing(*history)) {
        if (hasGivenUp(history->events)) {
            m_isEnding = true;
            Q_EMIT refused(history->status.problem);
        } else if (!goesOn || history->now >= m_scenario.end) {
            finish();
        }
        return;
    }
    if (m_told.isEmpty())
        say(QStringLiteral("%1 runs").arg(m_scenario.first().name));
    const Timestamp now = history->now;
    m_knowledge.read(history->events, now);
    const incident::Incident *incident = m_knowledge.incident();
    m_hands.setScene(incident ? incident->id : QString(), m_knowledge.unattended());
    tellStory(now);
    tellCure(now);
    tellMistake(now);
    letOperatorAct(now);
    if (!goesOn || isOver(now))
        finish();
}

/// False: it makes no sense any more. Who works it by hand can start traffic again, and reads that it ended.
bool DrillRun::readNews(const HistorySnapshot &history)
{
    bool goesOn = true;
    for (const std::size_t i : history.events.since(std::exchange(m_seen, history.events.newestSeq()))) {
        const Event &event = history.events.at(i);
        if (!goesOn || !endsTraffic(event))
            continue;
        goesOn = !m_operator;
        m_problems << (m_operator ? QStringLiteral("The drill ended early: %1")
                                  : QStringLiteral("From then on the service was idle: %1"))
                          .arg(event.reason);
    }
    if (const QString &problem = history.status.logProblem;
        !problem.isEmpty() && !std::exchange(m_isLogTorn, true)) {
        m_problems << QStringLiteral("From %1 on the log misses what happened, and the score may be wrong: %2")
                          .arg(units::clock(history.now, units::Zone::Utc), problem);
        Q_EMIT happened(history.now, problem);
    }
    return goesOn;
}

void DrillRun::tellStory(Timestamp now)
{
    if (m_nextEvent == m_scenario.events.size() || m_hands.isBusy())
        return;
    const drill::StoryEvent &event = m_scenario.events[m_nextEvent];
    if (now < event.at)
        return;
    ++m_nextEvent;
    offerReleases();
    say(QStringLiteral("%1 deploys %2, due at %3")
            .arg(pipeline, event.deploys, units::clock(event.at, units::Zone::Utc)));
    m_hands.deployBy(pipeline, event.deploys, event.words);
}

/// Some time after somebody has found out what it is, those who wrote it have a release without.
void DrillRun::tellCure(Timestamp now)
{
    const auto known = m_knowledge.identifiedAt();
    const bool isNamed = known.has_value(); // which may be taken back
    if (std::exchange(m_isNamed, isNamed) != isNamed)
        offerReleases();
    if (m_isCureThere || !known || now < *known + m_scenario.cureTakes)
        return;
    m_isCureThere = true;
    offerReleases();
    const QString &release = m_scenario.cure().name;
    say(QStringLiteral("release %1 is there").arg(release));
    if (m_scenario.cureTakes > Millis(0))
        m_engine->addNoteBy(
            pipeline,
            QStringLiteral("Release %1 is built and tested: it lets sessions go at logout. Deploy it when you "
                           "are ready.")
                .arg(release),
            now);
}

/// Those who wrote it look where they are pointed to.
void DrillRun::tellMistake(Timestamp now)
{
    if (m_isMistakeTold || m_scenario.cureTakes == Millis(0) || !m_knowledge.mistakenAt())
        return;
    m_isMistakeTold = true;
    m_engine->addNoteBy(pipeline,
                        QStringLiteral("We looked into what was identified and found nothing to mend there. What "
                                       "piles up, and after what? Say so in a hypothesis and confirm it, and we "
                                       "build a release."),
                        now);
}

void DrillRun::offerReleases()
{
    m_engine->setReleases(deployable(m_scenario.offered(m_nextEvent, m_isCureThere)),
                          m_isCureThere ? QString() : m_scenario.awaited(m_nextEvent, m_isNamed));
}

void DrillRun::letOperatorAct(Timestamp now)
{
    if (!m_operator)
        return;
    drill::Known known = m_knowledge.known(m_actedSince);
    known.isBusy = m_hands.isBusy();
    known.isCureThere = m_isCureThere;
    for (const drill::Due &due : m_operator->step(known)) {
        if (drill::isAction(due.move))
            m_actedSince = now;
        say(QStringLiteral("%1: %2").arg(m_operator->name(), drill::wordsOf(due.move)));
        m_hands.perform(due);
    }
}

/// When nothing is left to be done, and it was looked at for a while; a story with true times goes to its end.
bool DrillRun::isOver(Timestamp now)
{
    if (now >= m_scenario.end)
        return true;
    const incident::Incident *incident = m_knowledge.incident();
    const bool isDone = m_operator ? m_operator->isDone() && !m_hands.isBusy() : incident && !incident->isOpen();
    if (!isDone || !m_scenario.monitoring.isEmpty())
        m_doneSince.reset();
    else if (!m_doneSince)
        m_doneSince = now;
    return m_doneSince && now >= *m_doneSince + lookOn;
}

void DrillRun::finish()
{
    if (std::exchange(m_isEnding, true))
        return;
    const HistoryPtr last = m_engine->current();
    drill::Run run{std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()),
                   m_scenario.name,
                   m_order.seed,
                   m_order.speed,
                   m_operator ? m_operator->name() : loginName(),
                   {}};
    connect(m_engine.get(), &LiveEngine::retired, this, [this, last, run = std::move(run)] { keep(last, run); });
    m_engine->retire();
}

void DrillRun::keep(const HistoryPtr &last, const drill::Run &run)
{
    const incident::Incident *incident = m_knowledge.incident();
    m_keeping = std::jthread([this, last, run, problems = m_problems,
                              id = incident ? incident->id : QString()](const std::stop_token &stop) {
        DrillEnd end = endDrill(m_scenario, m_order, m_places, run, *last, stop);
        end.problems = problems + end.problems;
        end.incident = id;
        QMetaObject::invokeMethod(
            this, [this, end] { Q_EMIT ended(end); }, Qt::QueuedConnection);
    });
}

} // namespace qd

#include "moc_drill_run.cpp"
