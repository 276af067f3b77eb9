// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_history.h"

#include "app/opened_recording.h"
#include "model/base/data_root.h"
#include "model/event/event_log.h"
#include "model/incident/incident_report.h"
#include "model/recording/save_recording.h"
#include "model/recording/sidecar.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <functional>

namespace qd {

namespace {

/// A log that is written to while it is copied may come out torn, and says so.
constexpr int mostCopies = 5;

HistoryPtr historyOf(SeriesSnapshot series, EventSnapshot events)
{
    auto history = std::make_shared<HistorySnapshot>();
    history->generation = 1;
    history->series = std::move(series);
    history->events = std::move(events);
    history->now = history->series.extent().end;
    if (!history->events.isEmpty())
        history->now = std::max(history->now, history->events.at(history->events.size() - 1).at + Millis(1));
    return history;
}

incident::IncidentBook bookOf(const HistorySnapshot &history)
{
    incident::IncidentBook book;
    book.read(history.events, history.now);
    return book;
}

/// The write-ahead log need not be there; what is there must be readable.
Result<void> copyLog(const QString &folder, const QTemporaryDir &copy)
{
    for (const char *name : {"events.db", "events.db-wal", "events.mark"}) {
        QFile file(folder + u'/' + QLatin1String(name));
        if (file.exists() && !file.copy(copy.filePath(QLatin1String(name))) && file.exists())
            return failure(ErrorCode::Io,
                           QStringLiteral("%1 cannot be read: %2.").arg(file.fileName(), file.errorString()));
    }
    return {};
}

Result<EventSnapshot> readLog(const QString &folder)
{
    const TimelineClock clock;
    Error problem;
    for (int attempt = 0; attempt < mostCopies; ++attempt) {
        const QTemporaryDir copy;
        if (const auto copied = copyLog(folder, copy); !copied)
            return tl::unexpected(copied.error());
        const auto log = EventLog::open(copy.filePath(QStringLiteral("events.db")), clock);
        if (log)
            return (*log)->snapshot();
        problem = log.error();
        if (problem.code != ErrorCode::Corrupt)
            break;
    }
    // Its own words speak of the copy, and of what a window can do about it.
    return failure(problem.code,
                   problem.code == ErrorCode::Corrupt
                       ? QStringLiteral("The event log in %1 is damaged. A window that opens it offers "
                                        "to set it aside.")
                             .arg(folder)
                       : QStringLiteral("%1: %2").arg(folder, problem.words));
}

/// An incident in a folder where it is, or was, recorded.
struct KeptLog
{
    QString folder;
    EventSnapshot events;
    incident::Incident incident;
    QString provenance{}; ///< as in a recording of it

    [[nodiscard]] Timestamp newest() const { return events.at(events.size() - 1).at; }
};

Result<IncidentHistory> withSamples(const KeptLog &kept, const std::stop_token &stop)
{
    const QTemporaryDir scratch;
    const TimeRange span = incident::reportOf(kept.incident, {}, historyOf({}, kept.events)->now).span;
    recording::SaveOrder order;
    order.events = kept.events;
    order.segments = kept.folder + QStringLiteral("/recording");
    order.range = span;
    order.path = scratch.filePath(QStringLiteral("incident.mcap"));
    order.masking = recording::Masking::Off;
    const auto saved = recording::saveRecording(order, stop);
    if (!saved)
        return tl::unexpected(saved.error());
    auto opened = OpenedRecording::open(order.path, stop);
    if (!opened)
        return tl::unexpected(opened.error());
    QStringList losses = saved->losses + (*opened)->losses();
    if ((*opened)->series().extent().isEmpty())
        losses << QStringLiteral("No samples of that time are recorded in %1, so there are no charts.")
                      .arg(kept.folder);
    auto history = std::make_shared<HistorySnapshot>(*historyOf((*opened)->series(), kept.events));
    history->status.provenance = kept.provenance;
    return IncidentHistory{std::move(history), kept.incident, kept.folder, losses, {}};
}

tl::unexpected<Error> severalFit(const QString &id, const QString &base)
{
    return failure(ErrorCode::Conflict,
                   QStringLiteral("%1 is the beginning of several ids below %2; give more of it.").arg(id, base));
}

QStringList foldersIn(const QString &base)
{
    QStringList folders;
    for (const QFileInfo &folder : QDir(base).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot))
        folders << folder.filePath();
    return folders;
}

/// Those of the folders with an incident of that id. Conflict: one has several; `problems`: what cannot be read.
Result<std::vector<KeptLog>> logsWith(const QString &id, const QStringList &folders, const QString &base,
                                      QStringList &problems)
{
    std::vector<KeptLog> found;
    for (const QString &folder : folders) {
        if (!QFileInfo::exists(folder + QStringLiteral("/events.db")))
            continue;
        const auto events = readLog(folder);
        if (!events) {
            problems << events.error().words;
            continue;
        }
        const incident::IncidentBook book = bookOf(*historyOf({}, *events));
        const auto one = incident::chosen(book, id);
        if (one)
            found.push_back({folder, *events, **one, {}});
        else if (one.error().code != ErrorCode::NotFound)
            return severalFit(id, base);
    }
    return found;
}

/// Of copies of one history the one that was written to last, which it says.
Result<IncidentHistory> newestOf(std::vector<KeptLog> logs, const QString &id, const QString &base,
                                 const std::stop_token &stop)
{
    const auto isAnother = [&](const KeptLog &log) {
        return log.incident.id != logs.front().incident.id ||
               log.incident.openedAt != logs.front().incident.openedAt;
    };
    if (std::ranges::any_of(logs, isAnother))
        return severalFit(id, base);
    std::ranges::stable_sort(logs, std::ranges::greater(), &KeptLog::newest);
    auto history = withSamples(logs.front(), stop);
    if (history && logs.size() > 1)
        history->remarks << QStringLiteral(
                                "%1 and %2 have the same incident. This is from %1, which was written to last.")
                                .arg(logs[0].folder, logs[1].folder);
    return history;
}

/// Of drills that ended there are recordings. None: no incident of that id is in one.
Result<std::optional<IncidentHistory>> recordedDrill(const QDir &drills, const QString &id, QStringList &problems,
                                                     const std::stop_token &stop)
{
    std::optional<IncidentHistory> found;
    for (const QFileInfo &file : drills.entryInfoList({QStringLiteral("*.mcap")}, QDir::Files)) {
        auto one = incidentIn(file.filePath(), id, stop);
        if (!one && one.error().code == ErrorCode::NotFound)
            continue;
        if (!one && one.error().code != ErrorCode::Conflict)
            problems << one.error().words;
        else if (!one || (found && one->incident.id != found->incident.id))
            return severalFit(id, drills.path());
        else
            found = std::move(*one);
    }
    return found;
}

/// One that runs, or was ended by force, has a folder with its log.
Result<IncidentHistory> drilledIncident(const QDir &drills, const QString &id, QStringList &problems,
                                        const std::stop_token &stop)
{
    QStringList folders;
    for (const QString &drill : foldersIn(drills.path()))
        folders << foldersIn(drill);
    auto logs = logsWith(id, folders, drills.path(), problems);
    if (!logs)
        return tl::unexpected(logs.error());
    auto recorded = recordedDrill(drills, id, problems, stop);
    if (!recorded)
        return tl::unexpected(recorded.error());
    const auto isAnother = [&](const KeptLog &log) { return log.incident.id != (*recorded)->incident.id; };
    if (*recorded && std::ranges::any_of(*logs, isAnother))
        return severalFit(id, drills.path());
    if (*recorded)
        return std::move(**recorded);
    if (logs->empty())
        return failure(ErrorCode::NotFound, {});
    for (KeptLog &log : *logs)
        log.provenance = QStringLiteral("re-enactment");
    return newestOf(std::move(*logs), id, drills.path(), stop);
}

} // namespace

Result<IncidentHistory> incidentIn(const QString &file, const QString &id, const std::stop_token &stop)
{
    auto opened = OpenedRecording::open(file, stop);
    if (!opened)
        return tl::unexpected(opened.error());
    QStringList losses = (*opened)->losses();
    EventSnapshot events = (*opened)->history().events();
    if (auto notes = readSidecar(sidecarPath(file)); !notes)
        losses << notes.error().words;
    else if (!notes->notes.empty())
        events = events.with(std::move(notes->notes));
    auto whole = std::make_shared<HistorySnapshot>(*historyOf((*opened)->series(), std::move(events)));
    const mcap::StringMap &info = (*opened)->history().info();
    if (const auto provenance = info.find("provenance"); provenance != info.end())
        whole->status.provenance = QString::fromStdString(provenance->second);
    HistoryPtr history = std::move(whole);
    const incident::IncidentBook book = bookOf(*history);
    const auto found = incident::chosen(book, id);
    if (!found)
        return failure(found.error().code, QStringLiteral("%1: %2").arg(file, found.error().words));
    return IncidentHistory{std::move(history), **found, file, losses, {}};
}

Result<IncidentHistory> keptIncident(const QString &root, const QString &id, const std::stop_token &stop)
{
    const QString base = root.isEmpty() ? defaultDataRoot() : root;
    QStringList problems;
    auto logs = logsWith(id, foldersIn(base), base, problems);
    if (!logs)
        return tl::unexpected(logs.error());
    if (!logs->empty())
        return newestOf(std::move(*logs), id, base, stop);
    auto drilled = drilledIncident(QDir(base + QStringLiteral("/drill")), id, problems, stop);
    if (drilled || drilled.error().code != ErrorCode::NotFound)
        return drilled;
    problems.prepend(
        QStringLiteral("%1 is no file, and no incident recorded below %2 has such an id.").arg(id, base));
    return failure(ErrorCode::NotFound, problems.join(u' '));
}

} // namespace qd
