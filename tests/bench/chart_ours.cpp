// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/playhead.h"
#include "tests/bench/chart_peers.h"
#include "widgets/chart/chart_pane.h"

#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QValueAxis>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QGraphicsItem>
#include <QtWidgets/QVBoxLayout>

#include <cmath>

namespace qd::bench {

namespace {

constexpr std::array<QRgb, 8> colors{0xff0072b2, 0xff56b4e9, 0xffd55e00, 0xff009e73,
                                     0xffcc79a7, 0xffe69f00, 0xff8c6bb1, 0xff9aa5b1};

Timestamp at(const Load &load, double second)
{
    return load.begin + Millis(std::llround(second * 1000));
}

TimeRange rangeFor(const Load &load, View view)
{
    return {at(load, view.from), at(load, view.to)};
}

std::vector<ChartSpec> specsFor(const Load &load)
{
    std::vector<ChartSpec> out(load.plots);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].id = static_cast<ChartId>(static_cast<int>(ChartId::FirstForeign) + static_cast<int>(i));
        out[i].title = QStringLiteral("Plot %1").arg(i + 1);
    }
    for (const LoadSeries &s : load.series) {
        auto &traces = out[s.plot].traces;
        traces.push_back({QStringLiteral("s%1").arg(traces.size()),
                          s.metric,
                          {},
                          QColor::fromRgb(colors[traces.size() % colors.size()]),
                          s.stacked ? TraceStyle::Stack : TraceStyle::Line,
                          1.0});
    }
    return out;
}

/// The load in a real series store, as the engine would hold it.
class History
{
public:
    explicit History(const Load &load)
        : m_load(load)
        , m_store({.maxSeriesPerGroup = 5000, .retention = std::chrono::hours(48)})
        , m_group(m_store.addGroup({GroupKind::Scraped, {}, Millis(1000)}))
    {
        std::vector<double> row(load.series.size());
        for (std::size_t i = 0; i < load.samples(); ++i) {
            for (std::size_t s = 0; s < row.size(); ++s) {
                row[s] = load.series[s].values[i];
            }
            append(static_cast<double>(i), row);
        }
    }
    void append(double second, const std::vector<double> &values)
    {
        m_row.clear();
        for (std::size_t s = 0; s < values.size(); ++s) {
            m_row.push_back({m_load.series[s].metric, values[s], SeriesType::Gauge});
        }
        (void)m_store.appendScrape(m_group, at(m_load, second), m_row, 0.001);
        m_now = at(m_load, second);
    }
    HistoryPtr snapshot()
    {
        auto out = std::make_shared<HistorySnapshot>();
        out->generation = ++m_generation;
        out->now = m_now;
        out->series = m_store.snapshot();
        return out;
    }

private:
    const Load &m_load;
    SeriesStore m_store;
    GroupId m_group;
    std::vector<ParsedSample> m_row;
    Timestamp m_now{};
    std::uint64_t m_generation = 0;
};

class Ours final : public Peer
{
public:
    explicit Ours(const Load &load)
        : m_load(load)
        , m_history(load)
        , m_pane(&m_playhead)
    {
        m_pane.setCharts(specsFor(load));
        m_pane.setHistory(m_history.snapshot());
    }
    QString name() const override { return QStringLiteral("Quarterdeck"); }
    QWidget *widget() override { return &m_pane; }
    void show(View view) override
    {
        m_playhead.zoomTo(rangeFor(m_load, view));
        m_pane.applyPendingChanges();
    }
    void crosshair(double second) override
    {
        const QPointF pos(m_pane.scene().xOf(at(m_load, second)), m_pane.height() / 2);
        QMouseEvent move(QEvent::MouseMove, pos, m_pane.mapToGlobal(pos), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QApplication::sendEvent(&m_pane, &move);
        m_pane.applyPendingChanges();
    }
    void append(double second, const std::vector<double> &values, View view) override
    {
        m_history.append(second, values);
        m_pane.setHistory(m_history.snapshot());
        show(view);
    }

private:
    const Load &m_load;
    History m_history;
    Playhead m_playhead;
    ChartPane m_pane;
};

/// Our picture as an item inside a chart.
class PictureItem final : public QGraphicsItem
{
public:
    explicit PictureItem(QChart *chart)
        : QGraphicsItem(chart)
        , m_chart(chart)
    {}
    QRectF boundingRect() const override { return m_chart->plotArea(); }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override
    {
        painter->drawImage(m_chart->plotArea().topLeft(), plot->picture());
    }
    std::unique_ptr<Plot> plot;

private:
    QChart *m_chart;
};

class ChartAxes final : public Peer
{
public:
    explicit ChartAxes(const Load &load)
        : m_load(load)
        , m_history(load)
        , m_snapshot(m_history.snapshot())
    {
        auto *box = new QVBoxLayout(&m_widget);
        for (ChartSpec &spec : specsFor(load)) {
            addChart(box, std::move(spec));
        }
    }
    QString name() const override { return QStringLiteral("our pictures in QChart axes"); }
    QWidget *widget() override { return &m_widget; }
    void show(View view) override
    {
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            const QRectF area = m_charts[i]->plotArea();
            const PlotFrame frame{m_snapshot->series,
                                  timeAxisFor(rangeFor(m_load, view), std::max(1, static_cast<int>(area.width()))),
                                  {},
                                  1};
            Plot &plot = *m_items[i]->plot;
            if (plot.update(frame)) {
                plot.render(frame, static_cast<int>(area.height()));
            }
            m_x[i]->setRange(view.from, view.to);
            m_y[i]->setRange(plot.scale().bottom(), plot.scale().top());
            m_items[i]->update();
        }
    }
    void crosshair(double second) override
    {
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const QRectF area = m_charts[i]->plotArea();
            const double share = (second - m_x[i]->min()) / (m_x[i]->max() - m_x[i]->min());
            const double x = area.left() + share * area.width();
            m_lines[i]->setLine(x, area.top(), x, area.bottom());
        }
    }
    void append(double second, const std::vector<double> &values, View view) override
    {
        m_history.append(second, values);
        m_snapshot = m_history.snapshot();
        show(view);
    }

private:
    void addChart(QVBoxLayout *box, ChartSpec spec)
    {
        auto *chart = new QChart;
        auto *x = new QValueAxis;
        auto *y = new QValueAxis;
        chart->addAxis(x, Qt::AlignBottom);
        chart->addAxis(y, Qt::AlignLeft);
        chart->setMargins({});
        x->setLabelsVisible(m_items.size() + 1 == m_load.plots);
        auto *item = new PictureItem(chart);
        item->plot = std::make_unique<Plot>(std::move(spec));
        auto *view = new QChartView(chart);
        box->addWidget(view);
        m_lines.push_back(chart->scene()->addLine({}));
        m_charts.push_back(chart);
        m_items.push_back(item);
        m_x.push_back(x);
        m_y.push_back(y);
    }

    const Load &m_load;
    History m_history;
    HistoryPtr m_snapshot;
    QWidget m_widget;
    std::vector<QChart *> m_charts;
    std::vector<PictureItem *> m_items;
    std::vector<QGraphicsLineItem *> m_lines;
    std::vector<QValueAxis *> m_x;
    std::vector<QValueAxis *> m_y;
};

} // namespace

std::unique_ptr<Peer> makeOurs(const Load &load)
{
    return std::make_unique<Ours>(load);
}

std::unique_ptr<Peer> makeChartAxes(const Load &load)
{
    return std::make_unique<ChartAxes>(load);
}

} // namespace qd::bench
