// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fatal_warnings.h"
#include "tests/support/foreign_history.h"
#include "tests/support/test_program.h"
#include "widgets/chart/panel_charts.h"
#include "widgets/chart/trace_source.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace qd;
using namespace std::chrono_literals;

/// Charts of a history that nobody here knows.
class TestPanelCharts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { test::failOnAnyWarning(); }
    void gaugesAreDrawnAsStored();
    void countersAreDrawnAsRates();
    void aHistogramIsAMapWithQuantiles();
    void quantilesLieWhereTheBucketsSay();
    void idsAreOfTheCatalogue();

private:
    [[nodiscard]] ChartSpec chart(const QString &title) const;
    HistoryPtr m_history;
    std::vector<Panel> m_panels;
    PanelChoice m_choice;
};

void TestPanelCharts::initTestCase()
{
    m_history = test::manySeries();
    m_panels = panelsOf(m_history->series);
    m_choice.setUsual(m_panels, false);
}

ChartSpec TestPanelCharts::chart(const QString &title) const
{
    const auto charts = panelCharts(m_panels, m_choice, m_history->series);
    const auto found = std::ranges::find(charts, title, &ChartSpec::title);
    return found == charts.end() ? ChartSpec() : *found;
}

void TestPanelCharts::gaugesAreDrawnAsStored()
{
    const ChartSpec spec = chart(QStringLiteral("node_memory_MemAvailable_bytes"));
    QCOMPARE(spec.unit, Unit::Bytes);
    QCOMPARE(spec.traces.size(), 1U);
    QCOMPARE(spec.traces.front().math, TraceMath::Stored);
    QCOMPARE(spec.traces.front().label, QStringLiteral("value"));
    QCOMPARE(spec.others, 0);
}

void TestPanelCharts::countersAreDrawnAsRates()
{
    const ChartSpec spec = chart(QStringLiteral("node_network_receive_bytes_total"));
    QCOMPARE(spec.unit, Unit::BytesPerSecond);
    QCOMPARE(spec.traces.size(), 8U);
    QCOMPARE(spec.others, 1);
    QCOMPARE(spec.traces.front().math, TraceMath::RatePerSecond);
    QVERIFY(spec.traces.front().primary && !spec.traces.back().primary);
    QStringList labels;
    for (const TraceSpec &trace : spec.traces) {
        labels << trace.label;
    }
    QVERIFY(labels.contains(QStringLiteral("eth0")));
    QCOMPARE(labels.removeDuplicates(), 0);
}

void TestPanelCharts::aHistogramIsAMapWithQuantiles()
{
    const ChartSpec spec = chart(QStringLiteral("http_request_duration_seconds"));
    QVERIFY(spec.heat);
    QCOMPARE(spec.heat->bucketMetric, std::string("http_request_duration_seconds_bucket"));
    QCOMPARE(spec.scale, ScaleKind::Logarithmic);
    QCOMPARE(spec.lowestDecade, 1e-3);
    QCOMPARE(spec.highestDecade, 1.0);
    QCOMPARE(spec.traces.size(), 3U);
    QCOMPARE(spec.traces.back().label, QStringLiteral("p99"));
}

void TestPanelCharts::quantilesLieWhereTheBucketsSay()
{
    const ChartSpec spec = chart(QStringLiteral("http_request_duration_seconds"));
    std::vector<double> values;
    for (const TraceSpec &trace : spec.traces) {
        TraceSource source;
        source.bind(m_history->series, trace);
        const auto sample = source.at(m_history->now);
        QVERIFY(sample);
        values.push_back(sample->value);
        const TimeAxis axis = timeAxisFor({m_history->now - 1h, m_history->now}, 300);
        QVERIFY(source.update(axis, m_history->series.extent().end));
        const auto columns = source.columns(axis, {});
        QCOMPARE(columns.size(), 300U);
        const auto seen = std::ranges::count_if(columns, [](const ColumnSummary &c) { return c.count > 0; });
        QVERIFY(seen > 290);
        // What stands at the right edge of the picture is what the legend says.
        QVERIFY(std::abs(columns.back().last - sample->value) < 0.2 * sample->value);
    }
    QVERIFY(values[0] < values[1] && values[1] <= values[2]);
    QVERIFY(values[0] > 0.005 && values[2] <= 1.0);
}

void TestPanelCharts::idsAreOfTheCatalogue()
{
    const auto charts = panelCharts(m_panels, m_choice, m_history->series);
    for (const ChartSpec &spec : charts) {
        const auto at =
            static_cast<std::size_t>(static_cast<int>(spec.id) - static_cast<int>(ChartId::FirstForeign));
        QCOMPARE(spec.title.toStdString(), m_panels[at].metric);
    }
}

QD_TEST_APPLESS(TestPanelCharts)
#include "tst_panel_charts.moc"
