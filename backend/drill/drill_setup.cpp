// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/drill/drill_setup.h"

#include "backend/drill/kept_drills.h"
#include "model/base/data_root.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

using namespace std::chrono_literals;

/// Of the timeline: the rules look at what changed within a minute, and want some samples in it.
constexpr Millis scrapeEvery = 10s;
constexpr Millis leastScrape = 200ms; ///< in the world
/// Steps of a session: sign in, what it is for, sign out.
constexpr double steps = 4;
/// Between two of them, of the timeline: as many people are signed in at any speed, or their sessions would fill
/// what the leak is to fill.
constexpr double thinkSeconds = 60;
constexpr int mostWaiting = 64;

QString rootOf(const DrillOrder &order)
{
    if (!order.root.isEmpty())
        return order.root;
    return defaultDataRoot() + QStringLiteral("/drill");
}

/// As many sign in within a minute of the story at any speed.
TrafficOptions trafficOf(const drill::Scenario &scenario, const DrillOrder &order, const StoryClock &clock)
{
    const drill::Crowd &crowd = scenario.crowd;
    const double requestsASecond = crowd.signInsAMinute * steps * order.speed / 60;
    TrafficOptions traffic;
    traffic.users = std::max(10, static_cast<int>(std::lround(requestsASecond * thinkSeconds / order.speed)));
    traffic.requestsPerSecond = requestsASecond;
    traffic.scenario = QStringLiteral("leak-drill");
    traffic.extraArguments = QStringList{
        QStringLiteral("--connections"),
        QString::number(2 * mostWaiting),
        QStringLiteral("--data-bytes"),
        QStringLiteral("16KiB"),
        QStringLiteral("--seed"),
        QString::number(order.seed % 1'000'000'007),
        QStringLiteral("--session-steps"),
        QString::number(steps - 2),
        QStringLiteral("--ramp-first"),
        QString::number(crowd.first),
        QStringLiteral("--ramp-curve"),
        QString::number(crowd.curve),
        QStringLiteral("--ramp"),
        QStringLiteral("%1ms").arg(std::max<Millis::rep>(1'000, clock.lasts(crowd.comesWithin).count()))};
    return traffic;
}

ServiceOptions serviceOf(const drill::Scenario &scenario, const StoryClock &clock)
{
    ServiceOptions service;
    service.release = scenario.first().name;
    service.drillSwitches = switchesOf(scenario.first().faults);
    service.memoryLimit = scenario.memoryLimit;
    service.insecureHashing = true; // accounts of a drill protect nothing, and hashing would be the load
    service.idleTimeout = QStringLiteral("10m");
    // A thread for each of those who wait: else they wait where the service does not see, and count as served at
    // once.
    service.extraArguments = {QStringLiteral("--threads"),
                              QString::number(mostWaiting),
                              QStringLiteral("--collector-interval"),
                              QStringLiteral("%1ms").arg(std::max<Millis::rep>(200, clock.lasts(10s).count())),
                              QStringLiteral("--max-sessions"),
                              QString::number(scenario.mostSessions)};
    return service;
}

} // namespace

Result<DrillPlaces> makePlaces(const DrillOrder &order)
{
    DrillPlaces places;
    places.root = rootOf(order);
    auto running = DataFolder::open(places.root, drillName(order.scenario));
    if (!running)
        return tl::unexpected(running.error());
    places.running = std::move(*running);
    places.scores = places.root + QStringLiteral("/scores.jsonl");
    places.recording = places.running.path() + QStringLiteral(".mcap");
    if (const QString rules = places.running.file(QStringLiteral("rules")); !QDir().mkpath(rules))
        return failure(ErrorCode::Io,
                       QStringLiteral("%1 cannot be made: no drill without a folder of its own.").arg(rules));
    return places;
}

EngineConfig drillEngine(const DrillOrder &order, const drill::Scenario &scenario, const DrillPlaces &places,
                         std::shared_ptr<const StoryClock> clock)
{
    EngineConfig config;
    config.where = Where::Practice;
    config.service = serviceOf(scenario, *clock);
    config.releases = deployable(scenario.offered(0, false));
    config.traffic = trafficOf(scenario, order, *clock);
    config.startTraffic = true;
    const Millis inWorld = std::max(leastScrape, clock->lasts(scrapeEvery));
    config.scrape.interval = Millis(std::llround(double(inWorld.count()) * order.speed));
    config.operatorName = order.by.isEmpty() ? QString() : QStringLiteral("on-call");
    config.dataRoot = places.running.path();
    config.recordEvery = Millis(0); // the whole of it is saved at the end
    config.story = std::move(clock);
    if (!scenario.monitoring.isEmpty()) {
        config.defaultRules = false;
        config.judgesLogouts = false;
        config.ruleFolder = places.running.file(QStringLiteral("rules"));
        QFile::copy(QStringLiteral(":/drills/") + scenario.monitoring,
                    config.ruleFolder + u'/' + scenario.monitoring);
    }
    return config;
}

std::vector<Release> deployable(const std::vector<drill::Release> &releases)
{
    std::vector<Release> all;
    for (const drill::Release &release : releases)
        all.push_back({release.name, switchesOf(release.faults)});
    return all;
}

} // namespace qd
