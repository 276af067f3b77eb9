// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/panels/panel_choice.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/foreign_history.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace qd;

class TestPanelChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_panels = panelsOf(test::manySeries()->series); }
    void init() { test::failOnAnyWarning(); }
    void theUsefulIsShownOfItsOwnAccord();
    void aHistoryOfConstantsIsNotEmpty();
    void ofManySeriesAFewAreShown();
    void whatWasChosenStays();
    void oneDistributionAtATime();
    void isKeptAndReadBack();
    void nonsenseIsLeftOut_data();
    void nonsenseIsLeftOut();

private:
    [[nodiscard]] const Panel &panel(std::string_view metric) const
    {
        return *std::ranges::find(m_panels, metric, &Panel::metric);
    }
    std::vector<Panel> m_panels;
};

void TestPanelChoice::theUsefulIsShownOfItsOwnAccord()
{
    PanelChoice choice;
    choice.setUsual(m_panels, false);
    QVERIFY(choice.isShown(panel("node_load1")));
    QVERIFY(choice.isShown(panel("http_request_duration_seconds")));
    QVERIFY(!choice.isShown(panel("up")));
    QVERIFY(!choice.isShown(panel("build_info")));
    choice.setUsual(m_panels, true);
    QVERIFY(!choice.isShown(panel("node_load1")));
    QVERIFY(!choice.isTouched());
}

void TestPanelChoice::aHistoryOfConstantsIsNotEmpty()
{
    Panel constant;
    constant.metric = "m";
    constant.series = {{{}, {}, 1, 1}};
    PanelChoice choice;
    choice.setUsual({constant}, false);
    QVERIFY(choice.isShown(constant));
    Panel up = constant;
    up.interest = Interest::Bookkeeping;
    choice.setUsual({up}, false);
    QVERIFY(choice.isShown(up));
}

void TestPanelChoice::ofManySeriesAFewAreShown()
{
    const PanelChoice choice;
    const Panel &cpu = panel("node_cpu_seconds_total");
    const auto shown = choice.shownSeries(cpu);
    QCOMPARE(shown.size(), PanelChoice::usualSeries);
    QCOMPARE(shown.front(), &cpu.series.front());
    QVERIFY(!choice.isShown(cpu, cpu.series.back()));
}

void TestPanelChoice::whatWasChosenStays()
{
    PanelChoice choice;
    choice.setUsual(m_panels, false);
    const Panel &cpu = panel("node_cpu_seconds_total");
    choice.setShown(cpu, cpu.series.back(), true);
    choice.setShown(cpu, cpu.series.front(), false);
    QVERIFY(choice.isShown(cpu, cpu.series.back()));
    QVERIFY(!choice.isShown(cpu, cpu.series.front()));
    QCOMPARE(choice.shownSeries(cpu).size(), PanelChoice::usualSeries);
    choice.setShown(panel("up"), true);
    choice.setShown(panel("node_load1"), false);
    QVERIFY(choice.isShown(panel("up")));
    QVERIFY(!choice.isShown(panel("node_load1")));
    choice.forget();
    QVERIFY(choice.isShown(panel("node_load1")));
    QVERIFY(!choice.isTouched());
}

void TestPanelChoice::oneDistributionAtATime()
{
    Panel panel;
    panel.metric = "d";
    panel.kind = PanelKind::Distribution;
    panel.series = {{Labels{{"route", "a"}}, "a", 0, 9}, {Labels{{"route", "b"}}, "b", 0, 4}};
    PanelChoice choice;
    QCOMPARE(choice.shownSeries(panel).size(), 1U);
    choice.setShown(panel, panel.series.back(), true);
    QCOMPARE(choice.shownSeries(panel).size(), 1U);
    QCOMPARE(choice.shownSeries(panel).front()->name, std::string("b"));
}

void TestPanelChoice::isKeptAndReadBack()
{
    PanelChoice choice;
    choice.setUsual(m_panels, false);
    const Panel &cpu = panel("node_cpu_seconds_total");
    choice.setShown(cpu, cpu.series.back(), true);
    choice.setShown(panel("up"), true);
    PanelChoice again = PanelChoice::fromJson(choice.toJson());
    again.setUsual(m_panels, false);
    QVERIFY(again.isShown(panel("up")));
    QVERIFY(again.isShown(cpu, cpu.series.back()));
    QCOMPARE(again.shownSeries(cpu).size(), PanelChoice::usualSeries + 1);
    QCOMPARE(again.toJson(), choice.toJson());
}

void TestPanelChoice::nonsenseIsLeftOut_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{panels");
    QTest::newRow("another shape") << QByteArray(R"({"panels":[1],"series":"all"})");
    QTest::newRow("other values") << QByteArray(R"({"panels":{"up":"yes"},"series":{}})");
}

void TestPanelChoice::nonsenseIsLeftOut()
{
    QFETCH(QByteArray, json);
    QVERIFY(!PanelChoice::fromJson(json).isTouched());
}

QD_TEST_APPLESS(TestPanelChoice)
#include "tst_panel_choice.moc"
