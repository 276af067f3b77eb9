// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/action_desk.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/pictures.h"
#include "tests/support/test_program.h"
#include "widgets/actions/end_session_dialog.h"
#include "widgets/alerts/findings_panel.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/bar.h"
#include "widgets/dashboard/notice.h"
#include "widgets/dashboard/palette.h"
#include "widgets/dashboard/tile.h"
#include "widgets/sessions/sessions_model.h"
#include "widgets/sessions/sessions_panel.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"

#include <QtCore/QTimer>
#include <QtGui/QAction>
#include <QtGui/QScreen>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QTableView>

#include <algorithm>

using namespace qd;
using namespace qd::test;

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void showsTheFirstMinuteWhenNothingIsWatched();
    void showsWhatIsWatched();
    void opensWithinTheScreen_data();
    void opensWithinTheScreen();
    void aNoteStandsAtTheHistorysPresent();
    void aPassingMessageLeavesAndAFailureStays();
    void thePaletteIsAsHighAsItsCommands();
    void aNarrowListKeepsTheNames();
    void unknownGrowthIsNoGreenDot();
    void aRefreshedListStaysAtItsTop();
    void aListBeingReadSaysHowOldItIs();
    void nothingAliveIsNotGreen();
    void aRefusedPurgeIsOfferedNowhere();
    void twoProblemsHaveTwoLines();
    void aCrashIsSaidOnce();
    void theEndOfASessionIsSaid();
    void fitsItsSmallestSize_data();
    void fitsItsSmallestSize();
    void pausedTellsThenFromNow();

private:
    std::unique_ptr<WindowFixture> m_f;
};

void TestMainWindow::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<WindowFixture>();
}

void TestMainWindow::showsTheFirstMinuteWhenNothingIsWatched()
{
    m_f->window.show();
    QVERIFY(m_f->window.findChild<QPushButton *>(QStringLiteral("practice"))->isVisible());
    QVERIFY(!m_f->window.findChild<QPushButton *>(QStringLiteral("purge"))->isVisible());
    QCOMPARE(m_f->window.focusWidget(), m_f->find<QPushButton>("practice"));
}

void TestMainWindow::showsWhatIsWatched()
{
    m_f->fill(true);
    m_f->window.show();
    QCOMPARE(m_f->window.findChild<Pill *>(QStringLiteral("where"))->text(), QStringLiteral("PRACTICE"));
    QCOMPARE(m_f->window.findChild<Pill *>(QStringLiteral("mode"))->text(), QStringLiteral("LIVE"));
    QVERIFY(m_f->window.windowTitle().startsWith(QStringLiteral("PRACTICE")));
    const auto *tiles = m_f->window.findChild<TileRow *>();
    QCOMPARE(tiles->tile(TileKind::Retained)->reading().severity, Severity::Critical);
    QCOMPARE(tiles->tile(TileKind::Retained)->reading().value, QStringLiteral("11,687"));
}

void TestMainWindow::opensWithinTheScreen_data()
{
    QTest::addColumn<QRect>("available");
    QTest::addColumn<QSize>("expected");
    QTest::newRow("a large screen") << QRect(0, 0, 2560, 1440) << QSize(1440, 900);
    QTest::newRow("the size itself, less a task bar") << QRect(0, 0, 1440, 868) << QSize(1424, 826);
    QTest::newRow("a small laptop") << QRect(0, 27, 1280, 741) << QSize(1264, 699);
    QTest::newRow("the second screen") << QRect(2560, 40, 1366, 728) << QSize(1350, 686);
}

void TestMainWindow::opensWithinTheScreen()
{
    QFETCH(QRect, available);
    const QRect first = firstGeometry(QSize(1440, 900), available);
    QTEST(first.size(), "expected");
    QVERIFY(available.contains(first));
    QVERIFY2(first.top() - available.top() >= 34, "no room for a title bar");
    const QRect own = m_f->window.geometry();
    QVERIFY(m_f->window.screen()->availableGeometry().contains(own));
}

void TestMainWindow::aNoteStandsAtTheHistorysPresent()
{
    m_f->fill(false);
    m_f->window.show();
    const Timestamp present = m_f->window.history()->now;
    m_f->history.pass(std::chrono::minutes(7)); // the window's clock runs on, the history does not
    QTest::mouseClick(m_f->find<QPushButton>("note"), Qt::LeftButton);
    m_f->find<QPlainTextEdit>("noteText")->setPlainText(QStringLiteral("seen"));
    m_f->find<QPushButton>("saveNote")->click();
    QCOMPARE(m_f->gateway.noteInstants.size(), 1U);
    QCOMPARE(m_f->gateway.noteInstants.back(), present);
}

void TestMainWindow::aPassingMessageLeavesAndAFailureStays()
{
    m_f->fill(false);
    m_f->window.show();
    auto *banner = m_f->window.findChild<Banner *>();
    auto *notice = m_f->window.findChild<Notice *>();
    auto *leave = notice->findChild<QTimer *>();
    QApplication::processEvents();
    const QPoint charts = m_f->window.findChild<ChartPane *>()->mapToGlobal(QPoint(0, 0));
    m_f->window.tell(QStringLiteral("A collector pass was started."), false);
    QCOMPARE(banner->message(), QStringLiteral("A collector pass was started."));
    QVERIFY(leave->isActive());
    QCOMPARE(leave->intervalAsDuration(), Millis(Notice::readingTime));
    QVERIFY(notice->isVisible());
    QApplication::processEvents(); // nothing moves under the pointer
    QCOMPARE(m_f->window.findChild<ChartPane *>()->mapToGlobal(QPoint(0, 0)), charts);
    QVERIFY(m_f->window.rect().contains(notice->geometry()));
    leave->setInterval(1);
    QTRY_COMPARE(banner->message(), QString());
    QVERIFY(!notice->isVisible());
    m_f->window.tell(QStringLiteral("It began"), false);
    m_f->window.tell(QStringLiteral("The service did not take it."), true);
    QVERIFY(!leave->isActive());
    QCOMPARE(banner->message(), QStringLiteral("The service did not take it."));
    m_f->window.tell(QString(300, u'x'), false);
    QVERIFY2(leave->isActive(), "however long it is");
    m_f->window.explain(QStringLiteral("This is a drill."));
    QVERIFY2(!leave->isActive(), "what is to be read at leisure stays");
    QCOMPARE(banner->message(), QStringLiteral("This is a drill."));
}

void TestMainWindow::thePaletteIsAsHighAsItsCommands()
{
    m_f->fill(false);
    m_f->window.resize(1440, 900);
    m_f->window.show();
    auto *palette = m_f->window.findChild<CommandPalette *>();
    palette->open();
    const int full = palette->height();
    QTest::keyClicks(palette->findChild<QLineEdit *>(), QStringLiteral("purge"));
    QCOMPARE(palette->shown().size(), 2);
    QVERIFY(palette->height() < full / 2);
    QTest::keyClicks(palette->findChild<QLineEdit *>(), QStringLiteral(" nonsense"));
    QCOMPARE(palette->shown(), QStringList());
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
    QVERIFY(palette->isVisible());
}

void TestMainWindow::aNarrowListKeepsTheNames()
{
    m_f->fill(false);
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(1024, 700);
    m_f->window.show();
    m_f->window.showSide(1);
    m_f->gateway.pages.back().answer(somePage(m_f->history.now(), 20));
    const auto *table = m_f->find<QTableView>("sessionTable");
    QVERIFY(table->isColumnHidden(SessionsModel::Address));
    QVERIFY(table->columnWidth(SessionsModel::User) >= 116);
    const QModelIndex first = table->model()->index(0, SessionsModel::User);
    QVERIFY(first.data(Qt::ToolTipRole).toString().contains(QStringLiteral("192.168.100.7")));
    m_f->window.findChild<QSplitter *>()->setSizes({300, 700});
    QTRY_VERIFY(!table->isColumnHidden(SessionsModel::Address));
    QVERIFY(table->columnWidth(SessionsModel::User) >= 116);
}

void TestMainWindow::unknownGrowthIsNoGreenDot()
{
    FakeSecond young;
    young.memorySlopeMiBPerMin = std::nullopt;
    m_f->history.run(20, young);
    m_f->window.watch(&m_f->feed, &m_f->gateway);
    m_f->publish();
    const TileReading memory = m_f->window.findChild<TileRow *>()->tile(TileKind::Memory)->reading();
    QCOMPARE(memory.state, QStringLiteral("slope not known yet"));
    QCOMPARE(memory.severity, Severity::Unknown);
    QVERIFY(memory.isValueKnown);
}

void TestMainWindow::aRefreshedListStaysAtItsTop()
{
    m_f->fill(false);
    m_f->window.show();
    m_f->window.showSide(1);
    SessionPage page = somePage(m_f->history.now(), 100);
    page.matched = 634;
    m_f->gateway.pages.back().answer(page);
    QCOMPARE(m_f->find<QLabel>("sessionCount")->text(), QStringLiteral("first 100 of 634"));
    auto *table = m_f->find<QTableView>("sessionTable");
    for (int round = 0; round < 3; ++round) {
        table->selectRow(0);
        std::ranges::reverse(page.rows);
        page.rows.erase(page.rows.begin() + 50, page.rows.begin() + 60);
        for (int i = 0; i < 10; ++i) {
            page.rows.insert(page.rows.begin(), page.rows.front());
            page.rows.front().id = QStringLiteral("new-%1-%2").arg(round).arg(i);
        }
        m_f->window.findChild<SessionsPanel *>()->model()->reload();
        m_f->gateway.pages.back().answer(page);
        QApplication::processEvents();
        QCOMPARE(table->verticalScrollBar()->value(), 0);
    }
}

void TestMainWindow::aListBeingReadSaysHowOldItIs()
{
    m_f->fill(false);
    m_f->window.show();
    m_f->window.showSide(1);
    m_f->gateway.pages.back().answer(somePage(m_f->history.now(), 100));
    auto *table = m_f->find<QTableView>("sessionTable");
    auto *refresh = m_f->find<QPushButton>("refreshSessions");
    QVERIFY(!refresh->isVisible());
    QApplication::processEvents();
    table->verticalScrollBar()->setValue(5);
    QVERIFY(refresh->isVisible());
    QVERIFY(m_f->find<QLabel>("sessionCount")->text().startsWith(QStringLiteral("list of ")));
    QApplication::processEvents();
    keepPicture(m_f->window, QStringLiteral("sessions-held"));
    refresh->click();
    m_f->gateway.pages.back().answer(somePage(m_f->history.now(), 100));
    QCOMPARE(table->verticalScrollBar()->value(), 0);
    QVERIFY(!refresh->isVisible());
    table->verticalScrollBar()->setValue(5);
    table->sortByColumn(SessionsModel::User, Qt::AscendingOrder);
    m_f->gateway.pages.back().answer(somePage(m_f->history.now(), 100));
    QCOMPARE(table->verticalScrollBar()->value(), 0);
}

void TestMainWindow::nothingAliveIsNotGreen()
{
    m_f->fill(false);
    m_f->window.show();
    auto *mode = m_f->find<Pill>("mode");
    const auto fill = [mode] { return mode->grab().toImage().pixelColor(4, mode->height() / 2); };
    QCOMPARE(fill(), theme().ok);
    m_f->history.status.health = Health::Down;
    m_f->publish();
    QCOMPARE(mode->text(), QStringLiteral("LIVE"));
    QCOMPARE(fill(), theme().muted);
    m_f->history.status.health = Health::Ok;
    m_f->publish();
    QCOMPARE(fill(), theme().ok);
}

/// Wherever a purge is offered, what stands against it is said instead.
void TestMainWindow::aRefusedPurgeIsOfferedNowhere()
{
    const QString why = QStringLiteral("The service does not answer.");
    m_f->fill(true);
    m_f->window.show();
    auto *palette = m_f->window.findChild<CommandPalette *>();
    auto *list = palette->findChild<QListWidget *>();
    const auto offers = [&] {
        QList<QPushButton *> found{m_f->find<QPushButton>("purge"), m_f->find<QPushButton>("purgeUser")};
        for (auto *button : m_f->window.findChildren<QPushButton *>()) {
            found << (button->text() == u"Preview purge of 11,687 retained" ? button : nullptr);
        }
        found.removeAll(nullptr);
        return found;
    };
    m_f->window.showSide(1);
    m_f->gateway.pages.back().answer(somePage(m_f->history.now(), 20));
    m_f->find<QTableView>("sessionTable")->selectRow(0);
    QCOMPARE(offers().size(), 3);
    for (const bool refused : {false, true, false}) {
        m_f->gateway.refuse(refused ? std::optional(why) : std::nullopt);
        for (const QPushButton *button : offers()) {
            QVERIFY2(button->isEnabled() == !refused, qPrintable(button->text()));
            QCOMPARE(button->toolTip() == why, refused);
        }
        palette->open();
        QTest::keyClicks(palette->findChild<QLineEdit *>(), QStringLiteral("purge"));
        QCOMPARE(list->count(), 2);
        QCOMPARE(list->item(0)->flags().testFlag(Qt::ItemIsEnabled), !refused);
        QCOMPARE(list->item(0)->data(Qt::AccessibleDescriptionRole).toString() == why, refused);
        QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Escape);
    }
    m_f->gateway.refuse(why);
    const auto commands = m_f->window.commands();
    const auto byKeys = std::ranges::find(commands, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P),
                                          [](const QAction *a) { return a->shortcut(); });
    (*byKeys)->trigger();
    QCOMPARE(m_f->window.findChild<Banner *>()->message(), why);
}

/// A full disk stops the event log and the recorder: each has its line, the worse one above.
void TestMainWindow::twoProblemsHaveTwoLines()
{
    m_f->fill(false);
    m_f->window.show();
    m_f->history.status.logProblem = QStringLiteral("The event log cannot be written.");
    m_f->history.status.recorderProblem = QStringLiteral("Not recording since 14:03:20.");
    m_f->publish();
    QApplication::processEvents();
    const auto *log = m_f->find<QFrame>("logProblem");
    const auto *recorder = m_f->find<QFrame>("recorderProblem");
    QVERIFY(log->isVisible() && recorder->isVisible());
    QVERIFY(log->y() < recorder->y());
    m_f->history.status.logProblem.clear();
    m_f->publish();
    QVERIFY(!log->isVisible() && recorder->isVisible());
}

void TestMainWindow::aCrashIsSaidOnce()
{
    m_f->fill(false);
    Event crash;
    crash.kind = EventKind::ServiceCrashed;
    crash.at = m_f->history.now();
    m_f->history.log(crash);
    m_f->history.status.health = Health::Down;
    m_f->history.status.problem = QStringLiteral("sessiond was killed; it is started again.");
    m_f->publish();
    m_f->window.show();
    const auto *banner = m_f->window.findChild<Banner *>();
    QCOMPARE(banner->problem(), m_f->history.status.problem);
    QCOMPARE(banner->message(), QString());
    m_f->history.status.problem.clear();
    m_f->history.status.health = Health::Ok;
    m_f->publish();
    QVERIFY2(!banner->message().isEmpty(), "what happened is still said after it");
}

void TestMainWindow::theEndOfASessionIsSaid()
{
    m_f->fill(false);
    m_f->window.show();
    const SessionRow session = somePage(m_f->history.now(), 1).rows.front();
    m_f->window.desk()->openEnd(session);
    auto *dialog = m_f->window.findChild<EndSessionDialog *>();
    dialog->setReason(QStringLiteral("stolen laptop"));
    QApplication::processEvents();
    keepPicture(*dialog, QStringLiteral("end-session"));
    auto *act = dialog->findChild<DeliberateButton *>();
    QTRY_VERIFY(act->isEnabled());
    act->click();
    m_f->gateway.ends.back().answer(true);
    QCOMPARE(m_f->window.findChild<Banner *>()->message(),
             QStringLiteral("Session of %1 ended.").arg(session.user));
}

void TestMainWindow::fitsItsSmallestSize_data()
{
    QTest::addColumn<Where>("where");
    QTest::addColumn<bool>("paused");
    QTest::newRow("practice, live") << Where::Practice << false;
    QTest::newRow("practice, paused") << Where::Practice << true;
    QTest::newRow("attached, live") << Where::Attached << false;
    QTest::newRow("attached, paused") << Where::Attached << true;
}

void TestMainWindow::fitsItsSmallestSize()
{
    QFETCH(Where, where);
    QFETCH(bool, paused);
    m_f->window.setMinimumSize(0, 0);
    m_f->window.resize(1024, 640);
    m_f->window.show(); // as it begins: with nothing watched
    m_f->history.status.target.where = where;
    m_f->history.status.target.host = QStringLiteral("sessions.internal.example.org:7071");
    m_f->fill(true);
    m_f->history.status.health = Health::Hung; // the longest word
    if (paused) {
        m_f->window.playhead().hold();
        m_f->history.run(43);
        for (int i = 0; i < 12; ++i) {
            Event alert;
            alert.kind = EventKind::AlertFiring;
            m_f->history.log(alert);
        }
    }
    m_f->publish();
    QApplication::processEvents();
    QCOMPARE(m_f->window.width(), 1024);
    QCOMPARE(clippedTexts(m_f->window).join(u'\n'), QString());
    if (paused) {
        const auto *age = m_f->find<ElidedLabel>("age");
        QVERIFY(age->text().endsWith(QStringLiteral(" · 12 new alerts")));
        QVERIFY(age->width() >= age->sizeHint().width());
    }
}

/// A held picture is of then, the service's health of now; each says which it is.
void TestMainWindow::pausedTellsThenFromNow()
{
    m_f->fill(true);
    m_f->window.show();
    auto *tiles = m_f->window.findChild<TileRow *>();
    auto *asOf = m_f->find<QLabel>("findingsAsOf");
    auto *health = m_f->find<StateLabel>("health");
    QVERIFY(!asOf->isVisible());
    QCOMPARE(health->word(), QStringLiteral("Degraded, 3 alerts"));
    QVERIFY(m_f->window.windowTitle().contains(QStringLiteral("Degraded, 3 alerts")));
    QCOMPARE(healthWords(Health::Ok, 3), QStringLiteral("Ready, 3 alerts"));
    m_f->window.playhead().hold();
    m_f->history.run(43);
    m_f->history.status.health = Health::Down;
    m_f->publish();
    QCOMPARE(health->word(), QStringLiteral("Down now"));
    QVERIFY(tiles->tile(TileKind::Memory)->accessibleName().startsWith(QStringLiteral("Memory, 43 s ago: ")));
    QVERIFY(asOf->isVisible());
    QVERIFY(asOf->text().endsWith(QStringLiteral(":20:00, 43 s ago")));
    const auto *findings = m_f->window.findChild<FindingsPanel *>();
    QVERIFY2(findings->findChildren<StateLabel *>().size() == 4, "the list of then has no line about now");
    m_f->window.playhead().follow();
    QVERIFY(!asOf->isVisible());
    QCOMPARE(health->word(), QStringLiteral("Down, 1 alert"));
    QVERIFY(!tiles->tile(TileKind::Memory)->accessibleName().contains(QStringLiteral("ago: ")));
    QCOMPARE(findings->findChildren<StateLabel *>().size(), 5);
}

QD_TEST_WIDGETS(TestMainWindow)
#include "tst_main_window.moc"
