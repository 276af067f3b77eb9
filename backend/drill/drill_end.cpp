// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/drill/drill_end.h"

#include "backend/drill/kept_drills.h"
#include "model/recording/save_recording.h"

#include <QtCore/QDir>

#include <algorithm>

namespace qd {

namespace {

recording::SaveOrder saveOrderOf(const drill::Scenario &scenario, const DrillOrder &order,
                                 const HistorySnapshot &last)
{
    recording::SaveOrder save;
    save.series = last.series;
    save.events = last.events;
    save.range = {scenario.begin, std::min(last.now, scenario.end) + Millis(1)};
    save.masking = recording::Masking::Off;
    save.info = {{"service", last.status.target.service.toStdString()},
                 {"provenance", "re-enactment"},
                 {"title", scenario.title.toStdString()},
                 {"scenario", scenario.name.toStdString()},
                 {"seed", std::to_string(order.seed)},
                 {"stretch", QString::number(order.speed).toStdString()}};
    return save;
}

/// Where it was asked for, else in the folder of drills: what took half an hour is not lost to a full disk.
void keepRecording(DrillEnd &end, recording::SaveOrder save, const DrillOrder &order, const DrillPlaces &places,
                   const std::stop_token &stop)
{
    const auto keep = [&](const QString &path, Existing existing) {
        save.path = path;
        save.existing = existing;
        const auto saved = recording::saveRecording(save, stop);
        if (saved)
            end.recording = path;
        else
            end.problems << saved.error().words;
        return saved.has_value();
    };
    if (!order.record.isEmpty() && keep(order.record, Existing::Replace))
        return;
    if (keep(places.recording, Existing::Keep)) {
        if (!order.record.isEmpty())
            end.problems << QStringLiteral("The recording is in %1 instead.").arg(places.recording);
        return;
    }
    end.problems << QStringLiteral("Its samples are gone; its log is kept in %1.").arg(places.running.path());
}

} // namespace

DrillEnd endDrill(const drill::Scenario &scenario, const DrillOrder &order, const DrillPlaces &places,
                  drill::Run run, const HistorySnapshot &last, const std::stop_token &stop)
{
    run.score = drill::scoreOf(scenario, last.events, last.series, last.now);
    DrillEnd end{std::move(run), {}, {}, {}, {}};
    end.report = drill::reportOf(end.run, drill::readRuns(places.scores));
    if (end.run.score.outcome != drill::Outcome::NotBegun)
        if (const auto kept = drill::keepRun(places.scores, end.run); !kept)
            end.problems << kept.error().words;
    keepRecording(end, saveOrderOf(scenario, order, last), order, places, stop);
    if (!end.recording.isEmpty())
        QDir(places.running.path())
            .removeRecursively(); // beyond the recording it holds how the service was stopped
    removeOldDrills(places.root, QFileInfo(places.recording).completeBaseName(), mostKeptDrills - 1);
    return end;
}

} // namespace qd
