// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event_log.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "widgets/chart/event_marks.h"
#include "widgets/chart/overview_picture.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const Timestamp laneStart{Millis(1'724'155'200'000)};

/// Every character is 6 pixels wide; what does not fit is cut.
const LabelMetrics metrics{[](const QString &text) { return 6.0 * double(text.size()); },
                           [](const QString &text, double width) { return text.left(int(width / 6)); }};

Event anEvent(EventKind kind, Millis after, const QString &subject = {}, const QString &correlation = {})
{
    Event e;
    e.origin = QStringLiteral("test");
    e.kind = kind;
    e.at = laneStart + after;
    e.subject = subject;
    e.correlation = correlation;
    return e;
}

EventSnapshot logOf(std::vector<Event> events)
{
    const QTemporaryDir folder;
    const ManualClock clock(laneStart);
    auto log = EventLog::open(folder.filePath(QStringLiteral("events.db")), clock);
    (void)log.value()->appendAll(std::move(events));
    return log.value()->snapshot();
}

/// One second a pixel over ten minutes.
TimeAxis axis()
{
    return timeAxisFor({laneStart, laneStart + 600s}, 600);
}

std::vector<EventMark> marksOf(std::vector<Event> events)
{
    return eventMarks(logOf(std::move(events)), axis(), 1, metrics);
}

} // namespace

class TestEventMarks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void standWhereTheyHappened();
    void onlyTheVisibleOnes();
    void closeOnesShareAPlace();
    void labelsGiveWay();
    void oneStoryIsOneMark();
    void aDeployIsMarkedFromItsOrderOn();
    void whatOnlyTheLogNeedsIsLeftOut();
    void severitiesLastUntilResolved();
    void theWorstIsPaintedLast();
    void overviewGrowsWithTheHistory_data();
    void overviewGrowsWithTheHistory();
};

void TestEventMarks::standWhereTheyHappened()
{
    const auto marks = marksOf({anEvent(EventKind::Deploy, 60s), anEvent(EventKind::Note, 300s)});
    QCOMPARE(marks.size(), std::size_t(2));
    QVERIFY(std::abs(marks[0].x - 60) < 1);
    QVERIFY(std::abs(marks[1].x - 300) < 1);
    QCOMPARE(marks[0].face.glyph, Glyph::Deploy);
    QCOMPARE(marks[0].shownLabel, QStringLiteral("deploy"));
    QCOMPARE(marks[0].seq, std::uint64_t(1));
}

void TestEventMarks::onlyTheVisibleOnes()
{
    const auto marks = marksOf(
        {anEvent(EventKind::Deploy, -60s), anEvent(EventKind::Deploy, 10s), anEvent(EventKind::Deploy, 700s)});
    QCOMPARE(marks.size(), std::size_t(1));
}

void TestEventMarks::closeOnesShareAPlace()
{
    const auto marks = marksOf({anEvent(EventKind::Note, 100s), anEvent(EventKind::ServiceCrashed, 104s),
                                anEvent(EventKind::Deploy, 106s), anEvent(EventKind::Note, 200s)});
    QCOMPARE(marks.size(), std::size_t(2));
    QCOMPARE(marks[0].more, 2);
    QCOMPARE(marks[0].face.glyph, Glyph::Crash);
    QCOMPARE(marks[0].seq, std::uint64_t(2));
    QVERIFY(marks[0].shownLabel.endsWith(QStringLiteral("+2")));
}

void TestEventMarks::labelsGiveWay()
{
    Event note = anEvent(EventKind::Note, 100s);
    note.body.insert(QStringLiteral("text"), QStringLiteral("a long story about what was tried"));
    Event near = anEvent(EventKind::Note, 180s);
    const auto marks = marksOf({note, near, anEvent(EventKind::Note, 200s), anEvent(EventKind::Note, 595s)});
    QCOMPARE(marks.size(), std::size_t(4));
    QVERIFY(marks[0].shownLabel.startsWith(QStringLiteral("note: a")));
    QVERIFY(10 + 6 * marks[0].shownLabel.size() <= 80);
    QVERIFY(marks[1].shownLabel.isEmpty());
    QVERIFY(marks[3].shownLabel.isEmpty());
}

void TestEventMarks::oneStoryIsOneMark()
{
    Event done = anEvent(EventKind::PurgeFinished, 101s, {}, QStringLiteral("c1"));
    done.body.insert(QStringLiteral("purged"), 12431);
    const auto marks = marksOf({anEvent(EventKind::PurgeRequested, 70s, {}, QStringLiteral("c1")), done,
                                anEvent(EventKind::PurgeRequested, 300s, {}, QStringLiteral("c2"))});
    QCOMPARE(marks.size(), std::size_t(2));
    QVERIFY(std::abs(marks[0].x - 70) < 1);
    QCOMPARE(marks[0].face.label, QStringLiteral("purged 12,431"));
    QCOMPARE(marks[0].more, 0);
}

void TestEventMarks::aDeployIsMarkedFromItsOrderOn()
{
    const auto marks = marksOf({anEvent(EventKind::DeployRequested, 60s, {}, QStringLiteral("d1"))});
    QCOMPARE(marks.size(), std::size_t(1));
    QCOMPARE(marks[0].face.glyph, Glyph::Deploy);
    const auto done = marksOf({anEvent(EventKind::DeployRequested, 60s, {}, QStringLiteral("d1")),
                               anEvent(EventKind::Deploy, 90s, {}, QStringLiteral("d1"))});
    QCOMPARE(done.size(), std::size_t(1));
    QCOMPARE(done[0].seq, std::uint64_t(2));
}

void TestEventMarks::whatOnlyTheLogNeedsIsLeftOut()
{
    QVERIFY(marksOf({anEvent(EventKind::WindowOpened, 10s), anEvent(EventKind::ScrapeFailed, 20s)}).empty());
}

void TestEventMarks::severitiesLastUntilResolved()
{
    Event page = anEvent(EventKind::AlertFiring, 100s, QStringLiteral("Leak"));
    page.body.insert(QStringLiteral("severity"), QStringLiteral("critical"));
    const EventSnapshot events = logOf({anEvent(EventKind::AlertFiring, -50s, QStringLiteral("Slow")),
                                        anEvent(EventKind::AlertResolved, 50s, QStringLiteral("Slow")), page,
                                        anEvent(EventKind::AlertFiring, -90s, QStringLiteral("Old")),
                                        anEvent(EventKind::AlertResolved, -80s, QStringLiteral("Old"))});
    const auto spans = severitySpans(events, {laneStart, laneStart + 600s});
    QCOMPARE(spans.size(), std::size_t(2));
    QCOMPARE(spans[0].range, (TimeRange{laneStart - 50s, laneStart + 50s}));
    QCOMPARE(spans[0].severity, Severity::Warning);
    QCOMPARE(spans[1].range, (TimeRange{laneStart + 100s, laneStart + 600s}));
    QCOMPARE(spans[1].severity, Severity::Critical);
}

/// A milder one that begins later must not cover it.
void TestEventMarks::theWorstIsPaintedLast()
{
    Event page = anEvent(EventKind::AlertFiring, 100s, QStringLiteral("Leak"));
    page.body.insert(QStringLiteral("severity"), QStringLiteral("critical"));
    const EventSnapshot events = logOf({page, anEvent(EventKind::AlertFiring, 200s, QStringLiteral("Slow"))});
    const auto spans = severitySpans(events, {laneStart, laneStart + 600s});
    QCOMPARE(spans.size(), std::size_t(2));
    QCOMPARE(spans[0].severity, Severity::Warning);
    QCOMPARE(spans[1].severity, Severity::Critical);
}

void TestEventMarks::overviewGrowsWithTheHistory_data()
{
    QTest::addColumn<Millis>("known");
    QTest::addColumn<Millis>("shown");
    QTest::newRow("nothing yet") << Millis(0) << Millis(15min);
    QTest::newRow("some minutes") << Millis(7min) << Millis(15min);
    QTest::newRow("half an hour") << Millis(30min) << Millis(1h);
    QTest::newRow("a little more than a day") << Millis(25h) << Millis(24h);
    QTest::newRow("two days") << Millis(48h) << Millis(24h * 7);
}

void TestEventMarks::overviewGrowsWithTheHistory()
{
    QFETCH(Millis, known);
    QFETCH(Millis, shown);
    const TimeRange range = overviewRange({laneStart - known, laneStart}, laneStart);
    QCOMPARE(range.length(), shown);
    QCOMPARE(range.end, laneStart);
}

QD_TEST_GUILESS(TestEventMarks)
#include "tst_event_marks.moc"
