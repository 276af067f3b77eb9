// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/segment_folder.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <algorithm>

namespace qd::recording {

namespace {

// Their names begin with their time, so they sort by it.
QFileInfoList filesIn(const QString &folder)
{
    return QDir(folder).entryInfoList({QStringLiteral("*.mcap")}, QDir::Files, QDir::Name);
}

Timestamp endOf(const Segment &segment, Timestamp now)
{
    if (!segment.span.isEmpty() && segment.span.begin <= now)
        return segment.span.end;
    return Timestamp(Millis(QFileInfo(segment.path).lastModified().toMSecsSinceEpoch()));
}

/// The rows of a table before `end`, and how many are not.
std::int64_t cutAt(Timestamp end, Table &table)
{
    const auto kept = std::ranges::lower_bound(table.times, end.time_since_epoch().count()) - table.times.begin();
    const std::int64_t later = std::ssize(table.times) - kept;
    table.times.resize(static_cast<std::size_t>(kept));
    for (Table::Column &column : table.columns)
        column.cells.resize(static_cast<std::size_t>(kept));
    return later;
}

/// One segment into the assembler.
void readSegment(const RecordingReader &reader, Timestamp end, TableAssembler &assembler, SegmentRows &read,
                 const std::function<bool()> &goOn)
{
    int damaged = 0;
    reader.forEachPage(
        [&](const Page &page) {
            for (const PageGroup &group : page.groups) {
                Table table = tableOf(group, damaged);
                read.later += cutAt(end, table);
                if (!table.times.empty())
                    assembler.add(table);
            }
            return goOn();
        },
        [&](RecordingLoss loss) { read.losses.push_back(std::move(loss)); });
    if (damaged != 0)
        read.losses.push_back({reader.span(), QStringLiteral("%1 columns were damaged.").arg(damaged)});
}

} // namespace

std::vector<Segment> segmentsIn(const QString &folder)
{
    std::vector<Segment> segments;
    for (const QFileInfo &file : filesIn(folder)) {
        const auto reader = RecordingReader::open(file.filePath());
        segments.push_back(
            {file.filePath(), reader ? reader->span() : TimeRange(), static_cast<std::uint64_t>(file.size())});
    }
    return segments;
}

QStringList applyRetention(const QString &folder, const SegmentLimits &limits, Timestamp now,
                           const std::function<bool(const Segment &)> &pinned)
{
    auto segments = segmentsIn(folder);
    std::uint64_t bytes = 0;
    for (const Segment &segment : segments)
        bytes += segment.bytes;
    QStringList deleted;
    if (!segments.empty())
        segments.pop_back();
    for (const Segment &segment : segments) {
        const bool old = endOf(segment, now) < now - limits.retention;
        if ((!old && bytes <= limits.bytes) || pinned(segment) || !QFile::remove(segment.path))
            continue;
        bytes -= segment.bytes;
        deleted << segment.path;
    }
    return deleted;
}

QStringList setUnreadableAside(const QString &folder)
{
    QStringList aside;
    for (const QFileInfo &file : filesIn(folder)) {
        const auto reader = RecordingReader::open(file.filePath());
        if (reader || reader.error().code != ErrorCode::Invalid)
            continue;
        const QString path = file.filePath() + QStringLiteral(".damaged");
        if (file.size() == 0)
            QFile::remove(file.filePath());
        else if (QFile::rename(file.filePath(), path))
            aside << path;
    }
    return aside;
}

SegmentRows readSegments(const QString &folder, TimeRange range, const TableAssembler::Emit &rows,
                         const std::function<bool()> &goOn)
{
    SegmentRows read;
    if (const QFileInfo info(folder); info.exists() && !(info.isDir() && info.isReadable() && info.isExecutable()))
        read.losses.push_back({{}, QStringLiteral("%1 cannot be read.").arg(folder), ErrorCode::Io});
    TableAssembler assembler(rows);
    for (const QFileInfo &file : filesIn(folder)) {
        if (!goOn())
            return read;
        const auto reader = RecordingReader::open(file.filePath());
        if (reader && reader->span().end > range.begin)
            readSegment(*reader, range.end, assembler, read, goOn);
        else if (!reader && file.size() > 0)
            read.losses.push_back({{}, reader.error().words, reader.error().code});
    }
    assembler.flush();
    return read;
}

std::optional<Event> lastRecordedEvent(const QString &folder)
{
    std::optional<Event> last;
    const QFileInfoList files = filesIn(folder);
    for (auto file = files.rbegin(); file != files.rend() && !last; ++file) {
        const auto reader = RecordingReader::open(file->filePath());
        if (!reader)
            continue;
        reader->forEachPage(
            [&](const Page &page) {
                for (const Event &event : page.events) {
                    if (!last || event.seq > last->seq)
                        last = event;
                }
                return true;
            },
            [](const RecordingLoss &) {});
    }
    return last;
}

} // namespace qd::recording
