// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/playhead.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/playhead/span_before.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using qd::test::spanBefore;
using namespace std::chrono_literals;

namespace {

const Timestamp now{Millis(1'724'155'200'000)};
const Timestamp fileEnd = now - std::chrono::hours(24 * 90);
const TimeRange file{fileEnd - std::chrono::hours(2), fileEnd};

} // namespace

/// A playhead over a file, and over a live history that is played back.
class TestReplayPlayhead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void aFileOpensHeldWithAllOfItInView();
    void leavingAFileRestoresTheLiveView_data();
    void leavingAFileRestoresTheLiveView();
    void aFileIsReplayWhateverItDoes();
    void aLiveHistoryPlayedBackIsReplayUntilItFollows();
    void followingHasNothingToPlay();
    void playingSlidesTheRange();
    void onlyWhatPlaysReaches();
    void aSpanChosenInReplayEndsAtTheInstant();
    void seekingStaysWithinTheHistory();
    void zoomingInHoldsWhatPlays();
    void zoomingOutKeepsPlaying();
    void backToPlayingIsHeld();
    void followInAFileGoesToItsEnd();
    void speedsAreThoseThereAre_data();
    void speedsAreThoseThereAre();
};

void TestReplayPlayhead::aFileOpensHeldWithAllOfItInView()
{
    Playhead p;
    p.advanceTo(now);
    QSignalSpy modes(&p, &Playhead::modeChanged);
    p.setHistory(HistoryKind::File, file);
    QCOMPARE(p.range(), file);
    QCOMPARE(p.instant(), fileEnd);
    QCOMPARE(p.motion(), Motion::Held);
    QCOMPARE(p.mode(), Mode::Replay);
    QCOMPARE(modes.count(), 1);
}

void TestReplayPlayhead::leavingAFileRestoresTheLiveView_data()
{
    QTest::addColumn<bool>("held");
    QTest::addColumn<bool>("playback");
    QTest::addColumn<TimeRange>("restored");
    QTest::newRow("it followed: the edge of now") << false << false << spanBefore(now + 1min, 1h);
    QTest::newRow("it was held: what was held") << true << false << spanBefore(now - 10min, 20min);
    QTest::newRow("it was played back: the edge of now") << true << true << spanBefore(now + 1min, 20min);
}

void TestReplayPlayhead::leavingAFileRestoresTheLiveView()
{
    QFETCH(bool, held);
    QFETCH(bool, playback);
    Playhead p;
    p.follow(1h);
    p.advanceTo(now);
    if (held) {
        p.zoomTo(spanBefore(now - 10min, 20min));
    }
    if (playback) {
        p.play();
    }
    p.setHistory(HistoryKind::File, file);
    p.zoomTo(spanBefore(fileEnd - 10min, 5min));
    p.setHistory(HistoryKind::Live, {now - 1h, now + 1min});
    QTEST(p.range(), "restored");
    QCOMPARE(p.mode(), held && !playback ? Mode::Paused : Mode::Live);
    QVERIFY2(!p.canGoBack(), "the zooms of the file are not those of the live history");
}

void TestReplayPlayhead::aFileIsReplayWhateverItDoes()
{
    Playhead p;
    p.advanceTo(now);
    p.setHistory(HistoryKind::File, file);
    p.seek(file.begin + 1h);
    p.play();
    QCOMPARE(p.mode(), Mode::Replay);
    p.hold();
    p.follow(5min);
    p.follow();
    p.back();
    QCOMPARE(p.mode(), Mode::Replay);
    QCOMPARE(p.motion(), Motion::Held);
}

void TestReplayPlayhead::aLiveHistoryPlayedBackIsReplayUntilItFollows()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(now);
    p.pan(-30min);
    QCOMPARE(p.mode(), Mode::Paused);
    p.play();
    QCOMPARE(p.mode(), Mode::Replay);
    p.hold();
    QCOMPARE(p.mode(), Mode::Replay);
    p.pan(-1min);
    p.advanceTo(now + 1min);
    QCOMPARE(p.mode(), Mode::Replay);
    p.follow();
    QCOMPARE(p.mode(), Mode::Live);
    QCOMPARE(p.range(), spanBefore(now + 1min, 1h));
    p.hold();
    QCOMPARE(p.mode(), Mode::Paused);
}

void TestReplayPlayhead::followingHasNothingToPlay()
{
    Playhead p;
    p.advanceTo(now);
    p.play();
    QCOMPARE(p.motion(), Motion::Follow);
    QCOMPARE(p.mode(), Mode::Live);
}

void TestReplayPlayhead::playingSlidesTheRange()
{
    Playhead p;
    p.setHistory(HistoryKind::File, file);
    p.zoomTo(spanBefore(file.begin + 30min, 15min));
    p.play();
    p.reach(file.begin + 30min + 400ms);
    QCOMPARE(p.range(), spanBefore(file.begin + 30min + 400ms, 15min));
    QCOMPARE(p.instant(), file.begin + 30min + 400ms);
}

void TestReplayPlayhead::onlyWhatPlaysReaches()
{
    Playhead p;
    p.setHistory(HistoryKind::File, file);
    p.reach(file.begin);
    QCOMPARE(p.instant(), fileEnd);
}

void TestReplayPlayhead::aSpanChosenInReplayEndsAtTheInstant()
{
    Playhead p;
    p.setHistory(HistoryKind::File, file);
    p.seek(file.begin + 1h);
    p.play();
    p.follow(5min);
    QCOMPARE(p.range(), spanBefore(file.begin + 1h, 5min));
    QCOMPARE(p.motion(), Motion::Playing);
}

void TestReplayPlayhead::seekingStaysWithinTheHistory()
{
    Playhead p;
    p.setHistory(HistoryKind::File, file);
    p.seek(fileEnd + 1h);
    QCOMPARE(p.instant(), fileEnd);
    p.seek(file.begin + 1min);
    QCOMPARE(p.range(), spanBefore(file.begin + 1min, 2h));
    p.play();
    p.seek(file.begin + 30min);
    QCOMPARE(p.motion(), Motion::Playing);
}

void TestReplayPlayhead::zoomingInHoldsWhatPlays()
{
    Playhead p;
    p.setHistory(HistoryKind::File, file);
    p.seek(file.begin + 1h);
    p.play();
    p.zoomTo(spanBefore(file.begin + 40min, 10min));
    QCOMPARE(p.motion(), Motion::Held);
    QCOMPARE(p.instant(), file.begin + 40min);
}

void TestReplayPlayhead::zoomingOutKeepsPlaying()
{
    Playhead p;
    p.setHistory(HistoryKind::File, file);
    p.follow(10min);
    p.seek(file.begin + 1h);
    p.play();
    p.zoomAt(file.begin + 1h, 2);
    QCOMPARE(p.motion(), Motion::Playing);
    QCOMPARE(p.range(), spanBefore(file.begin + 1h, 20min));
    p.stretchTo(spanBefore(file.begin + 1h, 5min));
    QCOMPARE(p.motion(), Motion::Playing);
    QCOMPARE(p.range(), spanBefore(file.begin + 1h, 5min));
}

void TestReplayPlayhead::backToPlayingIsHeld()
{
    Playhead p;
    p.setHistory(HistoryKind::File, file);
    p.seek(file.begin + 1h);
    p.play();
    p.zoomTo(spanBefore(file.begin + 40min, 10min));
    p.back();
    QCOMPARE(p.instant(), file.begin + 1h);
    QCOMPARE(p.motion(), Motion::Held);
}

void TestReplayPlayhead::followInAFileGoesToItsEnd()
{
    Playhead p;
    p.setHistory(HistoryKind::File, file);
    p.follow(10min);
    p.seek(file.begin + 30min);
    p.follow();
    QCOMPARE(p.range(), spanBefore(fileEnd, 10min));
    QCOMPARE(p.motion(), Motion::Held);
}

void TestReplayPlayhead::speedsAreThoseThereAre_data()
{
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("set");
    QTest::newRow("one of them") << 30 << 30;
    QTest::newRow("between two") << 59 << 30;
    QTest::newRow("too fast") << 4000 << 1000;
    QTest::newRow("backwards") << -2 << 1;
}

void TestReplayPlayhead::speedsAreThoseThereAre()
{
    QFETCH(int, asked);
    Playhead p;
    p.setSpeed(asked);
    QTEST(p.speed(), "set");
}

QD_TEST_GUILESS(TestReplayPlayhead)
#include "tst_replay_playhead.moc"
