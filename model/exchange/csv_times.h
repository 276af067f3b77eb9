// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/csv_layout.h"
#include "model/exchange/time_text.h"
#include "model/exchange/zone_rule.h"

#include <set>

namespace qd::exchange {

/// Finds the time of each row of a CSV file, and remembers what there is to say about them.
class CsvRowTimes
{
public:
    CsvRowTimes(const CsvLayout &layout, const ImportOptions &options, ZoneRule zone);

    /// Milliseconds since the epoch; nothing, and a loss, when the row's time cannot be read.
    [[nodiscard]] std::optional<std::int64_t> timeOf(const std::vector<std::string_view> &fields,
                                                     std::int64_t line, ImportLog &log);
    /// Notes on zones, rounding and times that were made.
    void say(ImportLog &log) const;

private:
    [[nodiscard]] std::optional<std::int64_t> fromCell(std::string_view cell, Place place, ImportLog &log);
    [[nodiscard]] std::optional<std::int64_t> fromNumber(std::string_view cell) const;
    [[nodiscard]] std::int64_t fromClock(std::int64_t localMs, Place place, ImportLog &log);
    void sayZones(ImportLog &log) const;

    const CsvLayout &m_layout;
    ZoneRule m_zone;
    QString m_zoneName;
    std::int64_t m_start;
    std::int64_t m_step;
    std::int64_t m_rows = 0;
    std::int64_t m_naive = 0;
    std::int64_t m_zoned = 0;
    Place m_firstNaive;
    std::set<std::int64_t> m_offsets; ///< of zones that times named
    bool m_rounded = false;
};

} // namespace qd::exchange
