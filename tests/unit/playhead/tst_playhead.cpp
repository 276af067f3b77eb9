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

const Timestamp start{Millis(1'724'155'200'000)};

} // namespace

class TestPlayhead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void beginsFollowingAQuarterOfAnHour();
    void followsTheLiveEdge();
    void aHeldPictureStaysWhileTheEdgeMovesOn();
    void zoomHoldsAndIsWalkedBack();
    void walkingBackToFollowingMeansTheEdgeOfNow();
    void spansAreClamped_data();
    void spansAreClamped();
    void wheelKeepsTheAnchor();
    void wheelStepsAreOneEntry();
    void aDraggedEdgeIsOneEntry();
    void zoomingOutWhileFollowingKeepsFollowing();
    void panNeverPassesTheLiveEdge();
    void nothingChangedSaysNothing();
    void modesFollowMotion();
};

void TestPlayhead::beginsFollowingAQuarterOfAnHour()
{
    Playhead p;
    p.advanceTo(start);
    QCOMPARE(p.range(), spanBefore(start, 15min));
    QCOMPARE(p.followSpan(), Millis(15min));
}

void TestPlayhead::followsTheLiveEdge()
{
    Playhead p;
    p.follow(5min);
    p.advanceTo(start);
    p.advanceTo(start + 1s);
    QCOMPARE(p.range(), spanBefore(start + 1s, 5min));
    QCOMPARE(p.instant(), start + 1s);
    QCOMPARE(p.motion(), Motion::Follow);
}

void TestPlayhead::aHeldPictureStaysWhileTheEdgeMovesOn()
{
    Playhead p;
    p.follow(5min);
    p.advanceTo(start);
    p.hold();
    p.advanceTo(start + 43s);
    QCOMPARE(p.range(), spanBefore(start, 5min));
    QCOMPARE(p.instant(), start);
    QCOMPARE(p.liveEdge(), start + 43s);
    p.follow();
    QCOMPARE(p.range(), spanBefore(start + 43s, 5min));
}

void TestPlayhead::zoomHoldsAndIsWalkedBack()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(start);
    const TimeRange first = spanBefore(start - 10min, 10min);
    const TimeRange second = spanBefore(start - 12min, 2min);
    p.zoomTo(first);
    p.zoomTo(second);
    QCOMPARE(p.range(), second);
    QCOMPARE(p.motion(), Motion::Held);
    p.back();
    QCOMPARE(p.range(), first);
    p.back();
    QCOMPARE(p.motion(), Motion::Follow);
    QVERIFY(!p.canGoBack());
    p.back();
    QCOMPARE(p.range(), spanBefore(start, 1h));
}

void TestPlayhead::walkingBackToFollowingMeansTheEdgeOfNow()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(start);
    p.zoomTo(spanBefore(start - 10min, 10min));
    p.advanceTo(start + 5min);
    p.back();
    QCOMPARE(p.range(), spanBefore(start + 5min, 1h));
    QCOMPARE(p.instant(), start + 5min);
}

void TestPlayhead::spansAreClamped_data()
{
    QTest::addColumn<TimeRange>("asked");
    QTest::addColumn<TimeRange>("shown");
    const Timestamp middle = start - 1h;
    QTest::newRow("a click is not a zoom to nothing")
        << TimeRange{middle, middle} << TimeRange{middle - 1s, middle + 1s};
    QTest::newRow("dragged from right to left")
        << TimeRange{middle, middle - 10s} << TimeRange{middle - 10s, middle};
    QTest::newRow("into the future") << TimeRange{start - 30s, start + 30s} << TimeRange{start - 60s, start};
    QTest::newRow("longer than two years")
        << TimeRange{start - Playhead::longestSpan * 2, start} << spanBefore(start, Playhead::longestSpan);
}

void TestPlayhead::spansAreClamped()
{
    QFETCH(TimeRange, asked);
    QFETCH(TimeRange, shown);
    Playhead p;
    p.advanceTo(start);
    p.zoomTo(asked);
    QCOMPARE(p.range().length(), shown.length());
    if (shown.length() != Playhead::longestSpan) {
        QCOMPARE(p.range(), shown);
    }
    QVERIFY(p.range().end <= start);
}

void TestPlayhead::wheelKeepsTheAnchor()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(start);
    const Timestamp anchor = start - 45min;
    p.zoomAt(anchor, 0.5);
    QCOMPARE(p.range(), (TimeRange{anchor - 7min - 30s, anchor + 22min + 30s}));
    QCOMPARE(p.motion(), Motion::Held);
    p.zoomAt(anchor, 2);
    QCOMPARE(p.range(), spanBefore(start, 1h));
    p.zoomAt(anchor, 0);
    QCOMPARE(p.range(), spanBefore(start, 1h));
}

void TestPlayhead::wheelStepsAreOneEntry()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(start);
    for (int i = 0; i < 8; ++i) {
        p.zoomAt(start - 30min, 0.8);
    }
    p.back();
    QCOMPARE(p.range(), spanBefore(start, 1h));
    QCOMPARE(p.motion(), Motion::Follow);
}

void TestPlayhead::aDraggedEdgeIsOneEntry()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(start);
    for (Millis span = 50min; span >= 30min; span -= 1min) {
        p.stretchTo(spanBefore(start, span));
    }
    QCOMPARE(p.motion(), Motion::Follow);
    QCOMPARE(p.followSpan(), Millis(30min));
    p.endStretch();
    p.stretchTo({start - 30min, start - 10min});
    QCOMPARE(p.motion(), Motion::Held);
    p.back();
    QCOMPARE(p.range(), spanBefore(start, 30min));
    p.back();
    QCOMPARE(p.range(), spanBefore(start, 1h));
    QVERIFY(!p.canGoBack());
}

void TestPlayhead::zoomingOutWhileFollowingKeepsFollowing()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(start);
    p.zoomAt(start - 30min, 2);
    QCOMPARE(p.motion(), Motion::Follow);
    QCOMPARE(p.range(), spanBefore(start, 2h));
    p.zoomAt(start, 0.25);
    QCOMPARE(p.motion(), Motion::Follow);
    QCOMPARE(p.range(), spanBefore(start, 30min));
    QCOMPARE(p.followSpan(), Millis(30min));
}

void TestPlayhead::panNeverPassesTheLiveEdge()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(start);
    p.pan(-10min);
    QCOMPARE(p.range(), spanBefore(start - 10min, 1h));
    QCOMPARE(p.motion(), Motion::Held);
    p.pan(1h);
    QCOMPARE(p.range(), spanBefore(start, 1h));
    QVERIFY(!p.canGoBack());
}

void TestPlayhead::nothingChangedSaysNothing()
{
    Playhead p;
    p.follow(1h);
    p.advanceTo(start);
    QSignalSpy changed(&p, &Playhead::changed);
    p.advanceTo(start);
    p.follow();
    QCOMPARE(changed.count(), 0);
    p.hold();
    QCOMPARE(changed.count(), 1);
    p.hold();
    p.advanceTo(start + 1s);
    QCOMPARE(changed.count(), 1);
}

void TestPlayhead::modesFollowMotion()
{
    Playhead p;
    QSignalSpy modes(&p, &Playhead::modeChanged);
    p.follow(1h);
    p.advanceTo(start);
    QCOMPARE(p.mode(), Mode::Live);
    p.hold();
    p.pan(-1min);
    p.follow();
    QCOMPARE(modes.count(), 2);
    QCOMPARE(modes.at(0).at(0).value<Mode>(), Mode::Paused);
    QCOMPARE(modes.at(1).at(0).value<Mode>(), Mode::Live);
}

QD_TEST_GUILESS(TestPlayhead)
#include "tst_playhead.moc"
