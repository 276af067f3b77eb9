// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event_log.h"

#include "model/event/event_database.h"

#include <QtCore/QDateTime>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTimeZone>

#include <algorithm>
#include <tuple>

namespace qd {

namespace {

// An append copies at most one chunk (when a snapshot shares it); a snapshot holds one pointer a chunk.
constexpr std::size_t chunkSize = 256;

bool before(const Event &a, const Event &b)
{
    return std::tie(a.at, a.seq) < std::tie(b.at, b.seq);
}

QString stem(const QString &path)
{
    return path.endsWith(u".db") ? path.chopped(3) : path;
}

} // namespace

EventLog::EventLog(const Clock &clock)
    : m_clock(clock)
    , m_database(std::make_unique<EventDatabase>())
{}

EventLog::~EventLog() = default;

Result<std::unique_ptr<EventLog>> EventLog::open(const QString &path, const Clock &clock, DamagedLog damaged)
{
    std::unique_ptr<EventLog> log(new EventLog(clock));
    Result<void> loaded = log->load(path);
    if (!loaded && loaded.error().code == ErrorCode::Corrupt && damaged == DamagedLog::Quarantine)
        loaded = log->quarantine(path, loaded.error().words);
    if (!loaded)
        return tl::unexpected(loaded.error());
    return log;
}

Result<void> EventLog::load(const QString &path)
{
    std::vector<Event> events;
    const Result<void> loaded = m_database->open(path).and_then(
        [&] { return m_database->load([&events](Event event) { events.push_back(std::move(event)); }); });
    if (!loaded) {
        m_database->close();
        return loaded;
    }
    std::sort(events.begin(), events.end(), before);
    for (std::size_t at = 0; at < events.size(); at += chunkSize) {
        const auto first = events.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = static_cast<std::ptrdiff_t>(std::min(chunkSize, events.size() - at));
        m_snapshot.m_chunks.push_back(std::make_shared<const EventSnapshot::Chunk>(
            std::make_move_iterator(first), std::make_move_iterator(first + count)));
    }
    m_snapshot.m_newestSeq = m_database->newestSeq();
    renumber(0);
    return {};
}

Result<void> EventLog::quarantine(const QString &path, const QString &why)
{
    m_database = std::make_unique<EventDatabase>();
    const QString base =
        path + QStringLiteral(".damaged-") + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss");
    QString aside = base;
    for (int n = 2; QFileInfo::exists(aside); ++n)
        aside = base + u'-' + QString::number(n);
    if (!QFile::rename(path, aside))
        return failure(ErrorCode::Io,
                       QStringLiteral("The damaged event log %1 could not be set aside.").arg(path));
    for (const auto *suffix : {"-wal", "-shm"})
        QFile::rename(path + QLatin1String(suffix), aside + QLatin1String(suffix));
    QFile::rename(stem(path) + QStringLiteral(".mark"), aside + QStringLiteral(".mark"));
    m_quarantinedTo = aside;
    return load(path).and_then([&]() -> Result<void> {
        Event gap;
        gap.origin = QStringLiteral("quarterdeck");
        gap.at = m_clock.now();
        gap.kind = EventKind::Gap;
        gap.subject = QStringLiteral("event log");
        gap.reason = why;
        gap.body = {{QStringLiteral("quarantined_to"), aside}};
        return append(std::move(gap)).map([](std::uint64_t) {});
    });
}

Result<std::uint64_t> EventLog::append(Event event)
{
    event.recordedAt = m_clock.now();
    if (const auto begun = m_database->begin(); !begun)
        return tl::unexpected(begun.error());
    const auto inserted = m_database->insert(event);
    if (!inserted) {
        m_database->rollback();
        return tl::unexpected(inserted.error());
    }
    if (const auto committed = m_database->commit(); !committed)
        return tl::unexpected(committed.error());
    if (inserted->isNew) {
        event.seq = inserted->seq;
        insert(std::move(event));
    }
    return inserted->seq;
}

Result<std::size_t> EventLog::appendAll(std::vector<Event> events)
{
    if (const auto begun = m_database->begin(); !begun)
        return tl::unexpected(begun.error());
    std::vector<Event> fresh;
    for (Event &event : events) {
        event.recordedAt = m_clock.now();
        const auto inserted = m_database->insert(event);
        if (!inserted) {
            m_database->rollback();
            return tl::unexpected(inserted.error());
        }
        event.seq = inserted->seq;
        if (inserted->isNew)
            fresh.push_back(std::move(event));
    }
    if (const auto committed = m_database->commit(); !committed)
        return tl::unexpected(committed.error());
    for (Event &event : fresh)
        insert(std::move(event));
    return fresh.size();
}

void EventLog::insert(Event event)
{
    if (!event.originSeq)
        event.originSeq = event.seq;
    auto &chunks = m_snapshot.m_chunks;
    m_snapshot.m_newestSeq = event.seq;
    auto target = std::partition_point(chunks.begin(), chunks.end(),
                                       [&event](const auto &c) { return before(c->back(), event); });
    const bool atEnd = target == chunks.end();
    if (atEnd && (chunks.empty() || chunks.back()->size() >= chunkSize)) {
        chunks.push_back(std::make_shared<const EventSnapshot::Chunk>(1, std::move(event)));
        return renumber(chunks.size() - 1);
    }
    if (atEnd)
        --target;
    const auto index = static_cast<std::size_t>(target - chunks.begin());
    // Always a copy: whether a snapshot on another thread still shares the chunk cannot be asked safely.
    EventSnapshot::Chunk copy = **target;
    copy.insert(std::upper_bound(copy.begin(), copy.end(), event, before), std::move(event));
    if (copy.size() > 2 * chunkSize) {
        const auto middle = copy.begin() + static_cast<std::ptrdiff_t>(copy.size() / 2);
        chunks.insert(target + 1, std::make_shared<const EventSnapshot::Chunk>(middle, copy.end()));
        copy.erase(middle, copy.end());
    }
    chunks[index] = std::make_shared<const EventSnapshot::Chunk>(std::move(copy));
    renumber(index);
}

void EventLog::renumber(std::size_t fromChunk)
{
    const auto &chunks = m_snapshot.m_chunks;
    m_snapshot.m_starts.resize(chunks.size());
    std::size_t start = fromChunk ? m_snapshot.m_starts[fromChunk - 1] + chunks[fromChunk - 1]->size() : 0;
    for (std::size_t i = fromChunk; i < chunks.size(); ++i) {
        m_snapshot.m_starts[i] = start;
        start += chunks[i]->size();
    }
    m_snapshot.m_size = start;
}

std::uint64_t EventLog::newestOriginSeq(const QString &origin, const QString &instance) const
{
    return m_database->newestOriginSeq(origin, instance);
}

} // namespace qd
