// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/playhead.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/synthetic_history.h"
#include "tests/support/test_program.h"
#include "widgets/chart/overview_strip.h"

#include <QtGui/QMouseEvent>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>

#include <memory>

using namespace qd;
using namespace std::chrono_literals;

/// The foot over one hour of history.
class TestOverviewStrip : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_history = test::syntheticHistory({.heat = false}); }
    void init();
    void cleanup();
    void windowIsDragged();
    void edgeStretches();
    void aClickPutsTheWindowThere();
    void keysMoveIt();
    void pictureIsDrawnOnlyWhenSomethingChanged();
    void gapAndSeverityAreSeen();

private:
    HistoryPtr m_history;
    std::unique_ptr<Playhead> m_playhead;
    std::unique_ptr<OverviewStrip> m_strip;
};

void TestOverviewStrip::init()
{
    test::failOnAnyWarning();
    m_playhead = std::make_unique<Playhead>();
    m_playhead->advanceTo(m_history->now);
    m_strip = std::make_unique<OverviewStrip>(m_playhead.get());
    m_strip->resize(1000, 66);
    m_strip->setHistory(m_history);
}

void TestOverviewStrip::cleanup()
{
    m_strip.reset();
    m_playhead.reset();
}

void TestOverviewStrip::windowIsDragged()
{
    OverviewStrip &strip = *m_strip;
    m_playhead->follow(10min);
    const QRectF window = strip.windowRect();
    const Timestamp before = m_playhead->range().begin;
    QTest::mousePress(&strip, Qt::LeftButton, {}, window.center().toPoint());
    const QPoint to = window.center().toPoint() - QPoint(200, 0);
    QMouseEvent move(QEvent::MouseMove, to, strip.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&strip, &move);
    QTest::mouseRelease(&strip, Qt::LeftButton, {}, to);
    QVERIFY(m_playhead->range().begin < before - 10min);
    QCOMPARE(m_playhead->range().length(), Millis(10min));
    QTest::mouseDClick(&strip, Qt::LeftButton, {}, to);
    QCOMPARE(m_playhead->motion(), Motion::Follow);
}

void TestOverviewStrip::edgeStretches()
{
    OverviewStrip &strip = *m_strip;
    m_playhead->follow(10min);
    const QPoint edge(static_cast<int>(strip.windowRect().left()), 30);
    QTest::mousePress(&strip, Qt::LeftButton, {}, edge);
    for (int x : {50, 100, 150}) {
        const QPoint to = edge - QPoint(x, 0);
        QMouseEvent move(QEvent::MouseMove, to, strip.mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QApplication::sendEvent(&strip, &move);
    }
    QTest::mouseRelease(&strip, Qt::LeftButton, {}, edge - QPoint(150, 0));
    QVERIFY(m_playhead->range().length() > 15min);
    QCOMPARE(m_playhead->motion(), Motion::Follow);
    m_playhead->back();
    QCOMPARE(m_playhead->range().length(), Millis(10min));
}

void TestOverviewStrip::aClickPutsTheWindowThere()
{
    m_playhead->follow(10min);
    QTest::mouseClick(m_strip.get(), Qt::LeftButton, {}, QPoint(500, 30));
    QVERIFY(std::abs(m_strip->windowRect().center().x() - 500) < 3);
    QCOMPARE(m_playhead->range().length(), Millis(10min));
}

void TestOverviewStrip::keysMoveIt()
{
    m_playhead->follow(10min);
    QTest::keyClick(m_strip.get(), Qt::Key_Left);
    QCOMPARE(m_playhead->range().end, m_history->now - 1min);
    QTest::keyClick(m_strip.get(), Qt::Key_End);
    QCOMPARE(m_playhead->motion(), Motion::Follow);
}

void TestOverviewStrip::pictureIsDrawnOnlyWhenSomethingChanged()
{
    OverviewPicture picture("process_resident_memory_bytes");
    QVERIFY(picture.update(*m_history, QSize(900, 44), 1));
    QVERIFY(!picture.update(*m_history, QSize(900, 44), 1));
    QVERIFY(picture.update(*m_history, QSize(900, 44), 2));
    QCOMPARE(picture.image().width(), 1800);
}

void TestOverviewStrip::gapAndSeverityAreSeen()
{
    OverviewPicture picture("process_resident_memory_bytes");
    picture.update(*m_history, QSize(1000, 44), 1);
    QVERIFY(!picture.gaps().empty());
    const auto column = [&](double share) {
        return static_cast<int>(
            xOf(picture.axis(), m_history->now - 1h + Millis(std::int64_t(3'600'000 * share))));
    };
    const auto alpha = [&](double share, int y) { return qAlpha(picture.image().pixel(column(share), y)); };
    QVERIFY(alpha(0.177, 20) > 0); // the gap, shaded from top to bottom
    QCOMPARE(alpha(0.1, 6), 0);    // nothing above the curve elsewhere
    QCOMPARE(alpha(0.36, 1), 255); // a warning fires from 0.33 on
    QCOMPARE(QColor(picture.image().pixel(column(0.36), 1)), theme().warning);
    QCOMPARE(QColor(picture.image().pixel(column(0.6), 1)), theme().critical);
}

QD_TEST_WIDGETS(TestOverviewStrip)
#include "tst_overview_strip.moc"
