// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/alert_book.h"
#include "model/alerts/alert_marks.h"
#include "tests/support/alert_event.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtTest/QTest>

#include <algorithm>
#include <random>

using namespace qd;
using namespace qd::alerts;
using namespace std::chrono_literals;
using test::alertEvent;

namespace {

const QString x = QStringLiteral("X");
const QString y = QStringLiteral("Y");

Event at(Event event, Millis when)
{
    static std::uint64_t number = 1'000'000;
    event.at = Timestamp(when);
    event.origin = QStringLiteral("quarterdeck");
    event.originSeq = ++number;
    return event;
}

const AlertRecord &only(const AlertBook &book)
{
    Q_ASSERT(book.alerts().size() == 1);
    return book.alerts().begin()->second;
}

const AlertRecord &named(const AlertBook &book, const QString &name)
{
    for (const auto &[identity, alert] : book.alerts())
        if (alert.name == name)
            return alert;
    qFatal("no such alert");
}

} // namespace

class AlertBookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void standsAsTheLogSaid();
    void olderLogsHaveAnnotationsInTheBody();
    void whatItSaysIsOfNow();
    void unknownIsNotResolved();
    void remembersFirings();
    void anAcknowledgementEndsWithItsFiring();
    void silenceIsAFlagForItsTime();
    void aSilenceEndsEarly();
    void theWorseMutesTheMilderAboutTheSame();
    void otherInstancesAreNotMuted();
    void aSilencedOneMutesNobody();
    void flapsAndCalmsDown();
    void readsOnAndBack();
    void anEventInBetweenIsSeen();
    void lateEventsOfTheServiceCostNothing();
    void goesBackWhereNothingHappened();
    void isAsIfItWereReadAtOnce();
    void countsWhatASilenceWouldHaveKeptQuiet();
};

void AlertBookTest::standsAsTheLogSaid()
{
    const auto log = EventSnapshot::of({alertEvent(EventKind::AlertPending, 5s, x, "warning"),
                                        alertEvent(EventKind::AlertFiring, 10s, x, "warning"),
                                        alertEvent(EventKind::AlertResolved, 20s, x, "warning")});
    AlertBook book;
    book.read(log, Timestamp(4s));
    QVERIFY(book.alerts().empty());
    const std::pair<Millis, Standing> steps[]{
        {5s, Standing::Pending}, {10s, Standing::Firing}, {20s, Standing::Resolved}};
    for (const auto &[when, standing] : steps) {
        book.read(log, Timestamp(when) + 1ms);
        QCOMPARE(only(book).standing, standing);
        QCOMPARE(only(book).since, Timestamp(when));
    }
    QCOMPARE(only(book).annotation(QStringLiteral("advice")), QStringLiteral("Look."));
}

void AlertBookTest::olderLogsHaveAnnotationsInTheBody()
{
    Event old = alertEvent(EventKind::AlertFiring, 10s, x, "warning");
    old.body.remove(QStringLiteral("annotations"));
    old.body.insert(QStringLiteral("advice"), QStringLiteral("As it was."));
    AlertBook book;
    book.read(EventSnapshot::of({old}), Timestamp(30s));
    QCOMPARE(only(book).annotation(QStringLiteral("summary")), QStringLiteral("X says so"));
    QCOMPARE(only(book).annotation(QStringLiteral("advice")), QStringLiteral("As it was."));
}

void AlertBookTest::whatItSaysIsOfNow()
{
    Event later = alertEvent(EventKind::AlertUpdated, 20s, x, "warning");
    later.body[u"annotations"] = QJsonObject{{QStringLiteral("summary"), QStringLiteral("worse")}};
    const EventSnapshot log = EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "warning"), later});
    AlertBook book;
    book.read(log, Timestamp(15s));
    QCOMPARE(only(book).annotation(QStringLiteral("summary")), QStringLiteral("X says so"));
    book.read(log, Timestamp(25s));
    QCOMPARE(only(book).annotation(QStringLiteral("summary")), QStringLiteral("worse"));
    QCOMPARE(only(book).standing, Standing::Firing);
    QCOMPARE(only(book).since, Timestamp(10s));
    QCOMPARE(only(book).firingCount, std::size_t(1));
}

void AlertBookTest::unknownIsNotResolved()
{
    Event lost = alertEvent(EventKind::AlertResolved, 20s, x, "critical");
    lost.body.insert(QStringLiteral("unknown"), true);
    AlertBook book;
    book.read(EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "critical"), lost}), Timestamp(30s));
    QCOMPARE(only(book).standing, Standing::Unknown);
    QVERIFY(only(book).isOpen());
    QVERIFY(!only(book).isFiring());
}

void AlertBookTest::remembersFirings()
{
    std::vector<Event> events;
    for (int i = 0; i < 60; ++i) {
        events.push_back(alertEvent(EventKind::AlertFiring, i * 100s, x, "warning"));
        events.push_back(alertEvent(EventKind::AlertResolved, i * 100s + 40s, x, "warning"));
    }
    AlertBook book;
    book.read(EventSnapshot::of(std::move(events)), Timestamp(10'000s));
    QCOMPARE(only(book).firingCount, std::size_t(60));
    QCOMPARE(only(book).firings.size(), AlertBook::mostFirings);
    QCOMPARE(only(book).firings.back().from, Timestamp(5'900s));
    QCOMPARE(only(book).firings.back().to, std::optional(Timestamp(5'940s)));
}

void AlertBookTest::anAcknowledgementEndsWithItsFiring()
{
    const Event firing = alertEvent(EventKind::AlertFiring, 10s, x, "critical");
    Event mark = at(acknowledgementOf(firing, QStringLiteral("on it")), 12s);
    mark.actor = QStringLiteral("anna");
    const auto log = EventSnapshot::of({firing, mark, at(escalationOf(firing, 15min), 13s),
                                        alertEvent(EventKind::AlertResolved, 20s, x, "critical"),
                                        alertEvent(EventKind::AlertFiring, 30s, x, "critical")});
    AlertBook book;
    book.read(log, Timestamp(15s));
    QVERIFY(only(book).acknowledged);
    QCOMPARE(only(book).acknowledged->by, QStringLiteral("anna"));
    QCOMPARE(only(book).acknowledged->comment, QStringLiteral("on it"));
    QCOMPARE(only(book).escalatedAt, std::optional(Timestamp(13s)));
    book.read(log, Timestamp(30s));
    QVERIFY(!only(book).acknowledged);
    QVERIFY(!only(book).escalatedAt);
}

void AlertBookTest::silenceIsAFlagForItsTime()
{
    const auto matchers = AlertMatchers::parse(QStringLiteral("alertname=\"X\""));
    QVERIFY(matchers);
    Event silence = at(silenceOf(*matchers, Timestamp(15s), Timestamp(25s), {}), 12s);
    silence.correlation = QStringLiteral("s1");
    const auto log = EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "critical"),
                                        alertEvent(EventKind::AlertFiring, 11s, y, "critical"), silence});
    AlertBook book;
    book.read(log, Timestamp(14s));
    QVERIFY(!named(book, x).isMuted());
    QCOMPARE(book.silences().size(), std::size_t(1));
    book.read(log, Timestamp(15s));
    QCOMPARE(named(book, x).silencedBy, QStringLiteral("s1"));
    QVERIFY(named(book, x).isFiring());
    QVERIFY(!named(book, y).isMuted());
    book.read(log, Timestamp(25s));
    QVERIFY(!named(book, x).isMuted());
    QVERIFY(book.silences().empty());
}

void AlertBookTest::aSilenceEndsEarly()
{
    const auto matchers = AlertMatchers::parse(QStringLiteral("alertname=\"X\""));
    QVERIFY(matchers);
    Event silence = at(silenceOf(*matchers, Timestamp(11s), Timestamp(3'600s), {}), 11s);
    silence.correlation = QStringLiteral("s1");
    const auto log = EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "critical"), silence,
                                        at(endOfSilence(QStringLiteral("s1"), {}), 20s)});
    AlertBook book;
    book.read(log, Timestamp(19s));
    QVERIFY(only(book).isMuted());
    book.read(log, Timestamp(20s));
    QVERIFY(!only(book).isMuted());
}

void AlertBookTest::theWorseMutesTheMilderAboutTheSame()
{
    const QString about = QStringLiteral("memory");
    const auto log = EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "warning", "a", about),
                                        alertEvent(EventKind::AlertFiring, 11s, x, "critical", "b", about),
                                        alertEvent(EventKind::AlertFiring, 12s, y, "critical", "a", about),
                                        alertEvent(EventKind::AlertResolved, 20s, y, "critical", "a", about)});
    AlertBook book;
    book.read(log, Timestamp(11s));
    for (const auto &[identity, alert] : book.alerts())
        QVERIFY(!alert.isMuted());
    book.read(log, Timestamp(12s));
    const AlertRecord &worse = named(book, y);
    int muted = 0;
    for (const auto &[identity, alert] : book.alerts()) {
        muted += alert.isMuted() ? 1 : 0;
        if (alert.isMuted())
            QCOMPARE(alert.inhibitedBy, worse.identity);
    }
    QCOMPARE(muted, 1);
    book.read(log, Timestamp(20s));
    for (const auto &[identity, alert] : book.alerts())
        QVERIFY(!alert.isMuted());
}

void AlertBookTest::otherInstancesAreNotMuted()
{
    AlertBook book;
    book.read(EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "warning", "a"),
                                 alertEvent(EventKind::AlertFiring, 10s, x, "critical", "b"),
                                 alertEvent(EventKind::AlertFiring, 10s, y, "critical", "a")}),
              Timestamp(10s));
    for (const auto &[identity, alert] : book.alerts())
        QVERIFY(!alert.isMuted());
}

void AlertBookTest::aSilencedOneMutesNobody()
{
    const auto matchers = AlertMatchers::parse(QStringLiteral("severity=\"critical\""));
    QVERIFY(matchers);
    Event silence = at(silenceOf(*matchers, Timestamp(11s), Timestamp(99s), {}), 11s);
    silence.correlation = QStringLiteral("s1");
    const auto log = EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "warning"),
                                        alertEvent(EventKind::AlertFiring, 10s, x, "critical"), silence});
    AlertBook book;
    book.read(log, Timestamp(10s));
    QVERIFY(std::ranges::any_of(book.alerts(), [](const auto &one) { return one.second.isMuted(); }));
    book.read(log, Timestamp(12s));
    for (const auto &[identity, alert] : book.alerts())
        QVERIFY(alert.inhibitedBy.isEmpty());
}

void AlertBookTest::flapsAndCalmsDown()
{
    std::vector<Event> events;
    for (int i = 0; i < 3; ++i) {
        events.push_back(alertEvent(EventKind::AlertFiring, i * 600s, x, "warning"));
        events.push_back(alertEvent(EventKind::AlertResolved, i * 600s + 60s, x, "warning"));
    }
    const auto log = EventSnapshot::of(std::move(events));
    AlertBook book;
    book.read(log, Timestamp(1'259s));
    QVERIFY(!only(book).isFlapping);
    book.read(log, Timestamp(1'260s));
    QVERIFY(only(book).isFlapping);
    book.read(log, Timestamp(1h));
    QVERIFY(!only(book).isFlapping); // the first of the six is an hour old
}

void AlertBookTest::readsOnAndBack()
{
    EventSnapshot log = EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "warning")});
    AlertBook book;
    book.read(log, Timestamp(15s));
    log = log.with({alertEvent(EventKind::AlertResolved, 20s, x, "warning")});
    book.read(log, Timestamp(25s));
    QCOMPARE(only(book).standing, Standing::Resolved);
    QCOMPARE(only(book).firingCount, std::size_t(1));
    book.read(log, Timestamp(15s));
    QCOMPARE(only(book).standing, Standing::Firing);
    QVERIFY(!only(book).firings.back().to);
}

void AlertBookTest::anEventInBetweenIsSeen()
{
    const Event firing = alertEvent(EventKind::AlertFiring, 10s, x, "warning");
    EventSnapshot log = EventSnapshot::of({firing, alertEvent(EventKind::AlertFiring, 20s, y, "warning")});
    AlertBook book;
    book.read(log, Timestamp(30s));
    log = EventSnapshot::of({firing, alertEvent(EventKind::AlertResolved, 15s, x, "warning"), log.at(1)});
    book.read(log, Timestamp(30s));
    QCOMPARE(named(book, x).standing, Standing::Resolved);
    QCOMPARE(named(book, y).firingCount, std::size_t(1));
}

void AlertBookTest::lateEventsOfTheServiceCostNothing()
{
    std::vector<Event> events;
    for (int i = 0; i < 1'000; ++i)
        events.push_back(
            alertEvent(i % 2 ? EventKind::AlertResolved : EventKind::AlertFiring, i * 10s, x, "page"));
    EventSnapshot log = EventSnapshot::of(std::move(events));
    AlertBook book;
    book.read(log, Timestamp(20'000s));
    QCOMPARE(book.entriesRead(), std::size_t(1'000));
    for (int i = 0; i < 20; ++i) {
        Event late;
        late.kind = EventKind::ServiceEvent;
        log = log.with({at(late, 9'900s + Millis(i))});
        book.read(log, Timestamp(20'000s));
    }
    QCOMPARE(book.entriesRead(), std::size_t(1'000));
    log = log.with({at(alertEvent(EventKind::AlertFiring, 0s, y, "page"), 9'901s)});
    book.read(log, Timestamp(20'000s));
    QVERIFY(named(book, y).isFiring());
    QCOMPARE(book.entriesRead(), std::size_t(2'021));
}

void AlertBookTest::goesBackWhereNothingHappened()
{
    Event note;
    std::vector<Event> events{alertEvent(EventKind::AlertFiring, 10s, x, "page")};
    for (int i = 0; i < 100; ++i)
        events.push_back(at(note, 20s + i * 1s));
    const auto log = EventSnapshot::of(std::move(events));
    AlertBook book;
    for (const Millis when : {200s, 50s, 100s, 10s, 200s})
        book.read(log, Timestamp(when));
    QVERIFY(book.entriesRead() < 400);
    QVERIFY(only(book).isFiring());
    book.read(log, Timestamp(9s));
    QVERIFY(book.alerts().empty());
}

/// Over logs that grow anywhere, at instants that jump about.
void AlertBookTest::isAsIfItWereReadAtOnce()
{
    std::mt19937 random(4711);
    const auto below = [&](int end) { return std::uniform_int_distribution(0, end - 1)(random); };
    const EventKind kinds[]{EventKind::AlertFiring,       EventKind::AlertResolved, EventKind::ServiceEvent,
                            EventKind::ServiceEvent,      EventKind::Note,          EventKind::ServiceEvent,
                            EventKind::AlertAcknowledged, EventKind::SilenceBegun};
    for (int round = 0; round < 40; ++round) {
        EventSnapshot log;
        AlertBook book;
        for (int step = 0; step < 60; ++step) {
            const EventKind kind = kinds[below(8)];
            Event event = kind == EventKind::SilenceBegun
                              ? silenceOf(*AlertMatchers::parse(QStringLiteral("alertname=\"X\"")),
                                          Timestamp(Millis(below(1'000))), Timestamp(Millis(below(1'000))), {})
                              : alertEvent(kind, 0s, below(2) ? x : y, "page");
            event.correlation = QString::number(step);
            log = log.with({at(event, Millis(below(1'000)))});
            const Timestamp when(Millis(below(1'200)));
            book.read(log, when);
            AlertBook fresh;
            fresh.read(log, when);
            QCOMPARE(book.alerts().size(), fresh.alerts().size());
            for (const auto &[identity, alert] : fresh.alerts()) {
                const AlertRecord *known = book.find(identity);
                QVERIFY(known);
                QCOMPARE(known->standing, alert.standing);
                QCOMPARE(known->since, alert.since);
                QCOMPARE(known->firingCount, alert.firingCount);
                QCOMPARE(known->acknowledged.has_value(), alert.acknowledged.has_value());
                QCOMPARE(known->silencedBy, alert.silencedBy);
            }
            QCOMPARE(book.silences().size(), fresh.silences().size());
        }
    }
}

void AlertBookTest::countsWhatASilenceWouldHaveKeptQuiet()
{
    const auto log = EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, x, "warning"),
                                        alertEvent(EventKind::AlertResolved, 20s, x, "warning"),
                                        alertEvent(EventKind::AlertFiring, 30s, x, "warning"),
                                        alertEvent(EventKind::AlertFiring, 30s, y, "warning"),
                                        alertEvent(EventKind::AlertFiring, 50s, x, "warning")});
    const auto matchers = AlertMatchers::parse(QStringLiteral("alertname=\"X\""));
    QVERIFY(matchers);
    QCOMPARE(firingsWithin(log, *matchers, Timestamp(40s), 40s), std::size_t(2));
    QCOMPARE(firingsWithin(log, *matchers, Timestamp(40s), 20s), std::size_t(1));
}

QD_TEST_APPLESS(AlertBookTest)
#include "tst_alert_book.moc"
