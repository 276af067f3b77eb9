// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/chart_peers.h"

#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <QtWidgets/QGraphicsLineItem>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace qd::bench {

namespace {

/// Lines only: a stack is drawn as its sums, without fills.
class LineSeries final : public Peer
{
public:
    LineSeries(const Load &load, Points points)
        : m_points(points)
    {
        auto *box = new QVBoxLayout(&m_widget);
        for (std::size_t i = 0; i < load.plots; ++i) {
            addChart(box, i + 1 == load.plots);
        }
        for (const LoadSeries &s : load.series) {
            addSeries(s);
        }
    }
    QString name() const override
    {
        return m_points == Points::Raw ? QStringLiteral("QLineSeries, raw")
                                       : QStringLiteral("QLineSeries, decimated");
    }
    QWidget *widget() override { return &m_widget; }
    void show(View view) override
    {
        if (m_points == Points::Decimated) {
            for (std::size_t i = 0; i < m_series.size(); ++i) {
                m_series[i]->replace(decimated(m_data[i], view));
            }
        }
        for (QValueAxis *x : m_x) {
            x->setRange(view.from, view.to);
        }
    }
    void crosshair(double at) override
    {
        for (std::size_t i = 0; i < m_charts.size(); ++i) {
            const QRectF area = m_charts[i]->plotArea();
            const double share = (at - m_x[i]->min()) / (m_x[i]->max() - m_x[i]->min());
            const double x = area.left() + share * area.width();
            m_lines[i]->setLine(x, area.top(), x, area.bottom());
        }
    }
    void append(double second, const std::vector<double> &values, View view) override
    {
        for (std::size_t i = 0; i < m_series.size(); ++i) {
            m_data[i].push_back(values[i]);
            if (m_points == Points::Raw) {
                m_series[i]->append(second, values[i]);
            }
        }
        show(view);
    }

private:
    void addChart(QVBoxLayout *box, bool last)
    {
        auto *chart = new QChart;
        chart->legend()->hide();
        chart->setMargins({});
        auto *x = new QValueAxis;
        auto *y = new QValueAxis;
        x->setLabelsVisible(last);
        y->setRange(0, 60);
        chart->addAxis(x, Qt::AlignBottom);
        chart->addAxis(y, Qt::AlignLeft);
        auto *view = new QChartView(chart);
        box->addWidget(view);
        m_lines.push_back(chart->scene()->addLine({}));
        m_charts.push_back(chart);
        m_x.push_back(x);
        m_y.push_back(y);
    }
    void addSeries(const LoadSeries &s)
    {
        auto *series = new QLineSeries;
        series->setPen(QPen(Qt::blue, 1));
        if (m_points == Points::Raw) {
            QList<QPointF> all;
            for (std::size_t i = 0; i < s.values.size(); ++i) {
                all.emplace_back(static_cast<double>(i), s.values[i]);
            }
            series->replace(all);
        }
        m_charts[s.plot]->addSeries(series);
        series->attachAxis(m_x[s.plot]);
        series->attachAxis(m_y[s.plot]);
        m_series.push_back(series);
        m_data.push_back(s.values);
    }
    /// M4: first, lowest, highest and last of each pixel column.
    static QList<QPointF> decimated(const std::vector<double> &values, View view)
    {
        constexpr int columns = 1500;
        QList<QPointF> out;
        const double step = std::max(1.0, (view.to - view.from) / columns);
        for (double from = view.from; from < view.to; from += step) {
            const auto begin = static_cast<std::size_t>(std::max(0.0, std::ceil(from)));
            const auto end =
                std::min(values.size(), static_cast<std::size_t>(std::max(0.0, std::ceil(from + step))));
            if (begin >= end) {
                continue;
            }
            const auto at = values.begin();
            const auto [low, high] = std::minmax_element(at + static_cast<std::ptrdiff_t>(begin),
                                                         at + static_cast<std::ptrdiff_t>(end));
            auto first = static_cast<std::size_t>(low - at);
            auto second = static_cast<std::size_t>(high - at);
            if (first > second) {
                std::swap(first, second);
            }
            for (std::size_t i : {begin, first, second, end - 1}) {
                out.emplace_back(static_cast<double>(i), values[i]);
            }
        }
        return out;
    }

    Points m_points;
    QWidget m_widget;
    std::vector<QChart *> m_charts;
    std::vector<QValueAxis *> m_x;
    std::vector<QValueAxis *> m_y;
    std::vector<QGraphicsLineItem *> m_lines;
    std::vector<QLineSeries *> m_series;
    std::vector<std::vector<double>> m_data;
};

} // namespace

std::unique_ptr<Peer> makeLineSeries(const Load &load, Points points)
{
    return std::make_unique<LineSeries>(load, points);
}

} // namespace qd::bench
