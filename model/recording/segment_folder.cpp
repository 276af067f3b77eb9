// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/segment_folder.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <algorithm>

namespace qd::recording {

std::vector<Segment> segmentsIn(const QString &folder)
{
    std::vector<Segment> segments;
    // Their names begin with their time, so they sort by it.
    for (const QFileInfo &file : QDir(folder).entryInfoList({QStringLiteral("*.mcap")}, QDir::Files, QDir::Name)) {
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
        const bool old = !segment.span.isEmpty() && segment.span.end < now - limits.retention;
        if ((!old && bytes <= limits.bytes) || pinned(segment) || !QFile::remove(segment.path))
            continue;
        bytes -= segment.bytes;
        deleted << segment.path;
    }
    return deleted;
}

std::vector<RecordingLoss> readSegments(const QString &folder, Timestamp since, const TableAssembler::Emit &rows,
                                        const std::function<void(Event)> &events)
{
    std::vector<RecordingLoss> losses;
    TableAssembler assembler(rows);
    for (const QFileInfo &file : QDir(folder).entryInfoList({QStringLiteral("*.mcap")}, QDir::Files, QDir::Name)) {
        const auto reader = RecordingReader::open(file.filePath());
        if (!reader) {
            losses.push_back({{}, reader.error().words});
            continue;
        }
        if (reader->span().end <= since)
            continue;
        int damaged = 0;
        reader->forEachPage(
            [&](Page page) {
                for (Event &event : page.events)
                    events(std::move(event));
                for (const PageGroup &group : page.groups)
                    assembler.add(tableOf(group, damaged));
                return true;
            },
            [&](RecordingLoss loss) { losses.push_back(std::move(loss)); });
        if (damaged != 0)
            losses.push_back({reader->span(),
                              QStringLiteral("%1: %2 columns were damaged.").arg(file.filePath()).arg(damaged)});
    }
    assembler.flush();
    return losses;
}

} // namespace qd::recording
