// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/playhead.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/synthetic_history.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/shared/theme.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <memory>

using namespace qd;
using namespace std::chrono_literals;

/// The room right of the charts, in which a cone leads to the limit.
class ChartOutlookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aLeakGetsRoomRightOfAllCharts();
    void withoutALeakNothingMoves();
    void handsGoOnBesideACone();
    void theConeIsThatOfThePlayhead();
    void aPaneBesideKeepsTheAxis();

private:
    void show(const HistoryPtr &history);
    void moveTo(QPoint pos, Qt::MouseButtons buttons = Qt::NoButton,
                Qt::KeyboardModifiers modifiers = Qt::NoModifier);

    HistoryPtr m_leak;
    HistoryPtr m_calm;
    std::unique_ptr<Playhead> m_playhead;
    std::unique_ptr<ChartPane> m_pane;
};

void ChartOutlookTest::initTestCase()
{
    m_leak = test::syntheticHistory({.leakNamed = true});
    m_calm = test::syntheticHistory({});
}

void ChartOutlookTest::init()
{
    test::failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_playhead = std::make_unique<Playhead>();
    m_playhead->follow(1h);
    m_playhead->advanceTo(m_leak->now);
    m_pane = std::make_unique<ChartPane>(m_playhead.get());
    m_pane->resize(1028, 652);
    m_pane->show();
}

void ChartOutlookTest::cleanup()
{
    m_pane.reset();
    m_playhead.reset();
}

void ChartOutlookTest::show(const HistoryPtr &history)
{
    m_pane->forgetHistory();
    m_pane->setHistory(history);
    m_pane->applyPendingChanges();
}

void ChartOutlookTest::moveTo(QPoint pos, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers)
{
    QMouseEvent move(QEvent::MouseMove, pos, m_pane->mapToGlobal(pos), Qt::NoButton, buttons, modifiers);
    QApplication::sendEvent(m_pane.get(), &move);
    m_pane->applyPendingChanges();
}

void ChartOutlookTest::aLeakGetsRoomRightOfAllCharts()
{
    QSignalSpy told(m_pane.get(), &ChartPane::aheadChanged);
    show(m_leak);
    const PaneLayout &l = m_pane->scene().layout();
    QVERIFY(l.ahead >= 100);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.front().front().toInt(), l.ahead);
    for (const ChartBox &box : l.charts) {
        QCOMPARE(box.plot.right() + 1, l.right);
    }
    QCOMPARE(m_pane->scene().axis().columns, l.plotWidth());
    const Outlook *outlook = m_pane->scene().outlook(*m_pane->scene().indexOf(ChartId::Memory));
    QVERIFY(outlook && outlook->soonest < outlook->likely && outlook->likely < outlook->latest);
    const QRect plot = l.charts.front().plot;
    const QImage picture = m_pane->grab().toImage();
    const QColor ground = theme().background;
    QCOMPARE(picture.pixelColor(l.right + 4, plot.top() + 12), ground); // above the cone
    const ValueScale &scale = m_pane->scene().plots().front().scale();
    const Cone cone =
        coneOf(*outlook, QRectF(l.right, plot.top(), l.ahead, plot.height()), scale.bottom(), scale.top());
    QVERIFY(picture.pixelColor(cone.likely.center().toPoint()) != ground);
    QCOMPARE(picture.pixelColor(l.right + l.ahead / 2, l.charts[1].plot.center().y()), theme().surface);
}

void ChartOutlookTest::withoutALeakNothingMoves()
{
    show(m_calm);
    QCOMPARE(m_pane->scene().layout().ahead, 0);
    QVERIFY(!m_pane->scene().outlook(0));
    m_pane->setHistory(m_leak);
    m_playhead->zoomTo({m_leak->now - 50min, m_leak->now - 40min}); // nothing was known then
    m_pane->applyPendingChanges();
    QCOMPARE(m_pane->scene().layout().ahead, 0);
}

void ChartOutlookTest::handsGoOnBesideACone()
{
    show(m_leak);
    const PaneLayout &l = m_pane->scene().layout();
    moveTo({l.right - 1, l.charts.front().plot.center().y()});
    QVERIFY(m_pane->overlay().crosshair && *m_pane->overlay().crosshair <= m_leak->now);
    moveTo({l.right + l.ahead / 2, l.charts.front().plot.center().y()});
    QVERIFY(!m_pane->overlay().crosshair); // nothing is known there
    const int y = l.charts.front().plot.center().y();
    QTest::mousePress(m_pane.get(), Qt::LeftButton, {}, {(l.left + l.right) / 2, y});
    moveTo({l.right - 40, y}, Qt::LeftButton);
    moveTo({l.right + l.ahead / 2, y}, Qt::LeftButton);
    QTest::mouseRelease(m_pane.get(), Qt::LeftButton, {}, {l.right + l.ahead / 2, y});
    QVERIFY(std::chrono::abs(m_playhead->range().end - m_leak->now) < 5s); // zooms to the end and no farther
    QVERIFY(std::chrono::abs(m_playhead->range().length() - 30min) < 10s);
    m_pane->applyPendingChanges();
    QVERIFY(m_pane->scene().layout().ahead > 0);
}

void ChartOutlookTest::theConeIsThatOfThePlayhead()
{
    m_pane->setHistory(m_leak);
    m_playhead->zoomTo({m_leak->now - 40min, m_leak->now - 30min});
    m_pane->applyPendingChanges();
    const Outlook then = *m_pane->scene().outlook(0);
    m_playhead->follow(1h);
    m_pane->applyPendingChanges();
    const Outlook now = *m_pane->scene().outlook(0);
    QVERIFY(now.value > then.value);
    QVERIFY(then.likely - now.likely > 20min);
}

void ChartOutlookTest::aPaneBesideKeepsTheAxis()
{
    ChartPane beside(m_playhead.get());
    beside.setLane(Lane::Hidden);
    beside.setCharts({});
    beside.resize(m_pane->width(), 200);
    connect(m_pane.get(), &ChartPane::aheadChanged, &beside, &ChartPane::setAhead);
    for (const bool leaks : {true, false}) {
        show(leaks ? m_leak : m_calm);
        beside.applyPendingChanges();
        QCOMPARE(beside.scene().layout().ahead > 0, leaks);
        QCOMPARE(beside.scene().axis(), m_pane->scene().axis());
    }
}

QD_TEST_WIDGETS(ChartOutlookTest)
#include "tst_chart_outlook.moc"
