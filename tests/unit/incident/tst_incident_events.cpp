// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/event/event_json.h"
#include "model/incident/incident_events.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QJsonArray>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::incident;
using namespace std::chrono_literals;

namespace {

const QString incidentId = QStringLiteral("i1");

/// Through a recording and back.
template <typename T>
T again(const T &step)
{
    Event event = eventOf(incidentId, step);
    event.origin = QStringLiteral("quarterdeck");
    event.at = Timestamp(5s);
    event.actor = QStringLiteral("anna");
    const auto read = eventFromJson(toJson(event));
    Q_ASSERT(read && read->correlation == incidentId);
    return std::get<T>(*stepFrom(*read));
}

} // namespace

class IncidentEventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void kindsAreFrozen();
    void stepsComeBack();
    void openingsComeBack();
    void whatIsNotUnderstoodIsNothing_data();
    void whatIsNotUnderstoodIsNothing();
    void emptyStepsAreRefused_data();
    void emptyStepsAreRefused();
    void tooMuchIsRefused();
};

void IncidentEventsTest::kindsAreFrozen()
{
    QCOMPARE(int(openedOf(incidentId, {}).kind), 90);
    const std::pair<Step, int> steps[]{{Change{}, 91}, {Note{}, 92}, {Hypothesis{}, 93}, {Link{}, 94},
                                       {Task{}, 96},   {Edit{}, 97}, {Review{}, 98}};
    for (const auto &[step, number] : steps)
        QCOMPARE(int(eventOf(incidentId, step).kind), number);
    QCOMPARE(int(evidenceOf(incidentId, {}, {}).kind), 95);
}

void IncidentEventsTest::stepsComeBack()
{
    const Change change = again(Change{Status::Mitigated, QStringLiteral("page"), QStringLiteral("bob"),
                                       QStringLiteral("T"), QStringLiteral("why")});
    QCOMPARE(change.status, std::optional(Status::Mitigated));
    QCOMPARE(change.severity, std::optional(QStringLiteral("page")));
    QCOMPARE(change.lead, std::optional(QStringLiteral("bob")));
    QCOMPARE(change.title, std::optional(QStringLiteral("T")));
    QCOMPARE(change.reason, QStringLiteral("why"));
    QVERIFY(!again(Change{{}, {}, QString(), {}, {}}).status);

    const std::vector<Exhibit> exhibits{
        {Exhibit::Kind::Span, QStringLiteral("Memory"), {Timestamp(1s), Timestamp(2s)}, {}},
        {Exhibit::Kind::Alert, QStringLiteral("X {}"), {}, {}},
        {Exhibit::Kind::Query, QStringLiteral("up"), {Timestamp(1s), Timestamp(2s)}, {}},
        {Exhibit::Kind::Event, QStringLiteral("a deploy"), {}, {QStringLiteral("o"), QStringLiteral("i"), 7}}};
    const Hypothesis hypothesis = again(Hypothesis{
        QStringLiteral("h"), QStringLiteral("the database"), Hypothesis::State::RuledOut, exhibits, {}, {}});
    QCOMPARE(hypothesis.text, QStringLiteral("the database"));
    QCOMPARE(hypothesis.state, Hypothesis::State::RuledOut);
    QCOMPARE(hypothesis.evidence.size(), exhibits.size());
    for (std::size_t i = 0; i < exhibits.size(); ++i) {
        QCOMPARE(hypothesis.evidence[i].kind, exhibits[i].kind);
        QCOMPARE(hypothesis.evidence[i].text, exhibits[i].text);
        QCOMPARE(hypothesis.evidence[i].event, exhibits[i].event);
        QCOMPARE(hypothesis.evidence[i].span, exhibits[i].span);
    }
    QCOMPARE(hypothesis.since, Timestamp(5s));
    QCOMPARE(hypothesis.by, QStringLiteral("anna"));

    const Proof proof{QStringLiteral("LeakNamed"), QStringLiteral("a.mcap"), Timestamp(9s)};
    const Task task = again(Task{QStringLiteral("t"), QStringLiteral("Patch"), Task::Kind::Improvement,
                                 QStringLiteral("bob"), QDate(2024, 9, 1), Task::State::Dropped, proof});
    QCOMPARE(task.kind, Task::Kind::Improvement);
    QCOMPARE(task.state, Task::State::Dropped);
    QCOMPARE(task.due, QDate(2024, 9, 1));
    QCOMPARE(task.proof, std::optional(proof));
    const Edit edit = again(Edit{QStringLiteral("summary"), QStringLiteral("It leaked.")});
    QCOMPARE(edit.section, QStringLiteral("summary"));
    QCOMPARE(edit.text, QStringLiteral("It leaked."));
    const Link link =
        again(Link{{}, QStringLiteral("d"), {QStringLiteral("o"), {}, 3}, true, QStringLiteral("r")});
    QCOMPARE(link.event, (EventRef{QStringLiteral("o"), {}, 3}));
    QVERIFY(link.leaves);
}

void IncidentEventsTest::openingsComeBack()
{
    const auto opening =
        openingFrom(openedOf(incidentId, {QStringLiteral("T"), QStringLiteral("page"), QStringLiteral("r"),
                                          QStringLiteral("X {}"), QStringLiteral("X")}));
    QVERIFY(opening);
    QCOMPARE(opening->alert, QStringLiteral("X {}"));
    QCOMPARE(opening->alertName, QStringLiteral("X"));
    QCOMPARE(opening->severity, QStringLiteral("page"));
    QVERIFY(!openingFrom(openedOf({}, {})));
    const auto captured = capturedFrom(evidenceOf(incidentId, QStringLiteral("c"), {{QStringLiteral("a"), 1}}));
    QVERIFY(captured);
    QCOMPARE(captured->cause, QStringLiteral("c"));
    QCOMPARE(captured->body[u"a"].toInt(), 1);
}

void IncidentEventsTest::whatIsNotUnderstoodIsNothing_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QJsonObject>("body");
    const QString word = QStringLiteral("state");
    QTest::newRow("a change of nothing") << 91 << QJsonObject{};
    QTest::newRow("a status of a later version")
        << 91 << QJsonObject{{QStringLiteral("status"), QStringLiteral("closed")}};
    QTest::newRow("a status that is a number") << 91 << QJsonObject{{QStringLiteral("status"), 3}};
    QTest::newRow("a hypothesis without an id") << 93 << QJsonObject{{word, QStringLiteral("suspected")}};
    QTest::newRow("a hypothesis without a state")
        << 93 << QJsonObject{{QStringLiteral("id"), QStringLiteral("h")}};
    QTest::newRow("a task of no kind") << 96
                                       << QJsonObject{{QStringLiteral("id"), QStringLiteral("t")},
                                                      {word, QStringLiteral("open")}};
    QTest::newRow("a link to nothing") << 94 << QJsonObject{};
    QTest::newRow("a link to a list") << 94 << QJsonObject{{QStringLiteral("event"), QJsonArray{1}}};
}

void IncidentEventsTest::whatIsNotUnderstoodIsNothing()
{
    QFETCH(int, kind);
    QFETCH(QJsonObject, body);
    Event event;
    event.kind = static_cast<EventKind>(kind);
    event.body = body;
    QVERIFY(!stepFrom(event));
}

void IncidentEventsTest::emptyStepsAreRefused_data()
{
    QTest::addColumn<Step>("step");
    QTest::newRow("change") << Step(Change{});
    QTest::newRow("title of blanks") << Step(Change{{}, {}, {}, QStringLiteral("  "), {}});
    QTest::newRow("note") << Step(Note{QStringLiteral("\n ")});
    QTest::newRow("hypothesis") << Step(Hypothesis{});
    QTest::newRow("task") << Step(Task{});
    QTest::newRow("link") << Step(Link{});
    QTest::newRow("edit of no section") << Step(Edit{});
}

void IncidentEventsTest::emptyStepsAreRefused()
{
    QFETCH(Step, step);
    const auto checked = check(step);
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::Invalid);
    QVERIFY(checked.error().words.endsWith(QStringLiteral("Nothing was kept.")));
}

void IncidentEventsTest::tooMuchIsRefused()
{
    QVERIFY(check(Step(Note{QString(longestText, u'x')})));
    const auto note = check(Step(Note{QString(longestText + 1, u'x')}));
    QVERIFY(!note);
    QCOMPARE(note.error().code, ErrorCode::TooLarge);
    Hypothesis hypothesis{{}, QStringLiteral("h"), {}, {}, {}, {}};
    hypothesis.evidence.resize(mostExhibits + 1);
    QCOMPARE(check(Step(hypothesis)).error().code, ErrorCode::TooLarge);
    QVERIFY(check(Step(Review{})));
    QVERIFY(!check(Opening{}));
    QVERIFY(check(Opening{QStringLiteral("T"), {}, {}, {}, {}}));
}

QD_TEST_APPLESS(IncidentEventsTest)
#include "tst_incident_events.moc"
