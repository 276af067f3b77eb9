// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/scraper.h"
#include "backend/supervisor/service_supervisor.h"
#include "backend/supervisor/traffic_supervisor.h"
#include "model/event/event_log.h"
#include "model/session/service_status.h"

#include <QtCore/QUrl>

#include <memory>
#include <vector>

namespace qd {

/// What a live engine watches and with what. Plain values; read once at start.
struct EngineConfig
{
    Where where = Where::Practice;
    QUrl attachUrl;    ///< of the admin plane, for Where::Attached: https, or http on loopback
    QString tokenFile; ///< its admin token

    /// For a child of our own. An empty dataDir means `sessiond/` in the data folder.
    ServiceOptions service;
    /// Those that can be deployed, the oldest first; LiveEngine::setReleases() changes them. None: any name will
    /// do.
    std::vector<Release> releases;
    TrafficOptions traffic;
    bool startTraffic = false; ///< as soon as the service is ready; Where::Practice only

    ScrapeConfig scrape;
    Millis restartPatience = std::chrono::minutes(3); ///< for a restart to come back, beyond its drain
    /// How long the engine may take to end; about five seconds are what its ladder takes at worst.
    Millis endPatience{10'000};
    QString operatorName; ///< into the event log and the service's audit; empty: the login name
    QString dataRoot;     ///< empty: $XDG_DATA_HOME/quarterdeck
    DamagedLog damagedLog = DamagedLog::Refuse;

    /// Whether the default rules, and those in `ruleFolder`, are evaluated. The folder may be empty or missing.
    bool judgesRules = true;
    /// Whether a restart is judged by what logouts leave behind, beside memory. A re-enactment of a team that did
    /// not know to look there does without.
    bool judgesLogouts = true;
    bool defaultRules = true; ///< false: those of the folder alone
    QString ruleFolder;
    /// Whom alerts are told to, beside the window; a file as readNotifyConfig() reads it, which may be missing.
    QString notifyFile;

    /// How often the flight recorder writes: what a kill can cost. 0: nothing is recorded, and nothing restored.
    Millis recordEvery{10'000};
    /// Used on the engine thread; null: the timeline's clock.
    std::shared_ptr<const Clock> clock;
    /// In the place of `clock`, a re-enactment's: what is scraped is stored as its time passes (storyOf()), and
    /// `scrape.interval` is by it.
    std::shared_ptr<const StoryClock> story;
};

} // namespace qd
