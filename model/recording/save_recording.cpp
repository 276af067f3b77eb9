// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/save_recording.h"

#include "model/recording/compact_writer.h"
#include "model/recording/event_mask.h"
#include "model/recording/memory_rows.h"
#include "model/recording/recording_summary.h"
#include "model/recording/segment_folder.h"

#include <algorithm>

namespace qd::recording {

namespace {

tl::unexpected<Error> stoppedSaving()
{
    return failure(ErrorCode::Refused, QStringLiteral("Stopped. Nothing was saved."));
}

/// Rows of a table that are not before `begin` and before `end`.
Table cut(const Table &table, std::int64_t begin, std::int64_t end)
{
    const auto from = std::ranges::lower_bound(table.times, begin) - table.times.begin();
    const auto to = std::ranges::lower_bound(table.times, end) - table.times.begin();
    Table rows{table.group, {}, {}};
    if (from >= to)
        return rows;
    rows.times.assign(table.times.begin() + from, table.times.begin() + to);
    for (const Table::Column &column : table.columns)
        rows.columns.push_back(
            {column.key, column.type, {column.cells.begin() + from, column.cells.begin() + to}});
    return rows;
}

class Saving
{
public:
    Saving(const SaveOrder &order, CompactWriter &writer, const std::stop_token &stop,
           const SaveProgress &progress)
        : m_order(order)
        , m_writer(writer)
        , m_stop(stop)
        , m_progress(progress)
        , m_memory(order.series)
        , m_nextEvent(order.events.lowerBound(order.range.begin))
    {}

    [[nodiscard]] Result<void> run(SaveReport &report)
    {
        if (m_order.masking == Masking::On) {
            for (std::size_t i = 0; i < m_order.events.size(); ++i)
                m_mask.learn(m_order.events.at(i));
        }
        saveSegments(report);
        m_memory.forEach(m_order.range, [this](const Table &table) { return add(table); });
        addEventsBefore(m_order.range.end);
        report.span = m_covered;
        report.maskedPeople = m_mask.people();
        report.maskedAddresses = m_mask.addresses();
        return m_stop.stop_requested() ? stoppedSaving() : m_writer.finish();
    }

private:
    /// What is older than what is in memory.
    void saveSegments(SaveReport &report)
    {
        const TimeRange older{m_order.range.begin, std::min(m_order.range.end, m_memory.beginOfAll())};
        if (m_order.segments.isEmpty() || older.isEmpty())
            return;
        for (const Segment &segment : segmentsIn(m_order.segments)) {
            if (m_stop.stop_requested())
                return;
            const bool isOfIt = segment.span.begin < older.end && older.begin < segment.span.end;
            const auto reader = RecordingReader::open(segment.path);
            if (!reader && segment.bytes > 0)
                report.losses << reader.error().words;
            else if (reader && isOfIt)
                saveSegment(*reader, older, report);
        }
    }

    void saveSegment(const RecordingReader &reader, TimeRange older, SaveReport &report)
    {
        int damaged = 0;
        reader.forEachPage(
            older,
            [&](const Page &page) {
                for (const PageGroup &group : page.groups) {
                    const Timestamp end = std::min(older.end, m_memory.beginOf(group.config));
                    add(cut(tableOf(group, damaged), older.begin.time_since_epoch().count(),
                            end.time_since_epoch().count()));
                }
                return !m_stop.stop_requested();
            },
            [&](const RecordingLoss &loss) { report.losses << loss.words; });
        if (damaged > 0)
            report.losses
                << QStringLiteral("%1: %2 damaged columns are left out.").arg(segmentName(reader)).arg(damaged);
        for (const QString &lost : reader.lostBefore())
            report.losses << lost;
    }

    static QString segmentName(const RecordingReader &reader)
    {
        const auto service = reader.info().find("service");
        return service == reader.info().end() ? QStringLiteral("A segment")
                                              : QString::fromStdString(service->second);
    }

    /// Events first: they then lie in the chunks of their time.
    bool add(const Table &table)
    {
        if (table.times.empty())
            return true;
        const Timestamp last{Millis(table.times.back())};
        addEventsBefore(last + Millis(1));
        m_writer.add(table);
        cover(Timestamp(Millis(table.times.front())), last + table.group.interval);
        tell(last);
        return !m_stop.stop_requested();
    }

    void addEventsBefore(Timestamp end)
    {
        for (; m_nextEvent < m_order.events.size(); ++m_nextEvent) {
            const Event &event = m_order.events.at(m_nextEvent);
            if (event.at >= std::min(end, m_order.range.end))
                return;
            m_writer.add(m_order.masking == Masking::On ? m_mask.masked(event) : event);
            cover(event.at, event.at + Millis(1));
        }
    }

    /// A row stands for the time until the next one is due.
    void cover(Timestamp begin, Timestamp end)
    {
        m_covered = m_covered.isEmpty()
                        ? TimeRange{begin, end}
                        : TimeRange{std::min(m_covered.begin, begin), std::max(m_covered.end, end)};
        m_covered.end = std::min(m_covered.end, m_order.range.end);
    }

    void tell(Timestamp reached)
    {
        const Timestamp begin = m_covered.begin;
        const Timestamp end = std::min(m_order.range.end, m_memory.end());
        if (m_progress && end > begin)
            m_progress(std::clamp(double((reached - begin).count()) / double((end - begin).count()), 0.0, 1.0));
    }

    const SaveOrder &m_order;
    CompactWriter &m_writer;
    const std::stop_token &m_stop;
    const SaveProgress &m_progress;
    MemoryRows m_memory;
    std::size_t m_nextEvent;
    EventMask m_mask;
    TimeRange m_covered; ///< by what was added
};

Result<void> writeFile(const SaveOrder &order, const QString &path, SaveReport &report,
                       const std::stop_token &stop, const SaveProgress &progress)
{
    auto writer = CompactWriter::create(path, order.info);
    if (!writer)
        return tl::unexpected(writer.error());
    return Saving(order, **writer, stop, progress).run(report);
}

/// What is in the file, now that it is written.
Result<void> readBack(const QString &path, SaveReport &report)
{
    const auto summary = summarise(path);
    if (!summary)
        return tl::unexpected(summary.error());
    if (!summary->losses.empty() || summary->rebuilt)
        return failure(ErrorCode::Io,
                       QStringLiteral("%1 does not read back as it was written: the disk lost a part "
                                      "of it. Nothing was kept; save to another disk.")
                           .arg(path));
    report.series = summary->series;
    report.samples = summary->samples;
    report.events = summary->events;
    report.bytes = summary->bytes;
    return {};
}

} // namespace

Result<SaveReport> saveRecording(const SaveOrder &order, const std::stop_token &stop, const SaveProgress &progress)
{
    auto part = PartFile::claim(order.path, order.existing);
    if (!part)
        return tl::unexpected(part.error());
    SaveReport report;
    if (const auto written = writeFile(order, part->path(), report, stop, progress); !written)
        return tl::unexpected(written.error());
    if (const auto read = readBack(part->path(), report); !read)
        return tl::unexpected(read.error());
    if (report.samples == 0 && report.events == 0)
        return failure(ErrorCode::NotFound,
                       QStringLiteral("Nothing was recorded in that time, so nothing was saved."));
    if (stop.stop_requested())
        return stoppedSaving();
    if (const auto kept = part->keep(); !kept)
        return tl::unexpected(kept.error());
    return report;
}

SaveEstimate estimateSave(const SaveOrder &order)
{
    const MemoryRows memory(order.series);
    SaveEstimate estimate = memory.estimate(order.range);
    const TimeRange older{order.range.begin, std::min(order.range.end, memory.beginOfAll())};
    if (!order.segments.isEmpty() && !older.isEmpty()) {
        for (const Segment &segment : segmentsIn(order.segments)) {
            const TimeRange part{std::max(segment.span.begin, older.begin), std::min(segment.span.end, older.end)};
            if (part.isEmpty())
                continue;
            estimate.bytes += static_cast<std::uint64_t>(double(segment.bytes) * double(part.length().count()) /
                                                         double(segment.span.length().count()));
            estimate.span = estimate.span.isEmpty() ? part
                                                    : TimeRange{std::min(estimate.span.begin, part.begin),
                                                                std::max(estimate.span.end, part.end)};
        }
    }
    estimate.events = std::int64_t(order.events.lowerBound(order.range.end)) -
                      std::int64_t(order.events.lowerBound(order.range.begin));
    return estimate;
}

} // namespace qd::recording
