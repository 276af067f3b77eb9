// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/drill/knowledge.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"
#include "tests/unit/incident/incident_log.h"

#include <QtTest/QTest>

using namespace qd;
using namespace qd::drill;
using namespace std::chrono_literals;
using State = incident::Hypothesis::State;

namespace {

struct Investigation : test::IncidentLog
{
    void thinks(const char *text, State state, Millis at)
    {
        add(incident::Hypothesis{QLatin1String(text), QLatin1String(text), state, {}, {}, {}}, at);
    }
    void identified(Millis at, const QString &reason = {})
    {
        incident::Change change;
        change.status = incident::Status::Identified;
        change.reason = reason;
        add(change, at);
    }
    [[nodiscard]] Knowledge knowledge() const
    {
        Knowledge knowledge;
        knowledge.read(snapshot(), Timestamp(1h));
        return knowledge;
    }
};

/// An alert about a component, as the default rules have it.
Event leakPages()
{
    Event event = test::alertEvent(EventKind::AlertFiring, 0min, QStringLiteral("LeakPages"), "critical");
    QJsonObject labels = event.body[u"labels"].toObject();
    labels.insert(QStringLiteral("component"), QStringLiteral("retained"));
    event.body[u"labels"] = labels;
    return event;
}

} // namespace

class DrillKnowledgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void incidentIsTheOneOfTheLeak()
    {
        Investigation log;
        QVERIFY(!log.knowledge().incident());
        const auto opens = [&](const char *id, Millis at, const QString &alert) {
            log.add(incident::openedOf(QLatin1String(id), {QStringLiteral("It does not answer"),
                                                           QStringLiteral("critical"),
                                                           {},
                                                           alert,
                                                           alert.section(u' ', 0, 0)}),
                    at);
        };
        opens("restart", 1min, QStringLiteral("ScrapeMissing x"));
        QCOMPARE(log.knowledge().incident()->id, QStringLiteral("restart"));
        const Event page = leakPages();
        log.add(page, 3min);
        alerts::AlertBook book;
        book.read(log.snapshot(), Timestamp(1h));
        opens("leak", 3min, book.alerts().begin()->first);
        QCOMPARE(log.knowledge().incident()->id, QStringLiteral("leak"));
    }

    void onlyTheLeakIsIdentified_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isIt");
        QTest::newRow("sessions") << "Sessions stay in memory" << true;
        QTest::newRow("logout") << "What a LOGOUT leaves behind" << true;
        QTest::newRow("signing out") << "Signing out frees nothing" << true;
        QTest::newRow("logins") << "Memory grows because ended logins are kept" << true;
        QTest::newRow("database") << "The database is slow" << false;
        QTest::newRow("deploy") << "2.4.1 is to blame" << false;
    }
    void onlyTheLeakIsIdentified()
    {
        QFETCH(QString, text);
        QFETCH(bool, isIt);
        Investigation log;
        log.open(1min);
        log.thinks(qPrintable(text), State::Suspected, 2min);
        QVERIFY(!log.knowledge().identifiedAt() && !log.knowledge().mistakenAt());
        log.thinks(qPrintable(text), State::Confirmed, 3min);
        QCOMPARE(log.knowledge().identifiedAt(), isIt ? std::optional(Timestamp(3min)) : std::nullopt);
        QCOMPARE(log.knowledge().mistakenAt(), isIt ? std::nullopt : std::optional(Timestamp(3min)));
    }

    void whatWasRuledOutIsNotThought()
    {
        Investigation log;
        log.open(1min);
        log.thinks("Sessions stay", State::RuledOut, 2min);
        log.identified(3min);
        QVERIFY(!log.knowledge().identifiedAt());
        QCOMPARE(log.knowledge().mistakenAt(), std::optional(Timestamp(3min)));
    }

    void statusCountsWithAThoughtOrAReason()
    {
        Investigation suspected;
        suspected.open(1min);
        suspected.thinks("Sessions stay", State::Suspected, 2min);
        suspected.identified(3min);
        QCOMPARE(suspected.knowledge().identifiedAt(), std::optional(Timestamp(3min)));
        Investigation said;
        said.open(1min);
        said.identified(3min, QStringLiteral("It leaks sessions"));
        QCOMPARE(said.knowledge().identifiedAt(), std::optional(Timestamp(3min)));
    }

    void aMistakeIsMendedByTheRightThought()
    {
        Investigation log;
        log.open(1min);
        log.identified(3min, QStringLiteral("The database"));
        QVERIFY(log.knowledge().mistakenAt());
        log.thinks("Retained after logout", State::Confirmed, 9min);
        QCOMPARE(log.knowledge().identifiedAt(), std::optional(Timestamp(9min)));
        QVERIFY(!log.knowledge().mistakenAt());
    }
};

QD_TEST_APPLESS(DrillKnowledgeTest)
#include "tst_drill_knowledge.moc"
