// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/compare_desk.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/foreign_history.h"
#include "tests/support/pictures.h"
#include "tests/support/synthetic_history.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/legend_bar.h"
#include "widgets/replay/compare_popover.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"

#include <QtGui/QAction>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QRadioButton>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// Comparing and measuring in the window.
class TestCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_history = syntheticHistory({.span = 2h}); }
    void init();
    void cleanup() { m_f.reset(); }
    void anHourEarlierLiesUnder();
    void comparesInEveryMode();
    void whatIsNotThereIsSaid();
    void legendsShowBoth();
    void theSecondTraceIsDashed();
    void theMarkedSpan();
    void anEventOnAnEvent();
    void anotherRecording();
    void stopping();
    void anotherHistoryEndsIt();
    void theSecondClockFollows();
    void cursorsByKeys();
    void cursorsByClicks();
    void cursorsAndMarkGiveWay();
    void pictures_data();
    void pictures();

private:
    void show(const HistoryPtr &history, Millis span = 30min);
    void run(const QString &command);
    void openPopover();
    [[nodiscard]] ChartPane &pane() const { return *m_f->window.findChild<ChartPane *>(); }
    [[nodiscard]] ComparePopover &popover() const { return *m_f->window.findChild<ComparePopover *>(); }
    [[nodiscard]] QPoint at(double share) const;
    [[nodiscard]] Pill *badge() const { return m_f->find<Pill>("compare"); }

    HistoryPtr m_history;
    std::unique_ptr<WindowFixture> m_f;
};

void TestCompare::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<WindowFixture>();
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(1440, 900);
}

void TestCompare::show(const HistoryPtr &history, Millis span)
{
    m_f->window.watch(&m_f->feed, &m_f->gateway);
    HistorySnapshot snapshot = *history;
    snapshot.status = m_f->history.status;
    m_f->feed.publish(snapshot);
    m_f->window.playhead().follow(span);
    m_f->window.show();
    QApplication::processEvents();
    pane().applyPendingChanges();
}

void TestCompare::run(const QString &command)
{
    const auto commands = m_f->window.commands();
    const auto found = std::ranges::find_if(commands, [&](QAction *a) { return a->text() == command; });
    QVERIFY2(found != commands.end(), qPrintable(command));
    (*found)->trigger();
    pane().applyPendingChanges();
}

void TestCompare::openPopover()
{
    run(QStringLiteral("Compare with…"));
    QVERIFY(popover().isVisible());
}

QPoint TestCompare::at(double share) const
{
    const PaneLayout &l = pane().scene().layout();
    return {l.left + static_cast<int>(share * l.plotWidth()), l.charts.back().plot.center().y()};
}

void TestCompare::anHourEarlierLiesUnder()
{
    show(m_history);
    run(QStringLiteral("Compare with 1 hour earlier"));
    QVERIFY(badge()->isVisible());
    const Plot &plot = pane().scene().plots()[*pane().scene().indexOf(ChartId::Sessions)];
    const Timestamp then = m_f->window.playhead().instant() - 1h;
    const auto drawn = plot.under(0).at(then);
    QVERIFY(drawn);
    QCOMPARE(drawn->value,
             m_history->series.first("sessiond_sessions", Labels({{"state", "active"}})).at(then)->value);
}

void TestCompare::comparesInEveryMode()
{
    show(m_history);
    run(QStringLiteral("Compare with 1 hour earlier"));
    QCOMPARE(m_f->window.playhead().mode(), Mode::Live);
    m_f->window.playhead().hold();
    QVERIFY(badge()->isVisible());
    QCOMPARE(m_f->find<Pill>("mode")->text(), QStringLiteral("PAUSED"));
    m_f->window.playhead().pan(-5min);
    pane().applyPendingChanges();
    QVERIFY(pane().scene().overlay());
}

void TestCompare::whatIsNotThereIsSaid()
{
    show(m_history);
    run(QStringLiteral("Compare with 1 day earlier"));
    QVERIFY(!badge()->isVisible());
    QVERIFY(!m_f->window.playhead().overlay());
    openPopover();
    popover().choose(ComparePopover::Day);
    QVERIFY(!m_f->find<QPushButton>("compareAccept")->isEnabled());
    const QString words = m_f->find<QLabel>("compareOutcome")->text();
    QVERIFY2(words.contains(QStringLiteral("reaches back 2 h")), qPrintable(words));
}

void TestCompare::legendsShowBoth()
{
    show(m_history);
    const auto &entries = pane().legend(ChartId::Sessions)->entries();
    QVERIFY(entries.front().compared.isEmpty());
    run(QStringLiteral("Compare with 1 hour earlier"));
    const QString compared = pane().legend(ChartId::Sessions)->entries().front().compared;
    QVERIFY2(compared.contains(u'(') && !compared.startsWith(QStringLiteral("–")), qPrintable(compared));
    run(QStringLiteral("Stop comparing"));
    QVERIFY(pane().legend(ChartId::Sessions)->entries().front().compared.isEmpty());
}

void TestCompare::theSecondTraceIsDashed()
{
    show(m_history);
    const std::size_t index = *pane().scene().indexOf(ChartId::Database);
    const auto painted = [&] {
        const QImage picture = pane().scene().plots()[index].picture();
        int pixels = 0;
        for (int x = 0; x < picture.width(); ++x) {
            for (int y = 0; y < picture.height(); ++y) {
                pixels += qAlpha(picture.pixel(x, y)) > 40 ? 1 : 0;
            }
        }
        return pixels;
    };
    const int alone = painted();
    run(QStringLiteral("Compare with 1 hour earlier"));
    const int both = painted();
    QVERIFY2(both > alone * 11 / 10, qPrintable(QStringLiteral("%1 %2").arg(alone).arg(both)));
    run(QStringLiteral("Stop comparing"));
    QCOMPARE(painted(), alone);
}

void TestCompare::theMarkedSpan()
{
    show(m_history);
    openPopover();
    auto *group = popover().findChildren<QRadioButton *>().at(ComparePopover::Marked);
    QVERIFY(!group->isEnabled());
    QTest::keyClick(&popover(), Qt::Key_Escape);
    pane().placeA();
    m_f->window.playhead().zoomTo({m_history->now - 90min, m_history->now - 60min});
    pane().applyPendingChanges();
    pane().placeB(); // the span from an hour ago to now
    openPopover();
    QVERIFY(group->isEnabled());
    m_f->window.playhead().zoomTo({m_history->now - 50min, m_history->now - 30min});
    openPopover();
    popover().choose(ComparePopover::Marked);
    m_f->find<QPushButton>("compareAccept")->click();
    QCOMPARE(m_f->window.playhead().overlay()->shift, Millis(10min));
}

void TestCompare::anEventOnAnEvent()
{
    show(m_history);
    openPopover();
    popover().choose(ComparePopover::OtherEvent);
    auto *here = m_f->find<QComboBox>("compareHere");
    auto *there = m_f->find<QComboBox>("compareThere");
    QVERIFY(here->isVisible() && here->count() > 3);
    QVERIFY(!m_f->find<QPushButton>("compareAccept")->isEnabled()); // the same event: nothing to compare
    here->setCurrentIndex(0);
    there->setCurrentIndex(2);
    Q_EMIT there->activated(2);
    const Millis wanted(here->itemData(0).toLongLong() - there->itemData(2).toLongLong());
    QVERIFY(wanted > Millis(0));
    m_f->find<QPushButton>("compareAccept")->click();
    QCOMPARE(m_f->window.playhead().overlay()->shift, wanted);
}

void TestCompare::anotherRecording()
{
    show(m_history);
    QSignalSpy wanted(m_f->window.compare(), &CompareDesk::recordingWanted);
    m_f->window.compare()->setCanOpenRecordings(true);
    openPopover();
    popover().findChildren<QRadioButton *>().at(ComparePopover::Recording)->click();
    QCOMPARE(wanted.count(), 1);
    QVERIFY(!m_f->find<QPushButton>("compareAccept")->isEnabled());
    m_f->window.compare()->showProblem(QStringLiteral("It cannot be read."));
    QCOMPARE(m_f->find<QLabel>("compareOutcome")->text(), QStringLiteral("It cannot be read."));
    const HistoryPtr other = syntheticHistory({.end = Timestamp(Millis(1'700'000'000'000)), .span = 30min});
    m_f->window.compare()->showRecording(other, QStringLiteral("outage.mcap"));
    QTest::keyClick(&popover(), Qt::Key_Return);
    const auto &overlay = m_f->window.playhead().overlay();
    QCOMPARE(overlay->history, other);
    QCOMPARE(overlay->there(m_f->window.playhead().range().begin), other->series.extent().begin);
    pane().applyPendingChanges();
    const QString compared = pane().legend(ChartId::Memory)->entries().back().compared;
    QVERIFY2(compared.contains(u'('), qPrintable(compared));
    QVERIFY(m_f->find<ElidedLabel>("compared")->text().startsWith(QStringLiteral("outage.mcap")));
}

void TestCompare::stopping()
{
    show(m_history);
    openPopover();
    QVERIFY(!m_f->find<QPushButton>("compareStop")->isVisible());
    QTest::keyClick(&popover(), Qt::Key_Return);
    QVERIFY(badge()->isVisible());
    openPopover();
    m_f->find<QPushButton>("compareStop")->click();
    QVERIFY(!badge()->isVisible());
}

void TestCompare::anotherHistoryEndsIt()
{
    show(m_history);
    run(QStringLiteral("Compare with 1 hour earlier"));
    m_f->window.watch(nullptr, nullptr);
    QVERIFY(!m_f->window.playhead().overlay());
    QVERIFY(!badge()->isVisible());
}

void TestCompare::theSecondClockFollows()
{
    show(m_history);
    run(QStringLiteral("Compare with 1 hour earlier"));
    const QString live = m_f->find<ElidedLabel>("compared")->text();
    QVERIFY2(live.startsWith(QStringLiteral("02:00:00")) && live.contains(QStringLiteral("1 h")),
             qPrintable(live));
    m_f->window.playhead().pan(-10min);
    QVERIFY(m_f->find<ElidedLabel>("compared")->text().startsWith(QStringLiteral("01:50:00")));
}

void TestCompare::cursorsByKeys()
{
    show(m_history);
    pane().setFocus();
    QTest::mouseMove(&pane(), at(0.3) + QPoint(1, 0));
    QTest::mouseMove(&pane(), at(0.3));
    QTest::keyClick(&pane(), Qt::Key_BracketLeft);
    const Timestamp a = *pane().overlay().cursors.a;
    QTest::mouseMove(&pane(), at(0.8));
    QTest::keyClick(&pane(), Qt::Key_BracketRight);
    pane().applyPendingChanges();
    QVERIFY(*pane().overlay().cursors.b > a);
    const QString note = pane().legend(ChartId::Sessions)->note();
    QVERIFY2(note.startsWith(QStringLiteral("Retained: A ")) && note.contains(QStringLiteral("Δ")),
             qPrintable(note));
    QTest::keyClick(&pane(), Qt::Key_Escape);
    pane().applyPendingChanges();
    QVERIFY(pane().overlay().cursors.isEmpty());
    QVERIFY(pane().legend(ChartId::Sessions)->note().isEmpty());
}

void TestCompare::cursorsByClicks()
{
    show(m_history);
    QTest::mouseClick(&pane(), Qt::LeftButton, Qt::AltModifier, at(0.25));
    QVERIFY(pane().overlay().cursors.a && !pane().overlay().cursors.b);
    QTest::mouseClick(&pane(), Qt::LeftButton, Qt::AltModifier, at(0.75));
    QCOMPARE(*pane().overlay().cursors.b, pane().scene().timeAt(at(0.75).x()));
    QTest::mouseClick(&pane(), Qt::LeftButton, Qt::NoModifier, at(0.5));
    QCOMPARE(*pane().overlay().cursors.b, pane().scene().timeAt(at(0.75).x()));
    run(QStringLiteral("Clear the cursors"));
    QVERIFY(pane().overlay().cursors.isEmpty());
}

void TestCompare::cursorsAndMarkGiveWay()
{
    show(m_history);
    QTest::mousePress(&pane(), Qt::LeftButton, Qt::ControlModifier, at(0.2));
    QMouseEvent move(QEvent::MouseMove, at(0.4), pane().mapToGlobal(at(0.4)), Qt::NoButton, Qt::LeftButton,
                     Qt::ControlModifier);
    QApplication::sendEvent(&pane(), &move);
    QTest::mouseRelease(&pane(), Qt::LeftButton, Qt::ControlModifier, at(0.4));
    QVERIFY(pane().overlay().marked);
    pane().placeA();
    QVERIFY(!pane().overlay().marked);
}

void TestCompare::pictures_data()
{
    addThemesAndSizes();
}

void TestCompare::pictures()
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
    show(m_history);
    run(QStringLiteral("Compare with 1 hour earlier"));
    look(QStringLiteral("compare-live"));
    QTest::mouseMove(&pane(), at(0.6) + QPoint(1, 0));
    QTest::mouseMove(&pane(), at(0.6));
    look(QStringLiteral("compare-crosshair"));
    QTest::mouseClick(&pane(), Qt::LeftButton, Qt::AltModifier, at(0.25));
    QTest::mouseClick(&pane(), Qt::LeftButton, Qt::AltModifier, at(0.7));
    m_f->window.playhead().hold();
    look(QStringLiteral("compare-cursors-paused"));
    run(QStringLiteral("Stop comparing"));
    look(QStringLiteral("cursors"));
    openPopover();
    look(QStringLiteral("compare-popover"));
    popover().choose(ComparePopover::OtherEvent);
    look(QStringLiteral("compare-popover-event"));
}

QD_TEST_WIDGETS(TestCompare)
#include "tst_compare.moc"
