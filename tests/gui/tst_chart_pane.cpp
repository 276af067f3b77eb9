// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/playhead.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/synthetic_history.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/legend_bar.h"
#include "widgets/shared/theme.h"

#include <QtGui/QWheelEvent>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <memory>

using namespace qd;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(qd::ChartId)

/// The pane as a hand meets it. One hour of history, one pixel about 3.8 s.
class TestChartPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void showsEveryChart_data();
    void showsEveryChart();
    void waitsInWords();
    void dragZooms();
    void shiftDragPans();
    void controlDragMarksAndEscapeClears();
    void aClickAloneZoomsNothing();
    void wheelZoomsOnlyWithControl();
    void doubleClickFollows();
    void backspaceWalksBack();
    void spaceHoldsAndFollows();
    void arrowsMoveTheCrosshair_data();
    void arrowsMoveTheCrosshair();
    void commaAndPeriodGoBySample();
    void nAndPGoByEvent();
    void homeAndEnd();
    void escapeWithNothingLeftIsTheWindows();
    void crosshairShowsValues();
    void clickOnAnEventActivatesIt();
    void legendClickIsolates();
    void legendByKeyboard();
    void legendGivesWay();
    void beforeTheHistoryIsNotDrawnAsCalm();
    void followingMovesByWholeColumns();
    void crosshairRepaintsLittle();
    void lightAndDark();

private:
    [[nodiscard]] QPoint at(double share, ChartId chart = ChartId::Sessions) const;
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void moveTo(QPoint pos, Qt::MouseButtons buttons = Qt::NoButton,
                Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);

    HistoryPtr m_history;
    std::unique_ptr<Playhead> m_playhead;
    std::unique_ptr<ChartPane> m_pane;
};

void TestChartPane::initTestCase()
{
    m_history = test::syntheticHistory({});
}

void TestChartPane::init()
{
    test::failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_playhead = std::make_unique<Playhead>();
    m_playhead->follow(1h);
    m_playhead->advanceTo(m_history->now);
    m_pane = std::make_unique<ChartPane>(m_playhead.get());
    m_pane->resize(1028, 652);
    m_pane->setHistory(m_history);
    m_pane->show();
    m_pane->applyPendingChanges();
}

void TestChartPane::cleanup()
{
    m_pane.reset();
    m_playhead.reset();
}

QPoint TestChartPane::at(double share, ChartId chart) const
{
    const PaneLayout &l = m_pane->scene().layout();
    const QRect plot = l.charts[*m_pane->scene().indexOf(chart)].plot;
    return {l.left + static_cast<int>(share * l.plotWidth()), plot.center().y()};
}

void TestChartPane::moveTo(QPoint pos, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers)
{
    QMouseEvent move(QEvent::MouseMove, pos, m_pane->mapToGlobal(pos), Qt::NoButton, buttons, modifiers);
    QApplication::sendEvent(m_pane.get(), &move);
    m_pane->applyPendingChanges();
}

void TestChartPane::drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers)
{
    QTest::mousePress(m_pane.get(), Qt::LeftButton, modifiers, from);
    moveTo((from + to) / 2, Qt::LeftButton, modifiers);
    moveTo(to, Qt::LeftButton, modifiers);
    QTest::mouseRelease(m_pane.get(), Qt::LeftButton, modifiers, to);
    m_pane->applyPendingChanges();
}

void TestChartPane::key(int key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(m_pane.get(), static_cast<Qt::Key>(key), modifiers);
    m_pane->applyPendingChanges();
}

void TestChartPane::showsEveryChart_data()
{
    QTest::addColumn<ChartId>("chart");
    QTest::addColumn<QString>("trace");
    QTest::newRow("memory") << ChartId::Memory << QStringLiteral("Resident");
    QTest::newRow("latency") << ChartId::Latency << QStringLiteral("p99");
    QTest::newRow("sessions") << ChartId::Sessions << QStringLiteral("Retained");
    QTest::newRow("requests") << ChartId::Requests << QStringLiteral("5xx");
    QTest::newRow("database") << ChartId::Database << QStringLiteral("p99");
}

void TestChartPane::showsEveryChart()
{
    QFETCH(ChartId, chart);
    QFETCH(QString, trace);
    const Plot &plot = m_pane->scene().plots()[*m_pane->scene().indexOf(chart)];
    QVERIFY(plot.hasData());
    int painted = 0;
    for (int x = 10; x < plot.picture().width(); x += 10) {
        for (int y = 0; y < plot.picture().height(); ++y) {
            if (qAlpha(plot.picture().pixel(x, y)) > 0) {
                ++painted;
                break;
            }
        }
    }
    QVERIFY(painted > plot.picture().width() * 9 / 100);
    const LegendEntry &last = m_pane->legend(chart)->entries().back();
    QCOMPARE(last.label, trace);
    QVERIFY(last.value != QStringLiteral("–"));
}

void TestChartPane::waitsInWords()
{
    ChartPane empty(m_playhead.get());
    empty.resize(800, 500);
    empty.applyPendingChanges();
    QVERIFY(!empty.scene().plots().front().hasData());
    QCOMPARE(empty.legend(ChartId::Memory)->entries().front().value, QStringLiteral("–"));
    QVERIFY(!empty.grab().isNull());
}

void TestChartPane::dragZooms()
{
    const TimeRange wanted{m_pane->scene().timeAt(at(0.25).x()), m_pane->scene().timeAt(at(0.5).x())};
    drag(at(0.25), at(0.5));
    QCOMPARE(m_playhead->range(), wanted);
    QCOMPARE(m_playhead->motion(), Motion::Held);
    QVERIFY(!m_pane->overlay().selecting);
    drag(at(0.75), at(0.25)); // from right to left
    QVERIFY(std::abs((m_playhead->range().length() - wanted.length() / 2).count()) < 10'000);
}

void TestChartPane::shiftDragPans()
{
    const TimeRange before = m_playhead->range();
    drag(at(0.3), at(0.4), Qt::ShiftModifier);
    const Millis moved = before.begin - m_playhead->range().begin;
    QVERIFY(std::abs((moved - 6min).count()) < 10'000);
    QCOMPARE(m_playhead->range().length(), before.length());
    QVERIFY(!m_playhead->canGoBack());
}

void TestChartPane::controlDragMarksAndEscapeClears()
{
    QSignalSpy marked(m_pane.get(), &ChartPane::spanMarked);
    QSignalSpy cleared(m_pane.get(), &ChartPane::spanCleared);
    const TimeRange before = m_playhead->range();
    drag(at(0.4), at(0.6), Qt::ControlModifier);
    QCOMPARE(m_playhead->range(), before);
    QCOMPARE(marked.count(), 1);
    QVERIFY(m_pane->overlay().marked.has_value());
    const QString note = m_pane->legend(ChartId::Sessions)->note();
    QVERIFY2(note.startsWith(QStringLiteral("Retained: min ")) && note.contains(QStringLiteral("/min")),
             qPrintable(note));
    key(Qt::Key_Escape);
    QVERIFY(!m_pane->overlay().marked);
    QCOMPARE(cleared.count(), 1);
    QVERIFY(m_pane->legend(ChartId::Sessions)->note().isEmpty());
}

void TestChartPane::aClickAloneZoomsNothing()
{
    const TimeRange before = m_playhead->range();
    QTest::mouseClick(m_pane.get(), Qt::LeftButton, {}, at(0.5));
    drag(at(0.5), at(0.5) + QPoint(2, 0));
    QCOMPARE(m_playhead->range(), before);
    QCOMPARE(m_playhead->motion(), Motion::Follow);
}

void TestChartPane::wheelZoomsOnlyWithControl()
{
    const QPoint pos = at(0.5);
    const auto roll = [&](Qt::KeyboardModifiers modifiers) {
        QWheelEvent wheel(pos, m_pane->mapToGlobal(pos), {}, QPoint(0, 120), Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_pane.get(), &wheel);
        return wheel.isAccepted();
    };
    const TimeRange before = m_playhead->range();
    QVERIFY(!roll(Qt::NoModifier));
    QCOMPARE(m_playhead->range(), before);
    const Timestamp under = m_pane->scene().timeAt(pos.x());
    QVERIFY(roll(Qt::ControlModifier));
    m_pane->applyPendingChanges();
    QCOMPARE(m_playhead->range().length(), Millis(48min));
    QVERIFY(std::abs((m_pane->scene().timeAt(pos.x()) - under).count()) < 8'000);
}

void TestChartPane::doubleClickFollows()
{
    drag(at(0.25), at(0.5));
    QTest::mouseDClick(m_pane.get(), Qt::LeftButton, {}, at(0.5));
    QCOMPARE(m_playhead->motion(), Motion::Follow);
    QCOMPARE(m_playhead->range().length(), Millis(1h));
}

void TestChartPane::backspaceWalksBack()
{
    const TimeRange before = m_playhead->range();
    drag(at(0.25), at(0.5));
    drag(at(0.25), at(0.5));
    key(Qt::Key_Backspace);
    key(Qt::Key_Backspace);
    QCOMPARE(m_playhead->range(), before);
    QCOMPARE(m_playhead->motion(), Motion::Follow);
}

void TestChartPane::spaceHoldsAndFollows()
{
    key(Qt::Key_Space);
    QCOMPARE(m_playhead->motion(), Motion::Held);
    key(Qt::Key_Space);
    QCOMPARE(m_playhead->motion(), Motion::Follow);
}

void TestChartPane::arrowsMoveTheCrosshair_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<Millis>("by");
    QTest::newRow("left") << int(Qt::Key_Left) << 0 << Millis(-1s);
    QTest::newRow("right") << int(Qt::Key_Right) << 0 << Millis(1s);
    QTest::newRow("Shift left") << int(Qt::Key_Left) << int(Qt::ShiftModifier) << Millis(-10s);
    QTest::newRow("Alt right") << int(Qt::Key_Right) << int(Qt::AltModifier) << Millis(60s);
}

void TestChartPane::arrowsMoveTheCrosshair()
{
    QFETCH(int, key);
    QFETCH(int, modifiers);
    QFETCH(Millis, by);
    moveTo(at(0.5));
    const Timestamp before = *m_pane->overlay().crosshair;
    this->key(key, Qt::KeyboardModifiers(modifiers));
    QCOMPARE(*m_pane->overlay().crosshair, before + by);
}

void TestChartPane::commaAndPeriodGoBySample()
{
    moveTo(at(0.5));
    key(Qt::Key_Period);
    const Timestamp sample = *m_pane->overlay().crosshair;
    QCOMPARE(sample.time_since_epoch() % 1s, Millis(0));
    key(Qt::Key_Period);
    QCOMPARE(*m_pane->overlay().crosshair, sample + 1s);
    key(Qt::Key_Comma);
    key(Qt::Key_Comma);
    QCOMPARE(*m_pane->overlay().crosshair, sample - 1s);
}

void TestChartPane::nAndPGoByEvent()
{
    moveTo(at(0.3));
    key(Qt::Key_N);
    const auto first = m_pane->overlay().highlighted;
    QVERIFY(first.has_value());
    key(Qt::Key_N);
    QVERIFY(m_pane->overlay().highlighted != first);
    key(Qt::Key_P);
    QCOMPARE(m_pane->overlay().highlighted, first);
    QSignalSpy activated(m_pane.get(), &ChartPane::eventActivated);
    key(Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.at(0).at(0).toULongLong(), *first);
}

void TestChartPane::homeAndEnd()
{
    m_playhead->follow(5min);
    key(Qt::Key_Home);
    QVERIFY(m_playhead->range().contains(m_history->series.extent().begin));
    QCOMPARE(m_playhead->motion(), Motion::Held);
    key(Qt::Key_End);
    QCOMPARE(m_playhead->motion(), Motion::Follow);
}

void TestChartPane::escapeWithNothingLeftIsTheWindows()
{
    QKeyEvent press(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    press.accept();
    QApplication::sendEvent(m_pane.get(), &press);
    QVERIFY(!press.isAccepted());
    moveTo(at(0.5));
    QKeyEvent again(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    QApplication::sendEvent(m_pane.get(), &again);
    QVERIFY(again.isAccepted());
    QVERIFY(!m_pane->overlay().crosshair);
}

void TestChartPane::crosshairShowsValues()
{
    QSignalSpy left(m_pane.get(), &ChartPane::hoverLeft);
    const auto retained = [&] { return m_pane->legend(ChartId::Sessions)->entries().back().value; };
    const QString newest = retained();
    moveTo(at(0.2));
    QCOMPARE(retained(), QStringLiteral("0"));
    moveTo(QPoint(5, 5));
    QCOMPARE(left.count(), 1);
    QCOMPARE(retained(), newest);
}

void TestChartPane::clickOnAnEventActivatesIt()
{
    QSignalSpy activated(m_pane.get(), &ChartPane::eventActivated);
    const auto &marks = m_pane->scene().marks();
    const auto deploy =
        std::find_if(marks.begin(), marks.end(), [](const EventMark &m) { return m.face.glyph == Glyph::Deploy; });
    QVERIFY(deploy != marks.end());
    const QPoint pos(m_pane->scene().layout().left + static_cast<int>(deploy->x), 12);
    moveTo(pos);
    QCOMPARE(m_pane->overlay().highlighted, std::optional(deploy->seq));
    QTest::mouseClick(m_pane.get(), Qt::LeftButton, {}, pos);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.at(0).at(0).toULongLong(), deploy->seq);
}

void TestChartPane::legendClickIsolates()
{
    LegendBar *legend = m_pane->legend(ChartId::Sessions);
    const std::size_t chart = *m_pane->scene().indexOf(ChartId::Sessions);
    QTest::mouseClick(legend, Qt::LeftButton, {}, legend->entryRect(1).center());
    m_pane->applyPendingChanges();
    QVERIFY(!m_pane->scene().plots()[chart].isShown(0));
    QVERIFY(m_pane->scene().plots()[chart].isShown(1));
    QTest::mouseClick(legend, Qt::LeftButton, {}, legend->entryRect(1).center());
    QVERIFY(m_pane->scene().plots()[chart].isShown(0));
    QTest::mouseClick(legend, Qt::LeftButton, Qt::ShiftModifier, legend->entryRect(2).center());
    QVERIFY(m_pane->scene().plots()[chart].isShown(1));
    QVERIFY(!m_pane->scene().plots()[chart].isShown(2));
}

void TestChartPane::legendByKeyboard()
{
    LegendBar *legend = m_pane->legend(ChartId::Sessions);
    const std::size_t chart = *m_pane->scene().indexOf(ChartId::Sessions);
    QVERIFY(legend->focusPolicy() & Qt::TabFocus);
    QVERIFY(!legend->accessibleName().isEmpty());
    QTest::keyClick(legend, Qt::Key_Right);
    QVERIFY(legend->accessibleDescription().startsWith(QStringLiteral("Expired")));
    QTest::keyClick(legend, Qt::Key_Return);
    QVERIFY(!m_pane->scene().plots()[chart].isShown(0));
    QTest::keyClick(legend, Qt::Key_Return, Qt::ShiftModifier);
    QVERIFY(!m_pane->scene().plots()[chart].isShown(1));
}

void TestChartPane::legendGivesWay()
{
    for (int width : {1800, 1028, 640, 420}) {
        m_pane->resize(width, 470);
        m_pane->applyPendingChanges();
        LegendBar *legend = m_pane->legend(ChartId::Memory);
        const int last = static_cast<int>(legend->entries().size()) - 1;
        QVERIFY(!legend->entryRect(last).isNull());
        QVERIFY(legend->rect().adjusted(-8, 0, 8, 0).contains(legend->entryRect(last)));
        QCOMPARE(legend->entryRect(1).isNull(), width < 1000);
    }
}

/// What lies before the history is no calm service.
void TestChartPane::beforeTheHistoryIsNotDrawnAsCalm()
{
    m_playhead->follow(std::chrono::hours(24 * 7));
    m_pane->applyPendingChanges();
    const QRect plot = m_pane->scene().layout().charts.front().plot;
    const QImage picture = m_pane->grab().toImage();
    QCOMPARE(picture.pixelColor(plot.left() + 9, plot.top() + 3), theme().background);
    QCOMPARE(picture.pixelColor(plot.right() - 1, plot.top() + 3), theme().surface);
}

/// A second at one hour is a quarter of a pixel: most ticks must not move the picture at all.
void TestChartPane::followingMovesByWholeColumns()
{
    int moved = 0;
    TimeAxis before = m_pane->scene().axis();
    for (int i = 1; i <= 40; ++i) {
        m_playhead->advanceTo(m_history->now + i * 1s);
        m_pane->applyPendingChanges();
        moved += m_pane->scene().axis() == before ? 0 : 1;
        before = m_pane->scene().axis();
    }
    QVERIFY2(moved >= 9 && moved <= 12, qPrintable(QString::number(moved)));
}

void TestChartPane::crosshairRepaintsLittle()
{
    const QRegion region = crosshairRegion(m_pane->scene(), m_pane->scene().timeAt(500));
    int pixels = 0;
    for (const QRect &r : region) {
        pixels += r.width() * r.height();
    }
    QVERIFY(pixels < m_pane->width() * m_pane->height() / 50);
}

void TestChartPane::lightAndDark()
{
    const QRgb light = m_pane->grab().toImage().pixel(20, 300);
    QCOMPARE(QColor(light), themeFor(Scheme::Light).surface);
    applyTheme(*qApp, Scheme::Dark);
    QCoreApplication::processEvents();
    m_pane->applyPendingChanges();
    QCOMPARE(QColor(m_pane->grab().toImage().pixel(20, 300)), themeFor(Scheme::Dark).surface);
}

QD_TEST_WIDGETS(TestChartPane)
#include "tst_chart_pane.moc"
