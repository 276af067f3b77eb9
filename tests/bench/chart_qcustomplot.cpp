// SPDX-License-Identifier: GPL-3.0-or-later
// QCustomPlot's header is written with Qt's keywords.
#undef QT_NO_KEYWORDS
#include "tests/bench/chart_peers.h"

#include <QtWidgets/QVBoxLayout>

#include <qcustomplot.h>

namespace qd::bench {

namespace {

class CustomPlot final : public Peer
{
public:
    explicit CustomPlot(const Load &load)
    {
        auto *box = new QVBoxLayout(&m_widget);
        for (std::size_t i = 0; i < load.plots; ++i) {
            box->addWidget(addPlot(i + 1 == load.plots));
        }
        std::vector<double> sums;
        for (const LoadSeries &s : load.series) {
            addGraph(s, sums);
        }
    }
    QString name() const override { return QStringLiteral("QCustomPlot"); }
    QWidget *widget() override { return &m_widget; }
    void show(View view) override
    {
        for (QCustomPlot *plot : m_plots) {
            plot->xAxis->setRange(view.from, view.to);
            plot->yAxis->rescale(true);
            plot->replot(QCustomPlot::rpImmediateRefresh);
        }
    }
    void crosshair(double at) override
    {
        for (std::size_t i = 0; i < m_plots.size(); ++i) {
            m_lines[i]->point1->setCoords(at, 0);
            m_lines[i]->point2->setCoords(at, 1);
            m_plots[i]->layer(QStringLiteral("overlay"))->replot();
        }
    }
    void append(double second, const std::vector<double> &values, View view) override
    {
        double sum = 0;
        for (std::size_t i = 0; i < m_graphs.size(); ++i) {
            sum = m_stacked[i] ? sum + values[i] : values[i];
            m_graphs[i]->addData(second, sum);
        }
        show(view);
    }

private:
    QCustomPlot *addPlot(bool last)
    {
        auto *plot = new QCustomPlot;
        plot->setNoAntialiasingOnDrag(true);
        plot->setNotAntialiasedElements(QCP::aeAll);
        plot->xAxis->setTickLabels(last);
        plot->layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmBuffered);
        auto *line = new QCPItemStraightLine(plot);
        line->setLayer(QStringLiteral("overlay"));
        m_plots.push_back(plot);
        m_lines.push_back(line);
        return plot;
    }
    /// A stack is drawn as graphs over their sums, each filled down to the one under it.
    void addGraph(const LoadSeries &s, std::vector<double> &sums)
    {
        QCPGraph *graph = m_plots[s.plot]->addGraph();
        sums.resize(s.values.size(), 0);
        QVector<double> keys(static_cast<qsizetype>(s.values.size()));
        QVector<double> values(keys.size());
        for (qsizetype i = 0; i < keys.size(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            keys[i] = static_cast<double>(i);
            sums[at] += s.stacked ? s.values[at] : 0;
            values[i] = s.stacked ? sums[at] : s.values[at];
        }
        graph->setData(keys, values, true);
        graph->setPen(QPen(Qt::blue, 1));
        graph->setAdaptiveSampling(true);
        if (s.stacked) {
            graph->setBrush(QColor(86, 180, 233, 217));
            if (!m_graphs.empty() && m_stacked.back()) {
                graph->setChannelFillGraph(m_graphs.back());
            }
        }
        m_graphs.push_back(graph);
        m_stacked.push_back(s.stacked);
    }

    QWidget m_widget;
    std::vector<QCustomPlot *> m_plots;
    std::vector<QCPItemStraightLine *> m_lines;
    std::vector<QCPGraph *> m_graphs;
    std::vector<bool> m_stacked;
};

} // namespace

std::unique_ptr<Peer> makeCustomPlot(const Load &load)
{
    return std::make_unique<CustomPlot>(load);
}

} // namespace qd::bench
