// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/panels/panel_catalogue.h"
#include "model/series/series_store.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/foreign_history.h"
#include "tests/support/synthetic_history.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace qd;

namespace {

struct Given
{
    const char *series;
    double first;
    double last;
    SeriesType type = SeriesType::Gauge;
};

SeriesSnapshot storeOf(const std::vector<Given> &all)
{
    SeriesStore store;
    const GroupId group = store.addGroup({GroupKind::Scraped, {}, Millis(1000)});
    for (int row = 0; row < 2; ++row) {
        std::vector<ParsedSample> samples;
        for (const Given &g : all) {
            samples.push_back({g.series, row == 0 ? g.first : g.last, g.type});
        }
        (void)store.appendScrape(group, Timestamp(Millis(1'000'000 + row * 1000)), samples, 0.001);
    }
    return store.snapshot();
}

std::vector<std::string> metricsOf(const std::vector<Panel> &panels)
{
    std::vector<std::string> names;
    for (const Panel &panel : panels) {
        if (panel.metric != "up" && !panel.metric.starts_with("scrape_")) {
            names.push_back(panel.metric);
        }
    }
    return names;
}

const Panel *panelOf(const std::vector<Panel> &panels, std::string_view metric)
{
    const auto found = std::ranges::find(panels, metric, &Panel::metric);
    return found == panels.end() ? nullptr : &*found;
}

} // namespace

class TestPanelCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void whatVariesComesFirst();
    void everySeriesIsInOnePanel();
    void bucketsAreOneDistribution();
    void seriesAreNamedByWhatDiffers();
    void whatTellsMostIsFirstInItsPanel();
    void groupsAreFirstWords();
    void aTablesHeadIsTheTitle();
    void nothingGivesNothing();
    void sessiondIsKnown();
    void aFingerprintIsOfNames();
};

void TestPanelCatalogue::whatVariesComesFirst()
{
    const auto panels = panelsOf(storeOf({{"a_constant", 5, 5},
                                          {"go_threads", 1, 2},
                                          {"z_varies", 1, 2},
                                          {"b_varies", 1, 2},
                                          {"build_info", 1, 1}}));
    QCOMPARE(metricsOf(panels),
             std::vector<std::string>({"b_varies", "z_varies", "go_threads", "a_constant", "build_info"}));
    QVERIFY(panels.front().varies());
}

void TestPanelCatalogue::everySeriesIsInOnePanel()
{
    const HistoryPtr history = test::manySeries();
    const auto panels = panelsOf(history->series);
    std::size_t series = 0;
    for (const Panel &panel : panels) {
        series += panel.kind == PanelKind::Distribution ? history->series.select(panel.seriesName()).size()
                                                        : panel.series.size();
    }
    QVERIFY(series > 200);
    QCOMPARE(series, seriesCount(history->series));
    const Panel *cpu = panelOf(panels, "node_cpu_seconds_total");
    QVERIFY(cpu);
    QCOMPARE(cpu->kind, PanelKind::Rates);
    QCOMPARE(cpu->series.size(), 128U);
}

void TestPanelCatalogue::bucketsAreOneDistribution()
{
    const auto panels =
        panelsOf(storeOf({{"d_seconds_bucket{le=\"0.1\",route=\"a\"}", 1, 2, SeriesType::Histogram},
                          {"d_seconds_bucket{le=\"+Inf\",route=\"a\"}", 1, 9, SeriesType::Histogram},
                          {"d_seconds_bucket{le=\"+Inf\",route=\"b\"}", 4, 4, SeriesType::Histogram},
                          {"d_seconds_sum{route=\"a\"}", 1, 2, SeriesType::Histogram},
                          {"d_seconds_count{route=\"a\"}", 1, 9, SeriesType::Histogram}}));
    const Panel *panel = panelOf(panels, "d_seconds");
    QVERIFY(panel);
    QCOMPARE(panel->kind, PanelKind::Distribution);
    QCOMPARE(panel->seriesName(), std::string("d_seconds_bucket"));
    QCOMPARE(panel->unit, Unit::Seconds);
    QCOMPARE(panel->series.size(), 2U);
    QCOMPARE(panel->series.front().name, std::string("a"));
    QCOMPARE(panel->series.front().highest, 9.0); // of the bucket that counts everything
    QCOMPARE(panelOf(panels, "d_seconds_count")->kind, PanelKind::Rates);
    QCOMPARE(panelOf(panels, "d_seconds_sum")->interest, Interest::Bookkeeping);
}

void TestPanelCatalogue::seriesAreNamedByWhatDiffers()
{
    const auto panels = panelsOf(storeOf({{"m{job=\"x\",mode=\"read\",disk=\"sda\"}", 1, 2},
                                          {"m{job=\"x\",mode=\"write\",disk=\"sda\"}", 1, 3},
                                          {"m{job=\"x\",mode=\"read\",disk=\"sdb\"}", 1, 4},
                                          {"n{job=\"x\"}", 1, 2}}));
    std::vector<std::string> names;
    for (const PanelSeries &series : panelOf(panels, "m")->series) {
        names.push_back(series.name);
    }
    QCOMPARE(names, std::vector<std::string>({"sdb · read", "sda · write", "sda · read"}));
    QCOMPARE(panelOf(panels, "n")->series.front().name, std::string());
}

void TestPanelCatalogue::whatTellsMostIsFirstInItsPanel()
{
    const auto panels = panelsOf(storeOf({{"m{i=\"1\"}", 900, 900},
                                          {"m{i=\"2\"}", 1, 5},
                                          {"m{i=\"3\"}", std::nan(""), std::nan("")},
                                          {"m{i=\"4\"}", 1, 50}}));
    std::vector<std::string> names;
    for (const PanelSeries &series : panelOf(panels, "m")->series) {
        names.push_back(series.name);
    }
    QCOMPARE(names, std::vector<std::string>({"4", "2", "1", "3"}));
}

void TestPanelCatalogue::groupsAreFirstWords()
{
    const auto panels = panelsOf(storeOf({{"node_load1", 1, 2}, {"node_load5", 1, 2}, {"alone", 1, 2}}));
    QCOMPARE(panelOf(panels, "node_load1")->group, std::string("node"));
    QCOMPARE(panelOf(panels, "alone")->group, std::string("other"));
}

void TestPanelCatalogue::aTablesHeadIsTheTitle()
{
    const auto panels =
        panelsOf(storeOf({{"totalCpuUsage___{column=\"totalCpuUsage(%)\"}", 1, 2}, {"used", 1, 2}}));
    QCOMPARE(panelOf(panels, "totalCpuUsage___")->title, std::string("totalCpuUsage(%)"));
    QCOMPARE(panelOf(panels, "totalCpuUsage___")->unit, Unit::Percent);
    QCOMPARE(panelOf(panels, "used")->title, std::string("used"));
}

void TestPanelCatalogue::nothingGivesNothing()
{
    QVERIFY(panelsOf({}).empty());
    QCOMPARE(seriesCount({}), 0U);
    QVERIFY(!knowsSessiond({}));
}

void TestPanelCatalogue::sessiondIsKnown()
{
    QVERIFY(knowsSessiond(test::syntheticHistory({.span = std::chrono::minutes(1)})->series));
    QVERIFY(!knowsSessiond(test::oneGauge()->series));
}

void TestPanelCatalogue::aFingerprintIsOfNames()
{
    const auto print = [](const std::vector<Given> &all) { return fingerprint(panelsOf(storeOf(all))); };
    const std::string one = print({{"a", 1, 2}, {"b{x=\"1\"}", 1, 1}});
    QCOMPARE(one.size(), 16U);
    QCOMPARE(print({{"b{x=\"2\"}", 5, 9}, {"a", 3, 3}}), one);
    QVERIFY(print({{"a", 1, 2}, {"c", 1, 1}}) != one);
}

QD_TEST_APPLESS(TestPanelCatalogue)
#include "tst_panel_catalogue.moc"
