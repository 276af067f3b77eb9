// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panel_desk.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/foreign_history.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/legend_bar.h"
#include "widgets/chart/overview_strip.h"
#include "widgets/dashboard/tile.h"
#include "widgets/series/series_model.h"
#include "widgets/series/series_panel.h"
#include "widgets/shared/theme.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTreeView>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// A history of a service that nobody here knows, in the window.
class TestForeignPanels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void showsItsSeriesAtOnce();
    void manyChartsScroll();
    void ofManySeriesAFewAreDrawn();
    void choosingInTheTabChangesTheCharts();
    void searchFindsMetricsAndLabels();
    void aNewSeriesMovesNothingInTheTab();
    void aChoiceIsRemembered();
    void ourOwnHistoryKeepsItsCharts();
    void theWindowTurnsBackToOurs();
    void derivingIsQuick();
    void pictures_data();
    void pictures();

private:
    void show(const HistoryPtr &history);
    [[nodiscard]] ChartPane &pane() const { return *m_f->window.findChild<ChartPane *>(); }
    [[nodiscard]] SeriesModel &model() const { return *m_f->window.findChild<SeriesPanel *>()->model(); }
    [[nodiscard]] QStringList titles() const;

    std::unique_ptr<WindowFixture> m_f;
};

void TestForeignPanels::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<WindowFixture>();
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(1440, 900);
}

void TestForeignPanels::show(const HistoryPtr &history)
{
    m_f->window.watch(&m_f->feed, &m_f->gateway);
    m_f->feed.publish(*history);
    m_f->window.playhead().follow(history->series.extent().length());
    m_f->window.show();
    QApplication::processEvents();
    pane().applyPendingChanges();
}

QStringList TestForeignPanels::titles() const
{
    QStringList titles;
    for (const ChartSpec &chart : pane().shelf().charts()) {
        titles << chart.title;
    }
    return titles;
}

void TestForeignPanels::showsItsSeriesAtOnce()
{
    show(oneGauge());
    QCOMPARE(titles(), QStringList({QStringLiteral("machine_temperature")}));
    QVERIFY(pane().scene().plots().front().hasData());
    QVERIFY(!m_f->window.findChild<TileRow *>()->isVisible());
    const auto &entries = pane().legend(pane().shelf().charts().front().id)->entries();
    QCOMPARE(entries.size(), 1U);
    QVERIFY(entries.front().value != QStringLiteral("–")); // steps of 5 min are no silence
    const QImage strip = m_f->window.findChild<OverviewStrip *>()->picture().image();
    QVERIFY(qAlpha(strip.pixel(strip.width() - 8, strip.height() - 4)) > 0);
}

void TestForeignPanels::manyChartsScroll()
{
    show(manySeries());
    const int all = static_cast<int>(pane().shelf().charts().size());
    QVERIFY(all > 7);
    auto *bar = pane().findChild<QScrollBar *>();
    QVERIFY(bar->isVisible());
    const QString first = pane().scene().plots().front().spec().title;
    QTest::keyClick(&pane(), Qt::Key_PageDown);
    pane().applyPendingChanges();
    QVERIFY(pane().scene().plots().front().spec().title != first);
    QCOMPARE(bar->value(), pane().shelf().first());
    bar->setValue(bar->maximum());
    pane().applyPendingChanges();
    QCOMPARE(pane().scene().plots().back().spec().title, titles().back());
    QTest::keyClick(&pane(), Qt::Key_PageUp);
    QTest::keyClick(&pane(), Qt::Key_PageUp);
    QCOMPARE(pane().scene().plots().front().spec().title, first);
}

void TestForeignPanels::ofManySeriesAFewAreDrawn()
{
    show(manySeries());
    const auto &charts = pane().shelf().charts();
    const auto cpu = std::ranges::find(charts, QStringLiteral("node_cpu_seconds_total"), &ChartSpec::title);
    QVERIFY(cpu != charts.end());
    QCOMPARE(cpu->traces.size(), PanelChoice::usualSeries);
    QCOMPARE(cpu->others, 120);
    const ChartId id = cpu->id;
    pane().scrollToChart(id);
    LegendBar *legend = pane().legend(id);
    QVERIFY(legend);
    Q_EMIT legend->othersRequested();
    QVERIFY(m_f->window.findChild<SeriesPanel *>()->isVisible());
    auto *view = m_f->find<QTreeView>("seriesView");
    QCOMPARE(view->currentIndex().data().toString(), QStringLiteral("node_cpu_seconds_total"));
    QVERIFY(view->isExpanded(view->currentIndex()));
}

void TestForeignPanels::choosingInTheTabChangesTheCharts()
{
    show(machineGauges());
    QVERIFY(!titles().contains(QStringLiteral("swap_used_bytes")));
    model().setData(model().indexOf("swap_used_bytes"), Qt::Checked, Qt::CheckStateRole);
    QVERIFY(titles().contains(QStringLiteral("swap_used_bytes")));
    const QString count = m_f->find<QLabel>("seriesCount")->text();
    QVERIFY2(count.startsWith(QStringLiteral("8 of ")), qPrintable(count));
    model().forgetChoice();
    QVERIFY(!titles().contains(QStringLiteral("swap_used_bytes")));
}

void TestForeignPanels::searchFindsMetricsAndLabels()
{
    show(manySeries());
    m_f->window.showSide(4);
    auto *view = m_f->find<QTreeView>("seriesView");
    QTest::keyClicks(m_f->find<QLineEdit>("seriesSearch"), QStringLiteral("LOAD1"));
    QCOMPARE(view->model()->rowCount(), 1);
    QCOMPARE(view->model()->index(0, 0, view->model()->index(0, 0)).data().toString(),
             QStringLiteral("node_load1"));
    m_f->find<QLineEdit>("seriesSearch")->setText(QStringLiteral("wlan0"));
    QCOMPARE(view->model()->rowCount(view->model()->index(0, 0)), 4); // the four metrics of the network
    m_f->find<QLineEdit>("seriesSearch")->setText(QStringLiteral("no such words"));
    QCOMPARE(view->model()->rowCount(), 0);
}

void TestForeignPanels::aNewSeriesMovesNothingInTheTab()
{
    show(manySeries());
    m_f->window.showSide(4);
    auto *panel = m_f->window.findChild<SeriesPanel *>();
    panel->reveal("node_cpu_seconds_total");
    const auto *view = panel->findChild<QTreeView *>();
    const QModelIndex chosen = view->currentIndex();
    const QVariant name = chosen.data();
    QVERIFY(chosen.isValid() && view->isExpanded(chosen));
    const int scrolled = view->verticalScrollBar()->value();
    QVERIFY(scrolled > 0);
    panel->model()->setCatalogue(panel->model()->panels(), panel->model()->choice()); // as when a series comes
    QCOMPARE(view->currentIndex().data(), name);
    QVERIFY(view->isExpanded(view->currentIndex()));
    QCOMPARE(view->verticalScrollBar()->value(), scrolled);
}

void TestForeignPanels::aChoiceIsRemembered()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.conf"));
    for (int visit = 0; visit < 2; ++visit) {
        Settings settings(file);
        const ManualClock clock(Timestamp{});
        MainWindow window(settings, clock);
        window.watch(&m_f->feed, &m_f->gateway);
        m_f->feed.publish(*machineGauges());
        auto *charts = window.findChild<ChartPane *>();
        const bool shown = std::ranges::any_of(charts->shelf().charts(), [](const ChartSpec &c) {
            return c.title == QStringLiteral("swap_used_bytes");
        });
        QCOMPARE(shown, visit == 1);
        SeriesModel *series = window.findChild<SeriesPanel *>()->model();
        series->setData(series->indexOf("swap_used_bytes"), Qt::Checked, Qt::CheckStateRole);
    }
}

void TestForeignPanels::ourOwnHistoryKeepsItsCharts()
{
    m_f->fill(false);
    QCOMPARE(titles().size(), 5);
    QVERIFY(m_f->window.findChild<TileRow *>()->isVisibleTo(&m_f->window));
    model().setData(model().indexOf("sessiond_memory_bytes"), Qt::Checked, Qt::CheckStateRole);
    QCOMPARE(titles().size(), 6);
    QCOMPARE(titles().back(), QStringLiteral("sessiond_memory_bytes"));
}

void TestForeignPanels::theWindowTurnsBackToOurs()
{
    show(oneGauge());
    QCOMPARE(titles().size(), 1);
    auto *findings = m_f->window.findChild<FindingsPanel *>();
    const auto *nothing = findings->findChild<QLabel *>(QStringLiteral("nothingJudged"));
    QVERIFY(m_f->window.findChild<SeriesPanel *>()->isVisible()); // and not a list of what is not known
    QVERIFY(nothing->isVisibleTo(findings));
    m_f->window.watch(nullptr, nullptr);
    m_f->fill(false);
    QCOMPARE(titles().size(), 5);
    QVERIFY(findings->isVisible());
    QVERIFY(!nothing->isVisibleTo(findings));
    QVERIFY(m_f->window.findChild<TileRow *>()->isVisibleTo(&m_f->window));
}

/// It is done on the thread that paints.
void TestForeignPanels::derivingIsQuick()
{
    const HistoryPtr history = manySeries();
    QElapsedTimer timer;
    timer.start();
    const auto panels = panelsOf(history->series);
    const double ms = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    QVERIFY(!panels.empty());
    qInfo("%zu series into %zu panels: %.2f ms", seriesCount(history->series), panels.size(), ms);
}

void TestForeignPanels::pictures_data()
{
    addThemesAndSizes();
}

void TestForeignPanels::pictures()
{
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    applyTheme(*qApp, dark ? Scheme::Dark : Scheme::Light);
    m_f->window.resize(size);
    const QString name = QStringLiteral("-%1-%2").arg(dark ? u"dark" : u"light").arg(size.width());
    const auto look = [&](const QString &screen) {
        QApplication::processEvents();
        pane().applyPendingChanges();
        QCOMPARE(clippedTexts(m_f->window).join(u'\n'), QString());
        keepPicture(m_f->window, screen + name);
    };
    show(oneGauge());
    m_f->window.showSide(4);
    look(QStringLiteral("foreign-1"));
    show(machineGauges());
    look(QStringLiteral("foreign-10"));
    show(manySeries());
    look(QStringLiteral("foreign-200"));
    m_f->window.findChild<SeriesPanel *>()->reveal("node_cpu_seconds_total");
    pane().findChild<QScrollBar *>()->setValue(4);
    look(QStringLiteral("foreign-200-scrolled"));
}

QD_TEST_WIDGETS(TestForeignPanels)
#include "tst_foreign_panels.moc"
