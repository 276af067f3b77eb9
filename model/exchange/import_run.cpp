// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/import_run.h"

#include "model/base/clock.h"
#include "model/exchange/group_writer.h"
#include "model/recording/compact_writer.h"

#include <QtCore/QFileInfo>

#include <algorithm>
#include <cmath>

namespace qd::exchange {

namespace {

/// How much of an import's time the reading takes.
constexpr double readingShare = 0.75;

SinkLimits limitsOf(const ImportOptions &options)
{
    // Recordings index in nanoseconds, which end in 2262.
    constexpr Timestamp latest{std::chrono::sys_days(std::chrono::year{2262} / 1 / 1)};
    const Timestamp now = options.now == Timestamp{} ? TimelineClock().now() : options.now;
    SinkLimits limits;
    limits.latest = options.keepFuture ? latest : now + std::chrono::hours(24);
    return limits;
}

void widen(TimeRange &span, std::int64_t first, std::int64_t last)
{
    const TimeRange more{Timestamp(Millis(first)), Timestamp(Millis(last + 1))};
    span = span.isEmpty() ? more : TimeRange{std::min(span.begin, more.begin), std::max(span.end, more.end)};
}

mcap::StringMap infoOf(const QStringList &names, bool resampled, const ImportLog &log)
{
    mcap::StringMap info{{"service", names.join(QStringLiteral(", ")).left(200).toStdString()},
                         {"provenance", resampled ? "resampled" : "real"},
                         {"imported_from", names.join(u'\n').toStdString()}};
    if (!log.notes().isEmpty())
        info["import_notes"] = log.notes().join(u'\n').toStdString();
    return info;
}

} // namespace

tl::unexpected<Error> stoppedFailure()
{
    return failure(ErrorCode::Refused, QStringLiteral("The import was stopped; nothing was written."));
}

ImportRun::ImportRun(PartFile part, const ImportOptions &options, std::unique_ptr<PieceStore> store)
    : m_part(std::move(part))
    , m_options(options)
    , m_store(std::move(store))
    , m_sink(std::make_unique<ImportSink>(*m_store, m_log, limitsOf(options)))
{}

Result<std::unique_ptr<ImportRun>> ImportRun::begin(const QString &out, const ImportOptions &options)
{
    auto part = PartFile::claim(out, options.overwrite ? Existing::Replace : Existing::Keep);
    if (!part)
        return tl::unexpected(part.error());
    auto store = PieceStore::create(QFileInfo(out).absolutePath());
    if (!store)
        return tl::unexpected(store.error());
    return std::unique_ptr<ImportRun>(new ImportRun(std::move(*part), options, std::move(*store)));
}

void ImportRun::beginSource(const QString &name, double fromShare, double toShare)
{
    m_sink->beginSource(name);
    m_fromShare = fromShare;
    m_toShare = toShare;
}

bool ImportRun::progress(double share)
{
    if (m_options.progress)
        m_options.progress(readingShare * std::lerp(m_fromShare, m_toShare, std::clamp(share, 0.0, 1.0)));
    return !stopped();
}

Result<ImportReport> ImportRun::finish(const QStringList &names)
{
    auto report = write(m_part.path(), names);
    if (!report)
        return report;
    if (auto kept = m_part.keep(); !kept)
        return tl::unexpected(kept.error());
    return report;
}

Result<ImportReport> ImportRun::write(const QString &path, const QStringList &names)
{
    if (auto sealed = m_store->seal(); !sealed)
        return tl::unexpected(sealed.error());
    const std::vector<Event> events = m_sink->takeEvents();
    const auto groups = planGroups(*m_store);
    if (!groups)
        return tl::unexpected(groups.error());
    if (groups->empty() && events.empty())
        return nothingRead();
    auto writer = recording::CompactWriter::create(path, infoOf(names, m_resampled, m_log));
    if (!writer)
        return tl::unexpected(writer.error());
    ImportReport report;
    for (const Event &event : events) {
        (*writer)->add(event);
        widen(report.span, event.at.time_since_epoch().count(), event.at.time_since_epoch().count());
    }
    report.events = std::ssize(events);
    if (auto written = writeGroups(*groups, **writer, report); !written)
        return tl::unexpected(written.error());
    for (const ImportLoss &loss : report.losses)
        (*writer)->lose(loss.words);
    if (auto finished = (*writer)->finish(); !finished)
        return tl::unexpected(finished.error());
    report.bytes = (*writer)->bytesWritten();
    return report;
}

Result<void> ImportRun::writeGroups(const std::vector<PlannedGroup> &groups, recording::CompactWriter &writer,
                                    ImportReport &report)
{
    std::int64_t total = 1;
    std::int64_t doubles = 0;
    std::int64_t conflicts = 0;
    for (const GatheredSeries &series : m_store->series()) {
        total += series.count;
        doubles += series.doubles;
        conflicts += series.conflicts;
    }
    std::int64_t written = 0;
    for (const PlannedGroup &group : groups) {
        const auto rows = readRows(*m_store, group, [&](const recording::Table &table) {
            widen(report.span, table.times.front(), table.times.back());
            written += static_cast<std::int64_t>(table.times.size() * table.columns.size());
            if (m_options.progress)
                m_options.progress(readingShare +
                                   (1 - readingShare) * std::min(1.0, double(written) / double(total)));
            return !stopped() && writer.add(table);
        });
        if (!rows)
            return tl::unexpected(rows.error());
        if (stopped())
            return stoppedFailure();
        report.samples += rows->samples;
        report.series += static_cast<int>(group.seriesCount);
        doubles += rows->doubles;
        conflicts += rows->conflicts;
    }
    report.groups = static_cast<int>(groups.size());
    m_sink->loseDoubles(doubles - conflicts, conflicts);
    report.losses = m_log.losses();
    report.notes = m_log.notes();
    return {};
}

tl::unexpected<Error> ImportRun::nothingRead() const
{
    const auto losses = m_log.losses();
    QString words = QStringLiteral("There is no sample and no event in it; nothing was written.");
    if (!losses.empty())
        words += u' ' + losses.front().words;
    return failure(ErrorCode::Invalid, words);
}

} // namespace qd::exchange
