// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/annotated_feed.h"
#include "tests/support/fake_gateway.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

class TestAnnotatedFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void notesAreEventsAmongTheOthers();
    void followsItsBase();
};

namespace {

Event note(Timestamp at)
{
    Event event;
    event.kind = EventKind::Note;
    event.at = at;
    return event;
}

} // namespace

void TestAnnotatedFeed::notesAreEventsAmongTheOthers()
{
    FakeHistory made;
    made.run(10);
    made.log(note(made.now() - 8s));
    made.log(note(made.now() - 2s));
    FakeFeed base;
    base.publish(made.snapshot());
    AnnotatedFeed feed(&base);
    QCOMPARE(feed.current()->events.size(), 2U);
    feed.setNotes({note(made.now() - 5s)});
    const EventSnapshot events = feed.current()->events;
    QCOMPARE(events.size(), 3U);
    QCOMPARE(events.at(1).at, made.now() - 5s);
    QCOMPARE(events.at(1).seq, 3U); // those before keep theirs
    QCOMPARE(events.newestSeq(), 3U);
    QCOMPARE(events.lowerBound(made.now() - 4s), 2U);
    feed.setNotes({});
    QCOMPARE(feed.current()->events.size(), 2U);
}

void TestAnnotatedFeed::followsItsBase()
{
    FakeHistory made;
    made.run(10);
    FakeFeed base;
    base.publish(made.snapshot());
    AnnotatedFeed feed(&base);
    feed.setNotes({note(made.now())});
    QSignalSpy published(&feed, &HistoryFeed::published);
    const auto before = feed.current()->generation;
    made.run(5);
    made.log(note(made.now()));
    base.publish(made.snapshot());
    QCOMPARE(published.count(), 1);
    QVERIFY(feed.current()->generation > before);
    QCOMPARE(feed.current()->now, made.now());
    QCOMPARE(feed.current()->events.size(), 2U);
}

QD_TEST_GUILESS(TestAnnotatedFeed)
#include "tst_annotated_feed.moc"
