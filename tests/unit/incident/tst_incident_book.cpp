// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/incident/incident_times.h"
#include "model/rules/alert_events.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/incident/incident_log.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::incident;
using namespace std::chrono_literals;
using test::IncidentLog;

namespace {

const QString leak = QStringLiteral("LeakPages");
const QString other = QStringLiteral("DiskFull");

QString identity(const QString &name)
{
    return rules::identityOf(test::alertEvent(EventKind::AlertFiring, 0ms, name, "critical"));
}

QStringList words(const Incident &incident)
{
    QStringList all;
    for (const Entry &entry : incident.entries)
        all << QStringLiteral("%1 %2").arg(entry.at.time_since_epoch() / 1min).arg(entry.words);
    return all;
}

QList<EventKind> kinds(const Incident &incident)
{
    QList<EventKind> all;
    for (const Entry &entry : incident.entries)
        all << entry.kind;
    return all;
}

} // namespace

class IncidentBookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void gathersWhatHappened();
    void looksBackToTheBeginningOfItsAlerts();
    void othersAlertsAreNotItsOwn();
    void anAlertThatJoinsBringsItsBeginning();
    void anAlertLeaves();
    void anEventJoinsAndLeaves();
    void standsAsItDidAtThePlayhead();
    void correctionsStandBesideTheOriginal();
    void aCorrectionMayStandBeforeWhatItCorrects();
    void aCorrectionMayStandAfterIt();
    void opensAgain();
    void outcomesComeAfterTheEnd();
    void whatWasSaidAboutTheTimeBeforeIsKept();
    void hypothesesAndTasksChange();
    void anEditMakesTheReviewADraft();
    void timesAreThoseOfTheMarks();
    void unknownTimesAreNone();
    void survivesASavedRecording();
    void readsOnlyWhatIsNew();
};

void IncidentBookTest::gathersWhatHappened()
{
    IncidentLog log;
    log.add(EventKind::ServiceCrashed, 5min); // before, and of no interest
    log.alert(EventKind::AlertFiring, 10min, leak);
    log.open(10min, identity(leak));
    log.alert(EventKind::AlertAcknowledged, 11min, leak);
    log.add(EventKind::RestartRequested, 12min, QStringLiteral("r"));
    log.add(EventKind::ServiceEvent, 12min);
    log.add(EventKind::Gap, 13min);
    log.add(Note{QStringLiteral("It is the memory.")}, 14min);
    log.alert(EventKind::AlertResolved, 15min, leak);
    log.status(Status::Resolved, 16min);
    log.add(EventKind::ServiceCrashed, 17min);
    const Incident incident = log.at(1h);
    QCOMPARE(kinds(incident),
             (QList{EventKind::AlertFiring, EventKind::IncidentOpened, EventKind::AlertAcknowledged,
                    EventKind::RestartRequested, EventKind::Gap, EventKind::IncidentNote, EventKind::AlertResolved,
                    EventKind::IncidentChanged}));
    QCOMPARE(incident.title, QStringLiteral("It leaks"));
    QCOMPARE(incident.severity, QStringLiteral("critical"));
    QCOMPARE(incident.resolvedAt(), std::optional(Timestamp(16min)));
    QCOMPARE(incident.entries[0].source, Source::Alert);
    QCOMPARE(incident.entries[5].source, Source::Operator);
    QCOMPARE(incident.entries[5].author, QStringLiteral("anna"));
    QCOMPARE(incident.entries[0].words, QStringLiteral("LeakPages fires: LeakPages says so"));
}

void IncidentBookTest::looksBackToTheBeginningOfItsAlerts()
{
    IncidentLog log;
    log.add(EventKind::Deploy, 29min); // more than two hours before
    log.add(EventKind::Deploy, 30min); // two hours before
    log.add(EventKind::Note, 139min);  // before anything was wrong
    log.alert(EventKind::AlertPending, 140min, leak);
    log.add(EventKind::ServiceCrashed, 145min);
    log.alert(EventKind::AlertFiring, 150min, leak);
    log.open(150min, identity(leak));
    const Incident incident = log.at(3h);
    QCOMPARE(words(incident), (QStringList{QStringLiteral("30 Deploy"),
                                           QStringLiteral("140 LeakPages is pending: LeakPages says so"),
                                           QStringLiteral("145 Service crashed"),
                                           QStringLiteral("150 LeakPages fires: LeakPages says so"),
                                           QStringLiteral("150 Incident opened: It leaks")}));
    QCOMPARE(incident.onset, std::optional(Timestamp(140min)));
}

void IncidentBookTest::othersAlertsAreNotItsOwn()
{
    IncidentLog log;
    log.alert(EventKind::AlertFiring, 10min, leak);
    log.open(10min, identity(leak));
    log.alert(EventKind::AlertFiring, 11min, other);
    QVERIFY(!words(log.at(1h)).join(u'\n').contains(other));
}

void IncidentBookTest::anAlertThatJoinsBringsItsBeginning()
{
    IncidentLog log;
    log.alert(EventKind::AlertPending, 5min, other);
    log.add(EventKind::Gap, 6min);
    log.alert(EventKind::AlertResolved, 7min, other); // an earlier one of it, and over
    log.alert(EventKind::AlertPending, 8min, other);
    log.alert(EventKind::AlertFiring, 9min, other);
    log.add(EventKind::Note, 9min);
    log.open(10min);
    QVERIFY(!log.at(1h).onset);
    log.add(Link{identity(other), other, {}, false, {}}, 11min, {});
    log.alert(EventKind::AlertResolved, 12min, other);
    const Incident incident = log.at(1h);
    QCOMPARE(incident.onset, std::optional(Timestamp(8min)));
    QCOMPARE(kinds(incident),
             (QList{EventKind::AlertPending, EventKind::AlertFiring, EventKind::Note, EventKind::IncidentOpened,
                    EventKind::IncidentLinked, EventKind::AlertResolved}));
    QCOMPARE(incident.alerts.at(identity(other)).joinedAt, Timestamp(11min));
}

void IncidentBookTest::anAlertLeaves()
{
    IncidentLog log;
    log.alert(EventKind::AlertFiring, 10min, leak);
    log.open(10min, identity(leak));
    log.add(Link{identity(leak), leak, {}, true, QStringLiteral("a false one")}, 11min);
    log.alert(EventKind::AlertResolved, 12min, leak);
    const Incident incident = log.at(1h);
    QCOMPARE(incident.entries.back().words,
             QStringLiteral("LeakPages does not belong to the incident: a false one"));
    QCOMPARE(incident.alerts.at(identity(leak)).leftAt, std::optional(Timestamp(11min)));
}

void IncidentBookTest::anEventJoinsAndLeaves()
{
    IncidentLog log;
    const std::uint64_t drill = log.add(EventKind::DrillChanged, 5min);
    log.open(10min);
    const EventRef ref{QStringLiteral("quarterdeck"), {}, drill};
    log.add(Link{{}, QStringLiteral("the drill"), ref, false, {}}, 11min);
    QVERIFY(log.at(1h).entry(drill));
    log.add(Link{{}, QStringLiteral("the drill"), ref, true, {}}, 12min);
    QVERIFY(!log.at(1h).entry(drill));
    QVERIFY(log.at(11min).entry(drill));
}

void IncidentBookTest::standsAsItDidAtThePlayhead()
{
    IncidentLog log;
    log.open(10min);
    log.status(Status::Investigating, 20min);
    log.status(Status::Resolved, 30min);
    IncidentBook book;
    const std::pair<Millis, Status> steps[]{{10min, Status::Detected}, {20min, Status::Investigating},
                                            {30min, Status::Resolved}, {29min, Status::Investigating},
                                            {19min, Status::Detected}, {2h, Status::Resolved}};
    for (const auto &[when, status] : steps) {
        book.read(log.snapshot(), Timestamp(when));
        QCOMPARE(book.incidents().size(), std::size_t(1));
        QCOMPARE(book.find(IncidentLog::id())->status(), status);
    }
    book.read(log.snapshot(), Timestamp(9min));
    QVERIFY(book.incidents().empty());
    QVERIFY(!book.find(IncidentLog::id()));
}

void IncidentBookTest::correctionsStandBesideTheOriginal()
{
    IncidentLog log;
    log.open(10min);
    const std::uint64_t wrong = log.add(Note{QStringLiteral("rolled back at 12")}, 11min);
    const std::uint64_t right =
        log.add(Note{QStringLiteral("rolled back at 11")}, 11min, QStringLiteral("bob"), wrong);
    const Incident incident = log.at(1h);
    QCOMPARE(incident.entry(wrong)->words, QStringLiteral("rolled back at 12"));
    QCOMPARE(incident.entry(wrong)->correctedBy, right);
    QCOMPARE(incident.entry(right)->correctionOf, wrong);
    QCOMPARE(incident.entry(right)->author, QStringLiteral("bob"));
}

void IncidentBookTest::aCorrectionMayStandBeforeWhatItCorrects()
{
    IncidentLog log;
    log.open(10min);
    const std::uint64_t late = log.status(Status::Mitigated, 40min);
    const std::uint64_t right =
        log.add(Change{Status::Mitigated, {}, {}, {}, {}}, 30min, QStringLiteral("bob"), late);
    const Incident incident = log.at(1h);
    QCOMPARE(incident.entry(late)->correctedBy, right);
    QCOMPARE(incident.reached(Status::Mitigated), std::optional(Timestamp(30min)));
    QCOMPARE(incident.status(), Status::Mitigated);
    QCOMPARE(timesOf(incident).mitigate, std::optional<Millis>(20min));
}

void IncidentBookTest::aCorrectionMayStandAfterIt()
{
    IncidentLog log;
    log.open(10min);
    const std::uint64_t tooSoon = log.status(Status::Resolved, 20min);
    log.add(Change{Status::Resolved, {}, {}, {}, {}}, 30min, QStringLiteral("bob"), tooSoon);
    QCOMPARE(log.at(25min).resolvedAt(), std::optional(Timestamp(20min)));
    QCOMPARE(log.at(1h).reached(Status::Resolved), std::optional(Timestamp(30min)));
    QCOMPARE(timesOf(log.at(1h)).resolve, std::optional<Millis>(20min));
}

void IncidentBookTest::opensAgain()
{
    IncidentLog log;
    log.open(10min);
    log.status(Status::Resolved, 20min);
    log.add(EventKind::ServiceCrashed, 21min);
    QVERIFY(!kinds(log.at(1h)).contains(EventKind::ServiceCrashed));
    log.status(Status::Investigating, 25min);
    log.add(EventKind::ServiceReady, 26min);
    const Incident again = log.at(1h);
    QVERIFY(again.isOpen());
    QVERIFY(!again.resolvedAt());
    QVERIFY(kinds(again).contains(EventKind::ServiceCrashed));
    QVERIFY(kinds(again).contains(EventKind::ServiceReady));
    log.status(Status::Resolved, 30min);
    QCOMPARE(timesOf(log.at(1h)).resolve, std::optional<Millis>(20min));
}

void IncidentBookTest::outcomesComeAfterTheEnd()
{
    IncidentLog log;
    log.open(10min);
    log.add(EventKind::RestartRequested, 11min, QStringLiteral("r"));
    log.status(Status::Resolved, 12min);
    log.add(EventKind::RestartVerdict, 26min, QStringLiteral("r"));
    log.add(EventKind::RestartVerdict, 27min, QStringLiteral("another"));
    QCOMPARE(kinds(log.at(1h)).count(EventKind::RestartVerdict), 1);
}

void IncidentBookTest::whatWasSaidAboutTheTimeBeforeIsKept()
{
    IncidentLog log;
    log.open(10min);
    log.add(Note{QStringLiteral("Users called.")}, 7min);
    const Incident incident = log.at(1h);
    QCOMPARE(words(incident).front(), QStringLiteral("7 Users called."));
    QCOMPARE(incident.entries.size(), std::size_t(2));
}

void IncidentBookTest::hypothesesAndTasksChange()
{
    IncidentLog log;
    log.open(10min);
    Hypothesis deploy{
        QStringLiteral("h1"), QStringLiteral("the deploy"), Hypothesis::State::Suspected, {}, {}, {}};
    log.add(deploy, 11min);
    deploy.evidence.push_back(
        {Exhibit::Kind::Query, QStringLiteral("up"), {Timestamp(1min), Timestamp(2min)}, {}});
    log.add(deploy, 12min);
    QCOMPARE(log.at(12min).hypotheses.front().since, Timestamp(11min));
    QCOMPARE(log.at(12min).hypotheses.front().evidence, deploy.evidence);
    deploy.state = Hypothesis::State::RuledOut;
    log.add(deploy, 13min);
    Task task{QStringLiteral("t1"),
              QStringLiteral("Patch it"),
              Task::Kind::Task,
              QStringLiteral("bob"),
              QDate(2024, 9, 1),
              Task::State::Open,
              {}};
    log.add(task, 14min);
    QVERIFY(log.at(1h).tasks.front().isOverdue(QDate(2024, 9, 2)));
    QVERIFY(!log.at(1h).tasks.front().isOverdue(QDate(2024, 9, 1)));
    task.state = Task::State::Done;
    log.add(task, 15min);
    const Incident incident = log.at(1h);
    QCOMPARE(incident.hypotheses.size(), std::size_t(1));
    QCOMPARE(incident.hypotheses.front().state, Hypothesis::State::RuledOut);
    QCOMPARE(incident.hypotheses.front().since, Timestamp(13min));
    QCOMPARE(incident.hypotheses.front().by, QStringLiteral("anna"));
    QCOMPARE(incident.tasks.size(), std::size_t(1));
    QVERIFY(!incident.tasks.front().isOverdue(QDate(2025, 1, 1)));
}

void IncidentBookTest::anEditMakesTheReviewADraft()
{
    IncidentLog log;
    log.open(10min);
    log.add(Edit{QStringLiteral("summary"), QStringLiteral("Words.")}, 11min);
    log.add(Review{}, 12min);
    QVERIFY(log.at(12min).isReviewed);
    QCOMPARE(log.at(12min).edits.at(QStringLiteral("summary")), QStringLiteral("Words."));
    log.add(Edit{QStringLiteral("summary"), QStringLiteral("Other words.")}, 13min);
    QVERIFY(!log.at(1h).isReviewed);
}

void IncidentBookTest::timesAreThoseOfTheMarks()
{
    IncidentLog log;
    log.alert(EventKind::AlertPending, 5min, leak);
    log.alert(EventKind::AlertFiring, 10min, leak);
    log.open(10min, identity(leak));
    log.alert(EventKind::AlertAcknowledged, 12min, leak);
    log.status(Status::Investigating, 13min);
    log.add(Hypothesis{QStringLiteral("h"), QStringLiteral("a leak"), Hypothesis::State::Confirmed, {}, {}, {}},
            15min);
    log.status(Status::Identified, 16min);
    log.status(Status::Mitigated, 20min);
    log.status(Status::Resolved, 30min);
    const Times times = timesOf(log.at(1h));
    QCOMPARE(times.detect, std::optional<Millis>(5min));
    QCOMPARE(times.acknowledge, std::optional<Millis>(2min));
    QCOMPARE(times.identify, std::optional<Millis>(5min));
    QCOMPARE(times.mitigate, std::optional<Millis>(10min));
    QCOMPARE(times.resolve, std::optional<Millis>(20min));
}

void IncidentBookTest::unknownTimesAreNone()
{
    IncidentLog log;
    log.open(10min);
    const Times open = timesOf(log.at(1h));
    QVERIFY(!open.detect && !open.acknowledge && !open.identify && !open.mitigate && !open.resolve);
    log.status(Status::Resolved, 30min);
    const Times times = timesOf(log.at(1h));
    QVERIFY(!times.detect && !times.acknowledge && !times.identify && !times.mitigate);
    QCOMPARE(times.resolve, std::optional<Millis>(20min));
}

void IncidentBookTest::survivesASavedRecording()
{
    IncidentLog log;
    const std::uint64_t drill = log.add(EventKind::DrillChanged, 9min);
    log.open(10min);
    const std::uint64_t wrong = log.add(Note{QStringLiteral("wrong")}, 11min);
    log.add(Link{{}, QStringLiteral("d"), {QStringLiteral("quarterdeck"), {}, drill}, false, {}}, 11min);
    log.add(Note{QStringLiteral("right")}, 10min, QStringLiteral("anna"), wrong); // stands before it
    std::vector<Event> saved;
    const EventSnapshot live = log.snapshot();
    for (std::size_t i = 0; i < live.size(); ++i)
        saved.push_back(live.at(i));
    IncidentBook book;
    book.read(EventSnapshot::of(std::move(saved)), Timestamp(1h));
    QCOMPARE(words(book.incidents().front()), words(log.at(1h)));
    const Incident &incident = book.incidents().front();
    const auto original = std::ranges::find(incident.entries, QStringLiteral("wrong"), &Entry::words);
    QVERIFY(original != incident.entries.end() && original->correctedBy != 0);
    QCOMPARE(incident.entry(original->correctedBy)->words, QStringLiteral("right"));
}

void IncidentBookTest::readsOnlyWhatIsNew()
{
    IncidentLog log;
    for (int i = 0; i < 98'000; ++i)
        log.add(EventKind::ServiceEvent, i * 1s);
    log.open(98'000s);
    for (int i = 1; i <= 2'000; ++i)
        log.add(Note{QStringLiteral("note %1").arg(i)}, 98'000s + i * 1s);
    IncidentBook book;
    book.read(log.snapshot(), Timestamp(100'000s));
    QCOMPARE(book.incidents().front().entries.size(), std::size_t(2'001));
    const std::size_t whole = book.looks();
    QVERIFY2(whole <= 98'000 + 2'001 + 7'200,
             qPrintable(QString::number(whole))); // each once, and two hours again
    log.add(Note{QStringLiteral("one more")}, 100'001s);
    book.read(log.snapshot(), Timestamp(100'001s));
    QCOMPARE(book.looks(), whole + 1);
    QCOMPARE(book.incidents().front().entries.size(), std::size_t(2'002));
}

QD_TEST_APPLESS(IncidentBookTest)
#include "tst_incident_book.moc"
