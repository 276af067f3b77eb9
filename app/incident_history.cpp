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

Result<IncidentHistory> withSamples(const QString &folder, const EventSnapshot &events,
                                    const incident::Incident &incident, const std::stop_token &stop)
{
    const QTemporaryDir scratch;
    const TimeRange span = incident::reportOf(incident, {}, historyOf({}, events)->now).span;
    recording::SaveOrder order;
    order.events = events;
    order.segments = folder + QStringLiteral("/recording");
    order.range = span;
    order.path = scratch.filePath(QStringLiteral("incident.mcap"));
    order.masking = recording::Masking::Off;
    const auto saved = recording::saveRecording(order, stop);
    if (!saved)
        return tl::unexpected(saved.error());
    auto opened = OpenedRecording::open(order.path, stop);
    if (!opened)
        return tl::unexpected(opened.error());
    const QStringList losses = saved->losses + (*opened)->losses();
    return IncidentHistory{historyOf((*opened)->series(), events), incident, folder, losses};
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
    return IncidentHistory{std::move(history), **found, file, losses};
}

Result<IncidentHistory> keptIncident(const QString &root, const QString &id, const std::stop_token &stop)
{
    const QString base = root.isEmpty() ? defaultDataRoot() : root;
    std::optional<Result<IncidentHistory>> found;
    QStringList problems;
    for (const QFileInfo &folder : QDir(base).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (!QFileInfo::exists(folder.filePath() + QStringLiteral("/events.db")))
            continue;
        const auto events = readLog(folder.filePath());
        if (!events) {
            problems << events.error().words;
            continue;
        }
        const incident::IncidentBook book = bookOf(*historyOf({}, *events));
        const auto one = incident::chosen(book, id);
        if (!one && one.error().code == ErrorCode::NotFound)
            continue;
        if (!one || found)
            return failure(
                ErrorCode::Conflict,
                QStringLiteral("%1 is the beginning of several ids below %2; give more of it.").arg(id, base));
        found = withSamples(folder.filePath(), *events, **one, stop);
    }
    if (found)
        return std::move(*found);
    problems.prepend(
        QStringLiteral("%1 is no file, and no incident recorded below %2 has such an id.").arg(id, base));
    return failure(ErrorCode::NotFound, problems.join(u' '));
}

} // namespace qd
