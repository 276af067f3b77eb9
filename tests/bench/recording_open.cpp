// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/recording_open.h"

#include "backend/replay/page_shelf.h"
#include "model/playhead/playhead.h"
#include "model/series/group_view.h"
#include "tests/bench/machine.h"
#include "widgets/chart/chart_pane.h"

#include <QtCore/QElapsedTimer>
#include <QtWidgets/QApplication>

#include <algorithm>
#include <cmath>
#include <random>

namespace qd::bench {

namespace {

constexpr std::size_t charts = 8;
constexpr Millis seekSpan = std::chrono::minutes(10);

/// Every series of the history, up to 60, in eight charts.
std::vector<ChartSpec> specsOf(const SeriesSnapshot &series)
{
    std::vector<ChartSpec> specs(charts);
    std::size_t n = 0;
    for (const GroupView &group : GroupView::of(series)) {
        for (std::size_t i = 0; i < group.seriesCount() && n < 60; ++i, ++n) {
            ChartSpec &spec = specs[n % charts];
            spec.id = static_cast<ChartId>(static_cast<int>(ChartId::FirstForeign) + static_cast<int>(n % charts));
            spec.traces.push_back({QString::number(n), group.key(i).name, group.key(i).labels,
                                   QColor::fromHsv(static_cast<int>(n * 47 % 360), 180, 160), TraceStyle::Line,
                                   1.0});
        }
    }
    return specs;
}

struct Spent
{
    double ms = 0;
    double busyMs = 0;
};

class Watch
{
public:
    Watch() { m_clock.start(); }
    [[nodiscard]] Spent spent() const
    {
        return {static_cast<double>(m_clock.nsecsElapsed()) / 1e6, processorMillis() - m_busy};
    }

private:
    QElapsedTimer m_clock;
    double m_busy = processorMillis();
};

/// From the name of a file to a painted window of its whole span.
Result<Spent> firstPicture(const QString &path)
{
    Playhead playhead;
    ChartPane pane(&playhead);
    pane.resize(1440, 900);
    pane.show();
    QCoreApplication::processEvents();
    const Watch watch;
    const auto file = FileHistory::open(path);
    if (!file)
        return tl::unexpected(file.error());
    auto history = std::make_shared<HistorySnapshot>();
    history->generation = 1;
    history->series = (*file)->snapshot({});
    history->events = (*file)->events();
    history->now = (*file)->extent().end;
    pane.setCharts(specsOf(history->series));
    pane.setHistory(history);
    playhead.zoomTo((*file)->extent());
    pane.applyPendingChanges();
    pane.repaint();
    QCoreApplication::processEvents();
    return watch.spent();
}

/// What charts do with a snapshot of that range, but for the painting.
void readColumns(const SeriesSnapshot &series, const std::vector<ChartSpec> &specs, TimeRange range)
{
    constexpr int columns = 1200;
    const TimeGrid grid{range.begin, std::chrono::nanoseconds(range.length()) / columns, columns};
    std::vector<ColumnSummary> out(columns);
    for (const ChartSpec &spec : specs)
        for (const TraceSpec &trace : spec.traces)
            series.find(trace.metric, trace.labels).columns(grid, out);
}

double quantile(std::vector<double> values, double q)
{
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size()))) - 1];
}

} // namespace

Result<OpeningTimes> openingTimes(const QString &path, int rounds)
{
    OpeningTimes times;
    std::vector<double> first;
    std::vector<double> firstBusy;
    for (int round = 0; round < rounds; ++round) {
        const auto spent = firstPicture(path);
        if (!spent)
            return tl::unexpected(spent.error());
        first.push_back(spent->ms);
        firstBusy.push_back(spent->busyMs);
    }
    times.firstMs = quantile(first, 0.5);
    times.firstBusyMs = quantile(firstBusy, 0.5);

    const auto file = FileHistory::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const TimeRange extent = (*file)->extent();
    PageShelf shelf(*file, 16U << 20U); // small, so that most seeks meet pages that are not in memory
    const std::vector<ChartSpec> specs = specsOf((*file)->snapshot({}));
    std::mt19937_64 random(11);
    std::vector<double> seeks;
    std::vector<double> busy;
    times.seeks = 200 * rounds;
    const auto room = std::max<std::int64_t>(1, (extent.length() - seekSpan).count());
    for (int i = 0; i < times.seeks; ++i) {
        const Timestamp at = extent.begin + Millis(static_cast<std::int64_t>(random() % std::uint64_t(room)));
        const Watch watch;
        const TimeRange range{at, at + seekSpan};
        shelf.lookAt(range);
        for (std::size_t page = (*file)->pagesIn(range).size(); page > 0 && shelf.loadNext(); --page) {
        }
        readColumns(shelf.snapshot(), specs, range);
        const Spent spent = watch.spent();
        seeks.push_back(spent.ms);
        busy.push_back(spent.busyMs);
    }
    times.seekMs50 = quantile(seeks, 0.5);
    times.seekMs99 = quantile(seeks, 0.99);
    times.seekBusyMs99 = quantile(busy, 0.99);
    return times;
}

} // namespace qd::bench
