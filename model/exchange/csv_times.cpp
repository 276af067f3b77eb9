// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/csv_times.h"

#include "model/base/units.h"
#include "model/series/exposition_scanner.h"

#include <cmath>

namespace qd::exchange {

CsvRowTimes::CsvRowTimes(const CsvLayout &layout, const ImportOptions &options, ZoneRule zone)
    : m_layout(layout)
    , m_zone(std::move(zone))
    , m_zoneName(options.zone)
    , m_start(options.start.time_since_epoch().count())
    , m_step(options.rowStep.count())
{}

std::optional<std::int64_t> CsvRowTimes::timeOf(const std::vector<std::string_view> &fields, std::int64_t line,
                                                ImportLog &log)
{
    const std::int64_t row = m_rows++;
    if (m_layout.times == CsvTimes::None)
        return m_start + row * m_step;
    const Place place{line, static_cast<std::int64_t>(m_layout.timeColumn + 1)};
    const std::string_view cell = fields[m_layout.timeColumn];
    const auto ms = m_layout.times == CsvTimes::Dates ? fromCell(cell, place, log) : fromNumber(cell);
    if (!ms)
        log.lose(LossKind::BadTime, place, exposition::quoted(cell));
    return ms;
}

std::optional<std::int64_t> CsvRowTimes::fromNumber(std::string_view cell) const
{
    const auto number = csvNumber(cell, m_layout.decimal);
    if (!number || !(std::abs(*number) < 1e11))
        return std::nullopt;
    const double step = m_layout.times == CsvTimes::Numbers ? double(m_step) : 1000.0;
    return m_start + std::llround(*number * step);
}

std::optional<std::int64_t> CsvRowTimes::fromCell(std::string_view cell, Place place, ImportLog &log)
{
    const auto time = readTime(cell);
    if (!time || time->kind == TimeText::Kind::Offset)
        return std::nullopt;
    m_rounded |= time->finer;
    if (time->kind == TimeText::Kind::Zoned) {
        ++m_zoned;
        if (m_offsets.size() < 100)
            m_offsets.insert(time->offset);
    }
    if (time->kind != TimeText::Kind::Naive)
        return time->ms;
    if (++m_naive == 1)
        m_firstNaive = place;
    return fromClock(time->ms, place, log);
}

std::int64_t CsvRowTimes::fromClock(std::int64_t localMs, Place place, ImportLog &log)
{
    const ZoneRule::Utc utc = m_zone.toUtc(localMs);
    if (utc.doubt != ZoneRule::Doubt::None)
        log.lose(utc.doubt == ZoneRule::Doubt::Twice ? LossKind::AmbiguousTime : LossKind::MissingTime, place);
    return utc.ms;
}

void CsvRowTimes::say(ImportLog &log) const
{
    const QString start = units::dateClock(Timestamp(Millis(m_start)), units::Zone::Utc);
    const QString step = units::duration(Millis(m_step));
    if (m_layout.times == CsvTimes::None)
        log.note(QStringLiteral("Rows carry no times: they were laid %1 apart, from %2 UTC on.").arg(step, start));
    if (m_layout.times == CsvTimes::Numbers)
        log.note(QStringLiteral("Rows carry numbers and no times: they were laid %1 apart, number 0 at %2 UTC.")
                     .arg(step, start));
    if (m_layout.times == CsvTimes::Seconds)
        log.note(
            QStringLiteral("Times are seconds from a start that is not told: it was taken as %1 UTC.").arg(start));
    if (m_rounded)
        log.note(QStringLiteral("Times finer than a millisecond were rounded to it."));
    sayZones(log);
}

void CsvRowTimes::sayZones(ImportLog &log) const
{
    if (m_naive > 0 && m_zoned > 0)
        log.lose(LossKind::MixedZones, m_firstNaive, {}, m_naive);
    if (m_naive > 0 && m_zoneName.isEmpty())
        log.note(QStringLiteral("times had no zone: taken as UTC (--zone says another)."));
    else if (m_naive > 0)
        log.note(QStringLiteral("times had no zone: taken as %1.").arg(m_zoneName));
    if (m_offsets.size() > 1)
        log.note(QStringLiteral("Times name %1 different offsets from UTC; each was taken with its own.")
                     .arg(m_offsets.size()));
}

} // namespace qd::exchange
