// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/incident_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/legend_bar.h"
#include "widgets/shared/theme.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QListView>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// What the mouse shows on the charts is gone when the mouse is.
class HoverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void theCrosshairGoesWithTheMouse();
    void entriesLightTheCharts();

private:
    [[nodiscard]] ChartPane *charts() const { return m_f->window.findChild<ChartPane *>(); }
    void moveOverPlots() const;

    std::unique_ptr<IncidentFixture> m_f;
};

void HoverTest::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<IncidentFixture>();
    m_f->tell();
}

void HoverTest::moveOverPlots() const
{
    const PaneLayout &layout = charts()->scene().layout();
    const QPoint pos(layout.left + layout.plotWidth() / 2, layout.charts.front().plot.center().y());
    QMouseEvent move(QEvent::MouseMove, pos, charts()->mapToGlobal(pos), Qt::NoButton, {}, {});
    QApplication::sendEvent(charts(), &move);
    QVERIFY(charts()->overlay().crosshair);
}

/// Over a legend the mouse is out of the plots, however still within the pane; a dialog takes it without a word.
void HoverTest::theCrosshairGoesWithTheMouse()
{
    moveOverPlots();
    const QSignalSpy left(charts(), &ChartPane::hoverLeft);
    QEnterEvent enter(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5));
    QApplication::sendEvent(charts()->findChild<LegendBar *>(), &enter);
    QVERIFY(!charts()->overlay().crosshair);
    QCOMPARE(left.count(), 1);
    moveOverPlots();
    QDialog dialog(&m_f->window);
    dialog.show();
    QApplication::setActiveWindow(&dialog);
    QVERIFY(!charts()->overlay().crosshair);
    // Where a key put it, it stands.
    QApplication::setActiveWindow(&m_f->window);
    charts()->standAt(m_f->history.now() - 1min);
    QApplication::setActiveWindow(&dialog);
    QVERIFY(charts()->overlay().crosshair);
}

void HoverTest::entriesLightTheCharts()
{
    const QModelIndex index = m_f->row(QStringLiteral("Logins take four"));
    const Timestamp at = IncidentFixture::instantOf(index);
    m_f->view()->scrollTo(index);
    QTest::mouseMove(m_f->view()->viewport(), m_f->view()->visualRect(index).center());
    QTRY_COMPARE(charts()->overlay().lit, std::optional(at));
    QCOMPARE(charts()->overlay().highlighted,
             std::optional(std::uint64_t(index.data(EntryModel::SeqRole).toULongLong())));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(m_f->view()->viewport(), &leave);
    QCOMPARE(charts()->overlay().lit, std::nullopt);
    {
        QDialog over(&m_f->window);
        over.setGeometry(QRect(m_f->view()->viewport()->mapToGlobal(QPoint()), m_f->view()->viewport()->size()));
        over.show();
        Q_EMIT m_f->view()->entered(index); // as it does when it scrolls
        QCOMPARE(charts()->overlay().lit, std::nullopt);
    }
    // Nor after a click, which leaves the focus behind; the keyboard has its light as long as it is there.
    m_f->click(index);
    QCOMPARE(charts()->overlay().lit, std::optional(at));
    QApplication::sendEvent(m_f->view()->viewport(), &leave);
    QVERIFY(m_f->view()->hasFocus());
    QCOMPARE(charts()->overlay().lit, std::nullopt);
    QTest::keyClick(m_f->view(), Qt::Key_Down);
    QVERIFY(charts()->overlay().lit && charts()->overlay().lit != std::optional(at));
    QApplication::sendEvent(m_f->view()->viewport(), &leave);
    QVERIFY(charts()->overlay().lit);
}

QD_TEST_WIDGETS(HoverTest)
#include "tst_hover.moc"
