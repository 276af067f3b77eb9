// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/replay/recording_feed.h"

#include "model/series/group_view.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>

namespace qd {

namespace {

constexpr qint64 publishEveryMs = 100;
constexpr qint64 progressEveryMs = 100;

QString cacheTemplate()
{
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/quarterdeck");
    QDir().mkpath(folder);
    return folder + QStringLiteral("/opening-XXXXXX");
}

ServiceStatus statusOf(const FileHistory &history, const SeriesSnapshot &series)
{
    ServiceStatus status;
    status.health = Health::Unknown;
    if (const auto service = history.info().find("service"); service != history.info().end())
        status.target.service = QString::fromStdString(service->second);
    const auto provenance = history.info().find("provenance");
    if (provenance != history.info().end() && provenance->second != "real")
        status.provenance = QString::fromStdString(provenance->second);
    status.target.isDrill = status.provenance == u"re-enactment";
    for (const GroupView &group : GroupView::of(series)) {
        if (group.config().kind == GroupKind::Scraped)
            status.scrapeInterval = std::max(group.config().interval, Millis(1));
    }
    return status;
}

} // namespace

RecordingFeed::RecordingFeed(QObject *parent)
    : HistoryFeed(parent)
    , m_current(std::make_shared<const HistorySnapshot>())
{}

RecordingFeed::~RecordingFeed() = default;

void RecordingFeed::open(const QString &path)
{
    Q_ASSERT(!m_thread.joinable());
    m_thread = std::jthread([this, path](const std::stop_token &stop) { run(stop, path); });
}

void RecordingFeed::setVisible(TimeRange range)
{
    {
        const std::lock_guard lock(m_mutex);
        m_range = range;
    }
    m_wake.notify_one();
}

void RecordingFeed::run(const std::stop_token &stop, const QString &path)
{
    QStringList losses;
    auto history = prepare(stop, path, losses);
    if (!history) {
        QMetaObject::invokeMethod(this, [this, error = history.error()] { Q_EMIT failed(error); });
        return;
    }
    losses = (*history)->losses() + losses;
    QMetaObject::invokeMethod(this, [this, losses] { m_losses = losses; });
    PageShelf shelf(std::move(*history));
    publish(shelf);
    serve(stop, shelf);
}

Result<RecordingFeed::HistoryFile> RecordingFeed::prepare(const std::stop_token &stop, const QString &path,
                                                          QStringList &losses)
{
    auto history = FileHistory::open(path);
    if (history || (history.error().code != ErrorCode::NotFound && history.error().code != ErrorCode::Invalid) ||
        !QFile::exists(path))
        return history;
    const bool isRecording = RecordingReader::open(path).has_value();
    if (!isRecording && !m_import)
        return history;
    return openCopy(stop, path, isRecording, losses);
}

Result<RecordingFeed::HistoryFile> RecordingFeed::openCopy(const std::stop_token &stop, const QString &path,
                                                           bool isRecording, QStringList &losses)
{
    // What is open stays readable after the folder is gone: nothing is left behind, not even by a crash later on.
    const QTemporaryDir folder(cacheTemplate());
    const QString copy = folder.filePath(QStringLiteral("copy.mcap"));
    QElapsedTimer sinceTold;
    sinceTold.start();
    const QString words = (isRecording ? tr("Reading %1") : tr("Importing %1")).arg(QFileInfo(path).fileName());
    const auto tell = [&](double share) {
        if (sinceTold.elapsed() >= progressEveryMs) {
            sinceTold.restart();
            QMetaObject::invokeMethod(this, [this, share, words] { Q_EMIT progress(share, words); });
        }
        return !stop.stop_requested();
    };
    if (isRecording) {
        // Its losses are in the copy.
        if (const auto copied = recording::compactCopy(path, copy, tell); !copied)
            return tl::unexpected(copied.error());
    } else {
        auto imported = m_import(path, copy, tell);
        if (!imported)
            return tl::unexpected(imported.error());
        losses = std::move(*imported);
    }
    return FileHistory::open(copy);
}

void RecordingFeed::serve(const std::stop_token &stop, PageShelf &shelf)
{
    TimeRange seen;
    while (const auto range = nextRange(stop, seen)) {
        seen = *range;
        shelf.lookAt(seen);
        QElapsedTimer sincePublished;
        sincePublished.start();
        bool isNew = false;
        while (!stop.stop_requested() && !rangeChanged(seen) && shelf.loadNext()) {
            isNew = true;
            if (sincePublished.elapsed() >= publishEveryMs) {
                publish(shelf);
                sincePublished.restart();
                isNew = false;
            }
        }
        if (isNew)
            publish(shelf);
    }
}

std::optional<TimeRange> RecordingFeed::nextRange(const std::stop_token &stop, TimeRange seen)
{
    std::unique_lock lock(m_mutex);
    const bool more = m_wake.wait(lock, stop, [&] { return m_range != seen; });
    return more ? std::optional(m_range) : std::nullopt;
}

bool RecordingFeed::rangeChanged(TimeRange seen)
{
    const std::lock_guard lock(m_mutex);
    return m_range != seen;
}

void RecordingFeed::publish(const PageShelf &shelf)
{
    auto snapshot = std::make_shared<HistorySnapshot>();
    snapshot->generation = snapshot->detail = ++m_generation;
    snapshot->now = shelf.history().extent().end;
    snapshot->series = shelf.snapshot();
    snapshot->events = shelf.history().events();
    snapshot->status = statusOf(shelf.history(), snapshot->series);
    QMetaObject::invokeMethod(this, [this, snapshot, losses = shelf.losses()] { take(snapshot, losses); });
}

void RecordingFeed::take(const HistoryPtr &snapshot, const QStringList &losses)
{
    m_current = snapshot;
    const qsizetype known = m_losses.size();
    for (const QString &words : losses) {
        if (!m_losses.contains(words))
            m_losses << words;
    }
    if (!std::exchange(m_opened, true))
        Q_EMIT opened();
    Q_EMIT published(snapshot);
    if (m_losses.size() > known)
        Q_EMIT lossesChanged();
}

} // namespace qd

#include "moc_recording_feed.cpp"
