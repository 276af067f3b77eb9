// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/health/figures.h"

#include "model/health/reading.h"

#include <array>
#include <cmath>

namespace qd {

namespace {

constexpr int sparkColumns = 60;
constexpr Millis sparkSpan = std::chrono::minutes(15);
constexpr Millis longestSearch = std::chrono::minutes(10);
constexpr Millis longestHold = std::chrono::hours(1);

} // namespace

Figure Figures::read(std::string_view name, const Labels &labels) const
{
    const SeriesView series = m_history.series.first(name, labels);
    Figure figure;
    if (series.isNull()) {
        return figure;
    }
    const Millis limit = staleAfter(m_history.status);
    const auto look = [&](Millis back) {
        series.forEach({m_at - back, m_at + Millis(1)}, [&](const Sample &sample) {
            if (!std::isnan(sample.value)) {
                figure.value = sample.value;
                figure.age = m_at - sample.at;
            }
            return true;
        });
    };
    look(limit);
    figure.stale = !figure.value;
    if (figure.stale) {
        look(longestSearch);
    }
    return figure;
}

std::vector<double> Figures::spark(std::string_view name, const Labels &labels) const
{
    if (m_sparks == Sparks::No) {
        return {};
    }
    std::vector<double> values(sparkColumns, std::nan(""));
    const SeriesView series = m_history.series.first(name, labels);
    if (series.isNull()) {
        return values;
    }
    // Columns anchored to absolute time, so that the line moves and does not shimmer.
    const Millis width = sparkSpan / sparkColumns;
    const auto whole = m_at.time_since_epoch() / width;
    const Timestamp begin{width * (whole - sparkColumns + 1)};
    std::array<ColumnSummary, sparkColumns> columns;
    series.columns(TimeGrid{begin, width, sparkColumns}, columns);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        values[i] = columns[i].count > 0 ? columns[i].last : std::nan("");
    }
    // The last column reaches beyond a held instant, to what was not known then.
    values.back() = read(name, labels).value.value_or(std::nan(""));
    return values;
}

Millis Figures::heldFor(std::string_view name, const Labels &labels,
                        const std::function<bool(double)> &holds) const
{
    const SeriesView series = m_history.series.first(name, labels);
    if (series.isNull()) {
        return Millis(0);
    }
    std::optional<Timestamp> since;
    series.forEach({m_at - longestHold, m_at + Millis(1)}, [&](const Sample &sample) {
        if (std::isnan(sample.value)) {
            return true;
        }
        if (!holds(sample.value)) {
            since.reset();
        } else if (!since) {
            since = sample.at;
        }
        return true;
    });
    return since ? m_at - *since : Millis(0);
}

} // namespace qd
