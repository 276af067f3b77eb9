// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/recording_summary.h"

#include "model/recording/table.h"
#include "model/series/markers.h"

#include <algorithm>
#include <set>

namespace qd {

namespace {

class Counting
{
public:
    explicit Counting(RecordingSummary &summary)
        : m_summary(summary)
    {}

    void take(const recording::Page &page)
    {
        m_summary.events += std::ssize(page.events);
        for (const recording::PageGroup &group : page.groups) {
            m_groups.insert(group.id);
            int damaged = 0;
            for (const auto &column : recording::tableOf(group, damaged).columns) {
                if (m_series.emplace(group.id, column.key).second)
                    ++m_summary.metrics[column.key.name];
                m_summary.samples +=
                    std::ranges::count_if(column.cells, [](double cell) { return !isAbsent(cell); });
            }
            if (damaged != 0)
                m_summary.losses.push_back(
                    {{}, QStringLiteral("%1 columns of a chunk were damaged.").arg(damaged)});
        }
        m_summary.groups = static_cast<int>(m_groups.size());
        m_summary.series = static_cast<int>(m_series.size());
    }

private:
    RecordingSummary &m_summary;
    std::set<std::uint32_t> m_groups;
    std::set<std::pair<std::uint32_t, SeriesKey>> m_series;
};

} // namespace

Result<RecordingSummary> summarise(const QString &path)
{
    const auto reader = RecordingReader::open(path);
    if (!reader)
        return tl::unexpected(reader.error());
    RecordingSummary summary;
    summary.info = reader->info();
    summary.span = reader->span();
    summary.bytes = reader->bytes();
    summary.rebuilt = reader->rebuilt();
    summary.lostBefore = reader->lostBefore();
    Counting counting(summary);
    reader->forEachPage(
        [&](const recording::Page &page) {
            counting.take(page);
            return true;
        },
        [&](RecordingLoss loss) { summary.losses.push_back(std::move(loss)); });
    return summary;
}

} // namespace qd
