// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/postmortem/chart_sheet.h"

#include "model/base/csv_cell.h"
#include "model/base/units.h"
#include "model/exchange/sample_text.h"
#include "widgets/chart/chart_painter.h"
#include "widgets/chart/legend_bar.h"
#include "widgets/chart/trace_columns.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>

#include <cmath>

namespace qd {

namespace {

constexpr QSize sheetSize(1160, 384);
constexpr double sheetRatio = 2;
constexpr int legendAir = 16;
constexpr int legendMargin = 12;

using Columns = std::vector<std::vector<ColumnSummary>>; ///< of each trace

Columns columnsOf(const ChartScene &scene)
{
    const Plot &plot = scene.plots().front();
    Columns out;
    for (std::size_t i = 0; i < plot.spec().traces.size(); ++i) {
        const TraceSource &trace = plot.trace(i);
        out.push_back(trace.isNull() ? std::vector<ColumnSummary>() : trace.columns(scene.axis(), scene.gaps()));
    }
    return out;
}

bool holdsAny(const Columns &columns)
{
    return std::ranges::any_of(columns, [](const auto &trace) {
        return std::ranges::any_of(trace, [](const ColumnSummary &c) { return c.count > 0; });
    });
}

std::vector<LegendEntry> legendOf(const Plot &plot, const Columns &columns)
{
    std::vector<LegendEntry> out;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const TraceSpec &trace = plot.spec().traces[i];
        const ValueRange range = rangeOf(columns[i]);
        if (std::isnan(range.highest))
            continue;
        out.push_back({trace.label,
                       trace.shortLabel,
                       valueText(range.highest, plot.scale().unit()),
                       trace.color.isValid() ? trace.color : theme().text,
                       true,
                       trace.importance,
                       {}});
    }
    return out;
}

void paintLegend(QPainter &painter, const ChartScene &scene, const Columns &columns)
{
    const Plot &plot = scene.plots().front();
    const QRect title = scene.layout().charts.front().title;
    LegendBar legend;
    legend.setNote(QStringLiteral("highest:"));
    legend.setEntries(legendOf(plot, columns));
    const int left = titleWidth(plot, false) + legendAir;
    legend.resize(sheetSize.width() - left - legendMargin, title.height());
    legend.render(&painter, QPoint(left, title.top()), {}, QWidget::DrawChildren);
}

QImage pictureOf(const ChartScene &scene, const Columns &columns)
{
    QImage picture(sheetSize * sheetRatio, QImage::Format_RGB32);
    picture.setDevicePixelRatio(sheetRatio);
    picture.fill(theme().background);
    QPainter painter(&picture);
    paintPane(painter, scene, {}, QRect(QPoint(0, 0), sheetSize));
    painter.setClipping(false);
    paintLegend(painter, scene, columns);
    return picture;
}

/// As stored, whatever the axis counts in.
QString storedUnit(Unit unit)
{
    switch (unit) {
    case Unit::Bytes:
        return QStringLiteral("bytes");
    case Unit::BytesPerSecond:
        return QStringLiteral("bytes/s");
    case Unit::Seconds:
        return QStringLiteral("s");
    case Unit::Milliseconds:
        return QStringLiteral("ms");
    case Unit::PerSecond:
        return QStringLiteral("per s");
    case Unit::Percent:
        return QStringLiteral("%");
    default:
        return {};
    }
}

std::string headOf(const Plot &plot)
{
    std::string line = "time_utc";
    const QString unit = storedUnit(plot.spec().unit);
    for (const TraceSpec &trace : plot.spec().traces) {
        for (const char *figure : {"min", "max", "last"}) {
            line += ',';
            const QString of = unit.isEmpty() ? trace.label : QStringLiteral("%1 (%2)").arg(trace.label, unit);
            appendCsvText(line, of.toStdString() + ' ' + figure);
        }
    }
    return line + '\n';
}

QByteArray figuresOf(const ChartScene &scene, const Columns &columns)
{
    std::string out = headOf(scene.plots().front());
    for (int c = 0; c < scene.axis().columns; ++c) {
        std::string cells;
        bool isEmpty = true;
        for (const auto &trace : columns) {
            const ColumnSummary column = trace.empty() ? ColumnSummary() : trace[static_cast<std::size_t>(c)];
            isEmpty = isEmpty && column.count == 0;
            for (const double figure : {column.min, column.max, column.last}) {
                cells += ',';
                if (column.count > 0)
                    exchange::appendNumber(cells, figure);
            }
        }
        if (isEmpty)
            continue;
        exchange::appendIsoTime(out, timeAt(scene.axis(), c).time_since_epoch().count());
        out += cells + '\n';
    }
    return QByteArray::fromStdString(out);
}

/// "Memory by component" is memory-by-component.
QString fileNameOf(const QString &title)
{
    QString name;
    for (const QChar c : title.toLower())
        name += c.isLetterOrNumber() && c.unicode() < 128 ? c : QChar(u'-');
    const QString compact = name.split(u'-', Qt::SkipEmptyParts).join(u'-').left(60);
    return compact.isEmpty() ? QStringLiteral("chart") : compact;
}

} // namespace

std::optional<ChartSheet> chartSheet(const HistoryPtr &history, const ChartSpec &chart, TimeRange span)
{
    const ThemeScope paper(Scheme::Light);
    ChartScene scene;
    scene.setCharts({chart});
    scene.setHistory(history);
    scene.setTimeZone(units::Zone::Utc);
    scene.setRange(span);
    scene.setSize(sheetSize, sheetRatio);
    (void)scene.update();
    const Columns columns = columnsOf(scene);
    if (!holdsAny(columns))
        return std::nullopt;
    return ChartSheet{chart.title, fileNameOf(chart.title), pictureOf(scene, columns), figuresOf(scene, columns)};
}

} // namespace qd
