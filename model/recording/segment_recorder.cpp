// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/segment_recorder.h"

#include "model/series/pyramid.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <algorithm>

namespace qd {

namespace {

Result<std::unique_ptr<AppendSink>> makeFile(const QString &path)
{
    auto file = AppendFile::create(path);
    if (!file)
        return tl::unexpected(file.error());
    return std::move(*file);
}

/// "20260822T060000.000Z.mcap": sorts by time. Where one has that name already, the next free millisecond.
QString freePath(const QString &folder, Timestamp begin)
{
    for (;; begin += Millis(1)) {
        const auto at = QDateTime::fromMSecsSinceEpoch(begin.time_since_epoch().count(), Qt::UTC);
        const QString path = QDir(folder).filePath(at.toString(u"yyyyMMdd'T'HHmmss.zzz'Z.mcap'"));
        if (!QFile::exists(path))
            return path;
    }
}

/// The earliest time among the rows that are not written yet.
std::optional<Timestamp> firstNew(const std::vector<GroupView> &groups, const std::vector<std::int64_t> &next)
{
    std::optional<Timestamp> first;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (next[i] >= groups[i].endRow())
            continue;
        const Timestamp at{Millis(groups[i].times(next[i], next[i] + 1).front())};
        first = first ? std::min(*first, at) : at;
    }
    return first;
}

} // namespace

SegmentRecorder::SegmentRecorder(QString folder, mcap::StringMap info, SegmentLimits limits, MakeSink makeSink)
    : m_folder(std::move(folder))
    , m_info(std::move(info))
    , m_limits(limits)
    , m_makeSink(makeSink ? std::move(makeSink) : makeFile)
{}

void SegmentRecorder::skip(const SeriesSnapshot &series, std::uint64_t newestEvent)
{
    m_nextRow.clear();
    for (const GroupView &group : GroupView::of(series))
        m_nextRow.push_back(group.endRow());
    m_newestEvent = newestEvent;
}

Result<void> SegmentRecorder::write(const SeriesSnapshot &series, const EventSnapshot &events)
{
    const auto groups = GroupView::of(series);
    m_nextRow.resize(std::max(m_nextRow.size(), groups.size()), 0);
    for (std::size_t i = 0; i < groups.size(); ++i)
        m_nextRow[i] = std::max(m_nextRow[i], groups[i].firstRow()); // what aged out before it was written is lost
    const auto first = firstNew(groups, m_nextRow);
    if (!first && events.newestSeq() == m_newestEvent)
        return {};
    const Timestamp at = first.value_or(m_begin);
    if (m_writer && at - m_begin >= m_limits.length) {
        if (auto closed = close(); !closed)
            return closed;
    }
    if (!m_writer) {
        if (auto opened = open(first ? *first : events.at(events.size() - 1).at); !opened)
            return opened;
    }
    auto written = writeAll(groups, events);
    if (!written)
        takeBack();
    return written;
}

Result<void> SegmentRecorder::writeAll(const std::vector<GroupView> &groups, const EventSnapshot &events)
{
    auto next = m_nextRow;
    addNewEvents(events);
    bool more = true;
    while (more) {
        more = addNextRows(groups, next);
        if (auto ended = m_writer->endChunk(); !ended)
            return ended;
    }
    if (auto synced = m_writer->sync(); !synced)
        return synced;
    m_acknowledged = m_writer->bytesWritten();
    m_nextRow = std::move(next);
    m_newestEvent = events.newestSeq();
    return {};
}

void SegmentRecorder::addNewEvents(const EventSnapshot &events)
{
    if (events.newestSeq() == m_newestEvent)
        return;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events.at(i).seq > m_newestEvent)
            m_writer->addEvent(events.at(i));
    }
}

bool SegmentRecorder::addNextRows(const std::vector<GroupView> &groups, std::vector<std::int64_t> &next)
{
    bool more = false;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::int64_t end = std::min(groups[i].endRow(), (next[i] / blockSamples + 1) * blockSamples);
        if (next[i] >= end)
            continue;
        m_writer->addTable(recording::tableOf(groups[i], next[i], end));
        next[i] = end;
        more = more || end < groups[i].endRow();
    }
    return more;
}

Result<void> SegmentRecorder::open(Timestamp first)
{
    const QString path = freePath(m_folder, first);
    auto sink = m_makeSink(path);
    if (!sink)
        return tl::unexpected(sink.error());
    auto writer = std::make_unique<RecordingWriter>(std::move(*sink), mcap::Indexing::Chunks);
    if (auto begun = writer->begin(m_info); !begun) {
        QFile::remove(path); // it holds nothing yet
        return begun;
    }
    m_writer = std::move(writer);
    m_path = path;
    m_begin = first;
    m_acknowledged = 0;
    return {};
}

Result<void> SegmentRecorder::close()
{
    if (!m_writer)
        return {};
    auto finished = m_writer->finish();
    if (finished)
        letGo();
    else
        takeBack(); // it has no index then, which a reader can do without
    return finished;
}

void SegmentRecorder::letGo()
{
    m_writer.reset();
    m_closed << std::exchange(m_path, {});
}

void SegmentRecorder::takeBack()
{
    if (m_acknowledged != 0) {
        (void)m_writer->cut(m_acknowledged); // else it ends in a torn chunk, which readers pass over
        letGo();
        return;
    }
    m_writer.reset();
    QFile::remove(std::exchange(m_path, {}));
}

} // namespace qd
