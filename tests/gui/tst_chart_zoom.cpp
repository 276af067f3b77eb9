// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/playhead.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/synthetic_history.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/shared/theme.h"

#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <memory>

using namespace qd;
using namespace std::chrono_literals;

/// While a wheel turns pictures are hasty ones; what rests is drawn with care.
class TestChartZoom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_history = test::syntheticHistory({}); }
    void init();
    void cleanup();
    void oneChangeIsDrawnWithCare();
    void aTurningWheelIsHastyAndComesToRest();
    void whatIsPlayedOrMovedIsDrawnWithCare();

private:
    void zoom(Millis length)
    {
        m_playhead->zoomTo({m_history->now - length, m_history->now});
        m_pane->applyPendingChanges();
    }
    [[nodiscard]] int step() const { return m_pane->scene().axis().step; }
    /// As a pane shows it that never showed anything else.
    [[nodiscard]] QImage freshMemory() const;
    [[nodiscard]] static QImage memoryOf(const ChartPane &pane)
    {
        return pane.scene().plots()[*pane.scene().indexOf(ChartId::Memory)].picture();
    }

    HistoryPtr m_history;
    std::unique_ptr<Playhead> m_playhead;
    std::unique_ptr<ChartPane> m_pane;
};

void TestChartZoom::init()
{
    test::failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_playhead = std::make_unique<Playhead>();
    m_playhead->advanceTo(m_history->now);
    m_pane = std::make_unique<ChartPane>(m_playhead.get());
    m_pane->resize(1028, 652);
    m_pane->setHistory(m_history);
    m_pane->show();
    m_pane->applyPendingChanges();
}

void TestChartZoom::cleanup()
{
    m_pane.reset();
    m_playhead.reset();
}

QImage TestChartZoom::freshMemory() const
{
    ChartPane fresh(m_playhead.get());
    fresh.resize(m_pane->size());
    fresh.setHistory(m_history);
    fresh.applyPendingChanges();
    return memoryOf(fresh);
}

void TestChartZoom::oneChangeIsDrawnWithCare()
{
    zoom(40min);
    QCOMPARE(memoryOf(*m_pane), freshMemory());
}

void TestChartZoom::aTurningWheelIsHastyAndComesToRest()
{
    zoom(50min);
    zoom(45min);
    QCOMPARE(step(), 2);
    zoom(40min);
    QCOMPARE(step(), 2);
    const QImage hasty = memoryOf(*m_pane);
    QTRY_COMPARE(step(), 1); // by itself
    const QImage rested = memoryOf(*m_pane);
    QVERIFY(rested != hasty);
    QCOMPARE(rested, freshMemory());
}

void TestChartZoom::whatIsPlayedOrMovedIsDrawnWithCare()
{
    zoom(30min);
    QTRY_COMPARE(step(), 1);
    for (int i = 1; i < 4; ++i) {
        m_playhead->zoomTo({m_history->now - 30min - 10s * i, m_history->now - 10s * i});
        m_pane->applyPendingChanges();
        QCOMPARE(step(), 1);
    }
}

QD_TEST_WIDGETS(TestChartZoom)
#include "tst_chart_zoom.moc"
