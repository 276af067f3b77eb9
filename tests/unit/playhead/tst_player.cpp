// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/player.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/playhead/recording_evaluator.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// The clock is moved by hand and every look at it is made by hand; only the walk has a thread of its own.
class TestPlayer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_player.reset(); }
    void playsAtTheSpeedAskedFor_data();
    void playsAtTheSpeedAskedFor();
    void goesOnWhereItStoodAndDeliversNothingTwice();
    void aJumpBeginsAnew();
    void aChangeOfSpeedTakesEffectFromWhereItIs();
    void holdsAtTheEndOfAFile();
    void playsAFileAtItsEndFromTheBeginning();
    void ofALongFileAPartWorthSeeingIsShown();
    void followsAtTheEndOfALiveHistory();
    void playsIntoWhatCameMeanwhile();
    void holdsWhereSomethingTurnsCritical();
    void anAlertBeforeTheSwitchDoesNotHold();
    void jumpsOverGaps();
    void slownessIsMeasured();

private:
    void open(HistoryKind kind);
    /// Lets time pass, and looks until the playhead is there.
    void passTo(Timestamp expected, Millis by);
    [[nodiscard]] int evaluations();

    std::unique_ptr<FakeHistory> m_made;
    HistoryPtr m_history;
    std::unique_ptr<Playhead> m_playhead;
    ManualClock m_clock{Timestamp(Millis(1'000'000))};
    std::vector<Passed> m_passed;
    std::mutex m_mutex;
    std::function<bool(Timestamp)> m_isCritical;
    std::unique_ptr<Player> m_player;
};

void TestPlayer::init()
{
    failOnAnyWarning();
    m_made = std::make_unique<FakeHistory>();
    m_made->run(2000);
    m_passed.clear();
    m_isCritical = nullptr;
}

void TestPlayer::open(HistoryKind kind)
{
    m_history = std::make_shared<const HistorySnapshot>(m_made->snapshot());
    m_playhead = std::make_unique<Playhead>();
    m_playhead->setHistory(kind, {m_history->series.extent().begin, m_history->now});
    m_player = std::make_unique<Player>(
        *m_playhead, m_clock, std::make_unique<RecordingEvaluator>(m_passed, m_mutex, [this](Timestamp at) {
            return m_isCritical && m_isCritical(at);
        }));
    m_player->setHistory(m_history, true);
}

void TestPlayer::passTo(Timestamp expected, Millis by)
{
    m_clock.advance(by);
    m_player->tick();
    QTRY_COMPARE(m_playhead->instant(), expected);
}

int TestPlayer::evaluations()
{
    const std::lock_guard lock(m_mutex);
    return int(std::ranges::count(m_passed, Passed::What::Evaluation, &Passed::what));
}

void TestPlayer::playsAtTheSpeedAskedFor_data()
{
    QTest::addColumn<int>("speed");
    for (const int speed : Playhead::speeds) {
        QTest::newRow(qPrintable(QStringLiteral("%1 times").arg(speed))) << speed;
    }
}

void TestPlayer::playsAtTheSpeedAskedFor()
{
    QFETCH(int, speed);
    open(HistoryKind::File);
    const Timestamp from = m_history->now - 1900s;
    m_playhead->seek(from);
    m_playhead->setSpeed(speed);
    m_player->toggle();
    passTo(from + 400ms * speed, 400ms);
    passTo(from + 1200ms * speed, 800ms);
    QCOMPARE(evaluations(), int(1200 * speed / 1000));
}

void TestPlayer::goesOnWhereItStoodAndDeliversNothingTwice()
{
    open(HistoryKind::File);
    const Timestamp from = m_history->now - 1000s;
    m_playhead->seek(from);
    m_playhead->setSpeed(10);
    m_player->toggle();
    passTo(from + 100s, 10s);
    m_player->toggle();
    QCOMPARE(m_playhead->motion(), Motion::Held);
    m_clock.advance(1h); // nothing plays meanwhile
    m_player->toggle();
    passTo(from + 150s, 5s);
    QCOMPARE(m_player->counts().evaluations, 150);
    QCOMPARE(evaluations(), 150);
}

void TestPlayer::aJumpBeginsAnew()
{
    open(HistoryKind::File);
    const Timestamp from = m_history->now - 1000s;
    m_playhead->seek(from);
    m_player->toggle();
    passTo(from + 10s, 10s);
    m_playhead->seek(from + 500s);
    m_player->tick(); // sees the jump
    passTo(from + 503s, 3s);
    QCOMPARE(m_playhead->motion(), Motion::Playing);
    QCOMPARE(m_player->counts().evaluations, 3);
    QCOMPARE(evaluations(), 13);
}

void TestPlayer::aChangeOfSpeedTakesEffectFromWhereItIs()
{
    open(HistoryKind::File);
    const Timestamp from = m_history->now - 1000s;
    m_playhead->seek(from);
    m_playhead->setSpeed(60);
    m_player->toggle();
    passTo(from + 60s, 1s);
    m_playhead->setSpeed(1);
    m_player->tick();
    passTo(from + 65s, 5s);
}

void TestPlayer::holdsAtTheEndOfAFile()
{
    open(HistoryKind::File);
    QSignalSpy ended(m_player.get(), &Player::ended);
    m_playhead->seek(m_history->now - 5s);
    m_player->toggle();
    passTo(m_history->now, 1min);
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(m_playhead->motion(), Motion::Held);
    QCOMPARE(evaluations(), 5);
}

void TestPlayer::playsAFileAtItsEndFromTheBeginning()
{
    open(HistoryKind::File);
    m_playhead->setSpeed(1000);
    m_player->toggle();
    QCOMPARE(m_playhead->instant(), m_history->series.extent().begin);
    QCOMPARE(m_playhead->range().length(), Millis(15min));
    passTo(m_history->now, 1min);
    QTRY_COMPARE(m_playhead->motion(), Motion::Held);
    QCOMPARE(evaluations(), 2000); // the first sample too
}

void TestPlayer::ofALongFileAPartWorthSeeingIsShown()
{
    m_made->pass(48h);
    m_made->run(1);
    open(HistoryKind::File);
    const Millis all = m_playhead->range().length();
    m_player->toggle();
    QCOMPARE(m_playhead->motion(), Motion::Playing);
    QCOMPARE(m_playhead->instant(), m_history->series.extent().begin);
    QCOMPARE(m_playhead->range().length(), m_history->series.extent().length() / 24);
    QCOMPARE(m_playhead->followSpan(), Millis(15min)); // that of what is live stays
    m_playhead->back();
    QCOMPARE(m_playhead->range().length(), all);
}

void TestPlayer::followsAtTheEndOfALiveHistory()
{
    open(HistoryKind::Live);
    m_playhead->pan(-10s);
    m_player->toggle();
    QCOMPARE(m_playhead->mode(), Mode::Replay);
    passTo(m_history->now, 20s);
    QTRY_COMPARE(m_playhead->mode(), Mode::Live);
}

void TestPlayer::playsIntoWhatCameMeanwhile()
{
    open(HistoryKind::Live);
    const Timestamp from = m_history->now - 10s;
    m_playhead->pan(-10s);
    m_player->toggle();
    passTo(from + 5s, 5s);
    m_made->run(30);
    m_history = std::make_shared<const HistorySnapshot>(m_made->snapshot());
    m_player->setHistory(m_history, false);
    m_playhead->advanceTo(m_history->now);
    passTo(from + 25s, 20s);
    QCOMPARE(evaluations(), 25);
}

void TestPlayer::holdsWhereSomethingTurnsCritical()
{
    open(HistoryKind::File);
    const Timestamp bad = m_history->now - 70s;
    m_isCritical = [&](Timestamp at) { return at == bad; };
    QSignalSpy paused(m_player.get(), &Player::pausedOnAlert);
    m_player->setPauseOnAlert(true);
    m_playhead->seek(m_history->now - 100s);
    m_playhead->setSpeed(60);
    m_player->toggle();
    passTo(bad, 10s);
    QTRY_COMPARE(paused.count(), 1);
    QCOMPARE(m_playhead->motion(), Motion::Held);
    QCOMPARE(paused.at(0).at(0).value<Timestamp>(), bad);
    m_player->toggle();
    passTo(bad + 60s, 1s);
    QCOMPARE(evaluations(), 90);
}

void TestPlayer::anAlertBeforeTheSwitchDoesNotHold()
{
    open(HistoryKind::File);
    const Timestamp from = m_history->now - 100s;
    m_isCritical = [&](Timestamp at) { return at == from + 5s; };
    m_playhead->seek(from);
    m_player->toggle();
    passTo(from + 10s, 10s);
    m_player->setPauseOnAlert(true);
    passTo(from + 20s, 10s);
    QCOMPARE(m_playhead->motion(), Motion::Playing);
}

void TestPlayer::jumpsOverGaps()
{
    m_made->pass(std::chrono::hours(3));
    m_made->run(100);
    open(HistoryKind::File);
    const Timestamp again = m_history->now - 99s;
    const Timestamp last = again - std::chrono::hours(3) - 1s;
    m_player->setSkipGaps(true);
    m_playhead->seek(last - 10s);
    m_player->toggle();
    // 10 s to the last sample, the second that it counts for, then on with the first one after the gap.
    passTo(again + 9s, 20s);
    QCOMPARE(evaluations(), 20);
}

void TestPlayer::slownessIsMeasured()
{
    PaceMeter meter;
    const Timestamp clock{Millis(0)};
    QVERIFY(!meter.pace());
    for (int i = 0; i <= 40; ++i) {
        meter.add(clock + 100ms * i, i < 20 ? 100s * i : 1900s + 40s * (i - 19));
    }
    QCOMPARE(std::lround(*meter.pace()), 400);
}

QD_TEST_GUILESS(TestPlayer)
#include "tst_player.moc"
