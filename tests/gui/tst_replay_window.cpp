// SPDX-License-Identifier: GPL-3.0-or-later
// Size: one window and its keys, over a file and over its own past: every case is short, the fixture is shared.
#include "app/replay_desk.h"
#include "model/recording/pins.h"
#include "tests/gui/replay_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/overview_strip.h"
#include "widgets/dashboard/banner.h"
#include "widgets/dashboard/tile.h"
#include "widgets/log/log_model.h"
#include "widgets/log/log_panel.h"
#include "widgets/replay/replay_banner.h"
#include "widgets/replay/transport_bar.h"
#include "widgets/replay/transport_glyph.h"
#include "widgets/shared/labels.h"
#include "widgets/shared/theme.h"

#include <QtCore/QDir>
#include <QtCore/QMimeData>
#include <QtCore/QUrl>
#include <QtGui/QDropEvent>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// The window over a file, and over its own past played back.
class TestReplayWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_f.reset(); }
    void aFileShowsItselfAsReplay();
    void statusIsThatOfThen();
    void leavingRestoresWhatWasLive();
    void whatIsLiveGoesOnBehindAFile();
    void aServiceTurnedToMeanwhileWaitsBehind();
    void liveCriticalAlertsStillSurface();
    void spacePlaysWhatIsHeld();
    void escapeAndEndLeavePlayback_data();
    void escapeAndEndLeavePlayback();
    void keysMoveTheInstant();
    void keysActWhereOneStandsInAHeldPicture();
    void theOverviewHasTheKeysToo();
    void escapeEndsAComparisonFirst();
    void singleKeysNeedTheFocus();
    void spaceOnAButtonPressesIt();
    void theTransportSaysWhatIs();
    void goToTakesATime();
    void notesOfAFileLieBesideIt();
    void bookmarksAreKept();
    void bookmarksOfTheLiveHistoryAreItsOwn();
    void theLogIsThatOfTheHistoryOnScreen();
    void droppedFilesAreWanted();
    void everythingIsNamed();

private:
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    template <typename T>
    T *find(const char *name)
    {
        return m_f->find<T>(name);
    }
    [[nodiscard]] ChartPane *charts() { return m_f->window.findChild<ChartPane *>(); }
    std::unique_ptr<ReplayFixture> m_f;
};

void TestReplayWindow::init()
{
    failOnAnyWarning();
    applyTheme(*qApp, Scheme::Light);
    m_f = std::make_unique<ReplayFixture>();
    m_f->watchCalm();
    m_f->window.show();
    QApplication::setActiveWindow(&m_f->window);
    charts()->setFocus();
}

void TestReplayWindow::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(QApplication::focusWidget(), key, modifiers);
}

void TestReplayWindow::aFileShowsItselfAsReplay()
{
    QVERIFY(!find<QWidget>("transport")->isVisible());
    QVERIFY(!find<QWidget>("replayBanner")->isVisible());
    m_f->open();
    QCOMPARE(find<Pill>("mode")->text(), QStringLiteral("REPLAY"));
    QCOMPARE(find<Pill>("where")->text(), QStringLiteral("RECORDING"));
    QCOMPARE(m_f->window.windowTitle(), QStringLiteral("REPLAY · outage.mcap · Quarterdeck"));
    QVERIFY(find<QWidget>("transport")->isVisible());
    QVERIFY(find<QWidget>("replayBanner")->isVisible());
    QVERIFY(find<QWidget>("replayFrame")->isVisible());
    QCOMPARE(find<ElidedLabel>("replayName")->text(), QStringLiteral("outage.mcap"));
    QCOMPARE(find<QPushButton>("leaveReplay")->text(), QStringLiteral("Back to live"));
    QCOMPARE(m_f->playhead().range().begin, pastOutage().series.extent().begin);
    QCOMPARE(m_f->playhead().instant(), m_f->fileEnd());
}

void TestReplayWindow::statusIsThatOfThen()
{
    m_f->open();
    const auto *tiles = m_f->window.findChild<TileRow *>();
    QCOMPARE(tiles->tile(TileKind::Retained)->reading().value, QStringLiteral("11,687"));
    QCOMPARE(find<StateLabel>("health")->word(), QStringLiteral("Degraded, 4 alerts"));
    m_f->playhead().seek(m_f->fileEnd() - 1000s); // before the leak
    QCOMPARE(tiles->tile(TileKind::Retained)->reading().value, QStringLiteral("0"));
    QCOMPARE(find<StateLabel>("health")->word(), QStringLiteral("Healthy"));
    HistorySnapshot crashed = pastOutage();
    Event crash;
    crash.kind = EventKind::ServiceCrashed;
    crash.at = m_f->fileEnd() - 100500ms;
    crashed.events = crashed.events.with({crash});
    m_f->file.publish(crashed);
    m_f->playhead().seek(m_f->fileEnd() - 100200ms);
    QCOMPARE(find<StateLabel>("health")->word(), QStringLiteral("Down, 5 alerts"));
    QVERIFY2(m_f->window.findChild<Banner *>()->message().isEmpty(), "an old crash is no news");
}

void TestReplayWindow::leavingRestoresWhatWasLive()
{
    m_f->playhead().follow(5min);
    m_f->open();
    m_f->playhead().setSpeed(10);
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().motion(), Motion::Playing);
    QSignalSpy closed(&m_f->window, &MainWindow::recordingClosed);
    press(Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
    QCOMPARE(m_f->playhead().mode(), Mode::Live);
    QCOMPARE(m_f->playhead().range(), (TimeRange{m_f->history.now() - 5min, m_f->history.now()}));
    QCOMPARE(find<Pill>("where")->text(), QStringLiteral("PRACTICE"));
    QVERIFY(m_f->window.windowTitle().startsWith(QStringLiteral("PRACTICE")));
    QVERIFY(!find<QWidget>("transport")->isVisible());
    QVERIFY(!find<QWidget>("replayFrame")->isVisible());
    QVERIFY(find<QPushButton>("purge")->isEnabled());
}

void TestReplayWindow::whatIsLiveGoesOnBehindAFile()
{
    m_f->open();
    const TimeRange shown = m_f->playhead().range();
    m_f->history.run(30);
    m_f->publish();
    QCOMPARE(m_f->playhead().range(), shown);
    QCOMPARE(m_f->window.history(), m_f->file.current());
    m_f->window.closeRecording();
    QCOMPARE(m_f->playhead().instant(), m_f->history.now());
}

void TestReplayWindow::aServiceTurnedToMeanwhileWaitsBehind()
{
    m_f->open();
    m_f->window.watch(nullptr, nullptr);
    QVERIFY(m_f->window.showsRecording());
    QCOMPARE(m_f->window.history(), m_f->file.current());
    m_f->window.closeRecording();
    QVERIFY(find<QWidget>("practice")->isVisible());
}

void TestReplayWindow::liveCriticalAlertsStillSurface()
{
    m_f->open();
    auto *banner = m_f->window.findChild<Banner *>();
    QCOMPARE(banner->message(), QString());
    FakeSecond bad;
    bad.p99Ms = 400;
    m_f->history.run(2, bad);
    m_f->publish();
    QCOMPARE(banner->message(), QStringLiteral("Live, on PRACTICE: Validation is slow: p99 above 100 ms for 1 s"));
    m_f->window.closeRecording();
    m_f->playhead().pan(-5min);
    m_f->window.replay()->togglePlay();
    banner->showMessage(QStringLiteral("read"), false);
    bad.errorPercent = 20;
    m_f->history.run(2, bad);
    m_f->publish();
    QVERIFY2(banner->message().startsWith(QStringLiteral("Live, on PRACTICE: Too many requests fail")),
             qPrintable(banner->message()));
}

void TestReplayWindow::spacePlaysWhatIsHeld()
{
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().mode(), Mode::Paused);
    m_f->playhead().pan(-10min);
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().mode(), Mode::Replay);
    QCOMPARE(m_f->playhead().motion(), Motion::Playing);
    QVERIFY(find<QWidget>("transport")->isVisible());
    QCOMPARE(find<Pill>("where")->text(), QStringLiteral("PRACTICE"));
    QCOMPARE(find<ElidedLabel>("replayName")->text(), QStringLiteral("The past of PRACTICE, played back"));
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().motion(), Motion::Held);
    QCOMPARE(m_f->playhead().mode(), Mode::Replay);
    QVERIFY(!find<QPushButton>("restart")->isEnabled());
    QVERIFY(find<QPushButton>("restart")->toolTip().startsWith(QStringLiteral("This is the past, played back")));
}

void TestReplayWindow::escapeAndEndLeavePlayback_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::newRow("Esc") << Qt::Key_Escape;
    QTest::newRow("End") << Qt::Key_End;
}

void TestReplayWindow::escapeAndEndLeavePlayback()
{
    QFETCH(Qt::Key, key);
    m_f->playhead().pan(-10min);
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().mode(), Mode::Replay);
    press(key);
    QCOMPARE(m_f->playhead().mode(), Mode::Live);
    QCOMPARE(m_f->playhead().instant(), m_f->history.now());
    QVERIFY(find<QPushButton>("restart")->isEnabled());
}

void TestReplayWindow::keysMoveTheInstant()
{
    struct Case
    {
        const char *name;
        Qt::Key key;
        Qt::KeyboardModifiers modifiers;
        Millis beforeEnd;
    };
    const Case cases[] = {
        {"Right", Qt::Key_Right, Qt::NoModifier, 499500ms},
        {"Left", Qt::Key_Left, Qt::NoModifier, 501500ms},
        {"Shift+Right", Qt::Key_Right, Qt::ShiftModifier, 490500ms},
        {"Shift+Left", Qt::Key_Left, Qt::ShiftModifier, 510500ms},
        {"Alt+Right", Qt::Key_Right, Qt::AltModifier, 440500ms},
        {"Alt+Left", Qt::Key_Left, Qt::AltModifier, 560500ms},
        {"next sample", Qt::Key_Period, Qt::NoModifier, 500s},
        {"previous sample", Qt::Key_Comma, Qt::NoModifier, 501s},
        {"next event", Qt::Key_N, Qt::NoModifier, 400s},
        {"previous event", Qt::Key_P, Qt::NoModifier, 700s},
        {"previous alert", Qt::Key_A, Qt::ShiftModifier, 700s},
        {"no next alert", Qt::Key_A, Qt::NoModifier, 500500ms},
        {"Home", Qt::Key_Home, Qt::NoModifier, 1199s},
        {"End", Qt::Key_End, Qt::NoModifier, 0s},
    };
    m_f->open();
    m_f->playhead().follow(5min);
    for (QWidget *place : {static_cast<QWidget *>(charts()), find<QWidget>("play")}) {
        for (const Case &c : cases) {
            m_f->playhead().seek(m_f->fileEnd() - 500500ms);
            place->setFocus();
            press(c.key, c.modifiers);
            QVERIFY2(m_f->playhead().instant() == m_f->fileEnd() - c.beforeEnd,
                     qPrintable(QStringLiteral("%1 in %2").arg(QLatin1String(c.name), place->objectName())));
            QCOMPARE(m_f->playhead().range().length(), Millis(5min));
        }
    }
}

void TestReplayWindow::keysActWhereOneStandsInAHeldPicture()
{
    m_f->playhead().hold();
    const Timestamp edge = m_f->playhead().instant();
    const TimeRange range = m_f->playhead().range();
    press(Qt::Key_Left, Qt::AltModifier);
    press(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(charts()->standing(), std::optional(edge - 70s));
    QCOMPARE(m_f->playhead().range(), range);
    QCOMPARE(m_f->playhead().mode(), Mode::Paused);
    const QString asOf = find<QLabel>("findingsAsOf")->text(); // tiles and alerts are of that instant too
    QVERIFY2(asOf.contains(units::clock(edge - 70s, units::Zone::Utc)), qPrintable(asOf));
    const auto bookmarks = [this] { return m_f->window.replay()->bookmarks().instants(); };
    QVERIFY(
        QTest::qWaitFor([&] { return press(Qt::Key_B), !bookmarks().empty(); })); // refused until they are read
    QCOMPARE(bookmarks(), std::vector{edge - 70s});
    // From one bookmark to the next, and none is passed over.
    press(Qt::Key_Left, Qt::AltModifier);
    press(Qt::Key_B);
    m_f->window.replay()->stepBookmark(Direction::On);
    QCOMPARE(charts()->standing(), std::optional(edge - 70s));
    m_f->window.replay()->stepBookmark(Direction::Back);
    QCOMPARE(charts()->standing(), std::optional(edge - 130s));
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().mode(), Mode::Replay);
    QCOMPARE(m_f->playhead().motion(), Motion::Playing);
    QCOMPARE(m_f->playhead().instant(), edge - 130s);
    QVERIFY(!charts()->overlay().crosshair); // or its figures would stand while time goes on
    m_f->playhead().hold();
    press(Qt::Key_Left, Qt::AltModifier);
    m_f->playhead().follow();
    m_f->playhead().hold();
    QVERIFY(!charts()->standing()); // what is out of sight is nowhere to stand
}

/// Who drags its window back has the focus there.
void TestReplayWindow::theOverviewHasTheKeysToo()
{
    m_f->playhead().pan(-1min);
    m_f->window.findChild<OverviewStrip *>()->setFocus();
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().motion(), Motion::Playing);
    press(Qt::Key_Escape);
    QCOMPARE(m_f->playhead().mode(), Mode::Live);
}

void TestReplayWindow::escapeEndsAComparisonFirst()
{
    m_f->open();
    m_f->playhead().setOverlay(Overlay{nullptr, 60s, QStringLiteral("earlier")});
    press(Qt::Key_Escape);
    QVERIFY(!m_f->playhead().overlay());
    QCOMPARE(m_f->playhead().mode(), Mode::Replay);
    press(Qt::Key_Escape);
    QCOMPARE(m_f->playhead().mode(), Mode::Live);
}

void TestReplayWindow::singleKeysNeedTheFocus()
{
    m_f->open();
    m_f->window.showSide(3);
    auto *field = find<QLineEdit>("logText");
    field->setFocus();
    for (const Qt::Key key : {Qt::Key_B, Qt::Key_G, Qt::Key_N, Qt::Key_Space, Qt::Key_Period, Qt::Key_Escape}) {
        press(key);
    }
    QCOMPARE(field->text(), QStringLiteral("bgn ."));
    QCOMPARE(m_f->playhead().instant(), m_f->fileEnd());
    QCOMPARE(m_f->playhead().motion(), Motion::Held);
    QVERIFY(m_f->window.showsRecording());
    QVERIFY(!find<QWidget>("goToPopover")->isVisible());
}

void TestReplayWindow::spaceOnAButtonPressesIt()
{
    m_f->open();
    find<QWidget>("eventBack")->setFocus();
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().instant(), m_f->fileEnd() - 400s);
    QCOMPARE(m_f->playhead().motion(), Motion::Held);
    find<QWidget>("play")->setFocus();
    press(Qt::Key_Space);
    QCOMPARE(m_f->playhead().motion(), Motion::Playing);
}

void TestReplayWindow::theTransportSaysWhatIs()
{
    m_f->open();
    m_f->playhead().seek(m_f->fileEnd() - 500s);
    const auto *play = find<GlyphButton>("play");
    QCOMPARE(play->glyph(), TransportGlyph::Play);
    QCOMPARE(play->accessibleName(), QStringLiteral("Play"));
    press(Qt::Key_Space);
    QCOMPARE(play->glyph(), TransportGlyph::Pause);
    QCOMPARE(find<QLabel>("speed")->text(), QStringLiteral("1×"));
    QVERIFY(!find<QPushButton>("slower")->isEnabled());
    press(Qt::Key_Plus);
    press(Qt::Key_Plus);
    QCOMPARE(find<QLabel>("speed")->text(), QStringLiteral("5×"));
    press(Qt::Key_Minus);
    QCOMPARE(m_f->playhead().speed(), 2);
    auto *transport = m_f->window.findChild<TransportBar *>();
    transport->setSpeed(1000, 412.0);
    QCOMPARE(find<QLabel>("pace")->text(), QStringLiteral("reaches 412×"));
    transport->setSpeed(1000, 985.0);
    QCOMPARE(find<QLabel>("pace")->text(), QString());
    find<QPushButton>("pauseOnAlert")->click();
    find<QPushButton>("skipGaps")->click();
    QVERIFY(m_f->window.replay()->player().pausesOnAlert());
    QVERIFY(m_f->window.replay()->player().skipsGaps());
}

void TestReplayWindow::goToTakesATime()
{
    m_f->open();
    press(Qt::Key_G);
    auto *text = find<QLineEdit>("goToText");
    QVERIFY(text->hasFocus());
    text->setText(QStringLiteral("-5m"));
    press(Qt::Key_Return);
    QCOMPARE(m_f->playhead().instant(), m_f->fileEnd() - 5min);
    QVERIFY2(charts()->hasFocus(), "the focus is back where it was");
    press(Qt::Key_G);
    text->setText(QStringLiteral("soon"));
    press(Qt::Key_Return);
    QVERIFY(text->isVisible());
    press(Qt::Key_Escape);
    QVERIFY(!text->isVisible());
    QVERIFY2(m_f->window.showsRecording(), "one step at a time");
}

void TestReplayWindow::notesOfAFileLieBesideIt()
{
    m_f->open();
    QTRY_VERIFY(m_f->sidecar->isLoaded());
    m_f->playhead().seek(m_f->fileEnd() - 300s);
    press(Qt::Key_M);
    find<QPlainTextEdit>("noteText")->setPlainText(QStringLiteral("here it began"));
    find<QPushButton>("saveNote")->click();
    QTRY_VERIFY(!find<QWidget>("notePopover")->isVisible());
    QCOMPARE(m_f->gateway.calls, 0);
    const auto kept = readSidecar(sidecarPath(m_f->folder.filePath(QStringLiteral("outage.mcap"))));
    QVERIFY(kept);
    QCOMPARE(kept->notes.size(), 1U);
    QCOMPARE(kept->notes.front().at, m_f->fileEnd() - 300s);
    QCOMPARE(kept->notes.front().body.value(QStringLiteral("text")).toString(), QStringLiteral("here it began"));
}

void TestReplayWindow::bookmarksAreKept()
{
    m_f->open();
    QTRY_VERIFY(m_f->sidecar->isLoaded());
    m_f->playhead().seek(m_f->fileEnd() - 300s);
    press(Qt::Key_B);
    m_f->playhead().seek(m_f->fileEnd() - 600s);
    find<QPushButton>("bookmark")->click();
    QVERIFY(find<QPushButton>("bookmark")->isChecked());
    m_f->window.closeRecording();
    m_f->open();
    QTRY_VERIFY(m_f->sidecar->isLoaded());
    const std::vector<Timestamp> expected{m_f->fileEnd() - 600s, m_f->fileEnd() - 300s};
    QCOMPARE(m_f->window.replay()->bookmarks().instants(), expected);
    m_f->window.replay()->stepBookmark(Direction::Back);
    QCOMPARE(m_f->playhead().instant(), expected.back());
    press(Qt::Key_B);
    QCOMPARE(m_f->window.replay()->bookmarks().instants(), std::vector{expected.front()});
}

void TestReplayWindow::bookmarksOfTheLiveHistoryAreItsOwn()
{
    const QString path = m_f->folder.filePath(QStringLiteral("bookmarks.json"));
    const QString segments = m_f->folder.filePath(QStringLiteral("recording"));
    QVERIFY(QDir().mkpath(segments));
    m_f->playhead().pan(-1min);
    const auto bookmarks = [this] { return m_f->window.replay()->bookmarks().instants(); };
    // Refused until those on the disk are read; pressed once more, it would take the bookmark away again.
    QVERIFY(QTest::qWaitFor([&] { return press(Qt::Key_B), !bookmarks().empty(); }));
    QCOMPARE(bookmarks().size(), 1U);
    QTRY_VERIFY(readSidecar(path) && readSidecar(path)->bookmarks.size() == 1);
    QTRY_COMPARE(recording::readPins(segments)->size(), 1U);
    QCOMPARE(recording::readPins(segments)->front().span.begin, m_f->playhead().instant());
    m_f->open();
    QVERIFY(m_f->window.replay()->bookmarks().instants().empty());
    m_f->window.closeRecording();
    QCOMPARE(m_f->window.replay()->bookmarks().instants().size(), 1U);
}

void TestReplayWindow::theLogIsThatOfTheHistoryOnScreen()
{
    m_f->logSomeWork();
    m_f->publish();
    m_f->window.showSide(3);
    const LogModel *log = m_f->window.findChild<LogPanel *>()->model();
    const int live = log->storyCount();
    m_f->open();
    QCOMPARE(log->storyCount(), 4);
    m_f->window.closeRecording();
    QCOMPARE(log->storyCount(), live);
}

void TestReplayWindow::droppedFilesAreWanted()
{
    QSignalSpy wanted(&m_f->window, &MainWindow::filesWanted);
    QMimeData data;
    data.setUrls(
        {QUrl::fromLocalFile(QStringLiteral("/tmp/a.csv")), QUrl(QStringLiteral("https://example.org/b"))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&m_f->window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&m_f->window, &drop);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.at(0).at(0).toStringList(), QStringList{QStringLiteral("/tmp/a.csv")});
}

void TestReplayWindow::everythingIsNamed()
{
    m_f->open();
    const auto buttons = m_f->window.findChild<TransportBar *>()->findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 13);
    for (const QPushButton *button : buttons) {
        QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
        QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->objectName()));
        QVERIFY2(button->focusPolicy() & Qt::TabFocus, qPrintable(button->objectName()));
    }
}

QD_TEST_WIDGETS(TestReplayWindow)
#include "tst_replay_window.moc"
