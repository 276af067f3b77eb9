// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/recording/event_mask.h"
#include "model/rules/alert_events.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>

using namespace qd;
using recording::EventMask;

namespace {

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

Event note(const QString &text)
{
    Event event;
    event.kind = EventKind::Note;
    event.reason = text;
    return event;
}

Event purgeOf(const char *user, const char *address)
{
    Event event;
    event.kind = EventKind::PurgeRequested;
    event.subject = QStringLiteral("sessions");
    event.actor = QStringLiteral("mallory");
    event.body = {{QStringLiteral("selector"), QJsonObject{{QStringLiteral("state"), QStringLiteral("any")},
                                                           {QStringLiteral("user"), QLatin1String(user)},
                                                           {QStringLiteral("address"), QLatin1String(address)}}}};
    return event;
}

Event fromService(const char *kind, const char *subject)
{
    Event event;
    event.kind = EventKind::ServiceEvent;
    event.subject = QLatin1String(subject);
    event.body = {{QStringLiteral("kind"), QLatin1String(kind)}};
    return event;
}

/// Everything an event says, as one text.
QString textOf(const Event &event)
{
    return QStringList{event.subject, event.actor, event.reason, event.correlation,
                       QString::fromUtf8(QJsonDocument(event.body).toJson())}
        .join(u'\n');
}

} // namespace

class EventMaskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void incidentsKeepTheirAlerts();
    void theSameNameIsTheSamePseudonym();
    void anotherFileHasOthers();
    void selectorsAndActorsAreMasked();
    void eventsOfTheServiceAreMasked_data();
    void eventsOfTheServiceAreMasked();
    void textsStayButForNames_data();
    void textsStayButForNames();
    void whatIsTechnicalStays();
    void manyPeopleStayApart();
};

void EventMaskTest::theSameNameIsTheSamePseudonym()
{
    EventMask mask;
    Event first;
    first.actor = QStringLiteral("alice");
    Event second = first;
    second.actor = QStringLiteral("user:alice");
    const QString pseudonym = mask.masked(first).actor;
    QVERIFY2(QRegularExpression(QStringLiteral("^user-[0-9a-f]{4}$")).match(pseudonym).hasMatch(),
             qPrintable(pseudonym));
    QCOMPARE(mask.masked(second).actor, pseudonym);
    QCOMPARE(mask.people(), 1);
}

void EventMaskTest::anotherFileHasOthers()
{
    // One in 65,536 may be the same by chance, and not three.
    int same = 0;
    EventMask one;
    EventMask other;
    for (const char *name : {"alice", "bob", "carol"}) {
        Event event;
        event.actor = QLatin1String(name);
        same += one.masked(event).actor == other.masked(event).actor ? 1 : 0;
    }
    QVERIFY(same < 3);
}

void EventMaskTest::selectorsAndActorsAreMasked()
{
    EventMask mask;
    const Event event = mask.masked(purgeOf("alice", "203.0.113.7"));
    const QString text = textOf(event);
    for (const char *name : {"alice", "mallory", "203.0.113.7"})
        QVERIFY2(!text.contains(QLatin1String(name)), qPrintable(text));
    const QJsonObject selector = event.body.value(u"selector").toObject();
    QVERIFY(selector.value(u"user").toString().startsWith(u"user-"));
    QVERIFY(selector.value(u"address").toString().startsWith(u"address-"));
    QCOMPARE(selector.value(u"state").toString(), QStringLiteral("any"));
    QCOMPARE(event.subject, QStringLiteral("sessions"));
    QCOMPARE(mask.people(), 2);
    QCOMPARE(mask.addresses(), 1);
}

void EventMaskTest::eventsOfTheServiceAreMasked_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<bool>("isMasked");
    const auto row = [](const char *kind, const char *subject, bool isMasked) {
        QTest::addRow("%s", kind) << QString::fromLatin1(kind) << QString::fromLatin1(subject) << isMasked;
    };
    row("users_created", "alice", true);
    row("user_disabled", "alice", true);
    row("user_enabled", "alice", true);
    row("user_deleted", "alice", true);
    row("password_reset", "alice", true);
    row("session_ended", "3q9XJ0b1", false);
    row("purge_done", "77f0", false);
    row("drill_changed", "drill", false);
}

void EventMaskTest::eventsOfTheServiceAreMasked()
{
    QFETCH(QString, kind);
    QFETCH(QString, subject);
    QFETCH(bool, isMasked);
    EventMask mask;
    const Event event = mask.masked(fromService(qPrintable(kind), qPrintable(subject)));
    QCOMPARE(event.subject != subject, isMasked);
    QCOMPARE(event.body.value(u"kind").toString(), kind);
    const Event many = mask.masked(fromService("users_created", "12 users"));
    QCOMPARE(many.subject, QStringLiteral("12 users"));
}

void EventMaskTest::textsStayButForNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
    };
    row("a name", "asked alice to log out", "asked U to log out");
    row("in other letters", "ALICE's session, Alice.", "U's session, U.");
    row("within a word", "malice and alice2 and alice_b", "malice and alice2 and alice_b");
    row("the longer name first", "alice.smith wrote", "U wrote");
    row("a name of two words", "for Mary Ann only", "for U only");
    row("address", "came from 198.51.100.20, again", "came from A, again");
    row("address with a port", "198.51.100.20:7070", "A:7070");
    row("address of version 6", "from 2001:db8::1.", "from A.");
    row("loopback", "127.0.0.1:7071 and ::1", "127.0.0.1:7071 and ::1");
    row("a time is none", "at 14:03:27 it began", "at 14:03:27 it began");
    row("a version is none", "since 2024.8.1", "since 2024.8.1");
    row("nobody", "memory is filling", "memory is filling");
}

void EventMaskTest::textsStayButForNames()
{
    QFETCH(QString, text);
    EventMask mask;
    for (const char *name : {"alice", "alice.smith", "Mary Ann"})
        mask.learn(fromService("user_disabled", name));
    QString got = mask.masked(note(text)).reason;
    got.replace(QRegularExpression(QStringLiteral("user-[0-9a-f]{4,}")), QStringLiteral("U"));
    got.replace(QRegularExpression(QStringLiteral("address-[0-9a-f]{4,}")), QStringLiteral("A"));
    QTEST(got, "expected");
}

void EventMaskTest::whatIsTechnicalStays()
{
    EventMask mask;
    mask.learn(fromService("user_disabled", "ready"));
    mask.learn(fromService("user_disabled", "sessiond"));
    Event event = fromService("ready", "sessiond");
    event.correlation = QStringLiteral("5e1f00d5e1f00d5e1f00d5e1f00d5e1f");
    event.originInstance = QStringLiteral("i-1");
    event.body = json(R"({"kind":"ready","release":"1.2.3.4","state":"ready","instance":"ready","count":3,
                          "list":["sessiond",1,null],"words":"ready or not"})");
    const Event masked = mask.masked(event);
    QCOMPARE(masked.subject, event.subject);
    QCOMPARE(masked.correlation, event.correlation);
    QCOMPARE(masked.originInstance, event.originInstance);
    for (const char *key : {"kind", "release", "state", "instance", "count"})
        QCOMPARE(masked.body.value(QLatin1String(key)), event.body.value(QLatin1String(key)));
    QVERIFY(masked.body.value(u"words").toString().endsWith(u" or not"));
    QVERIFY(!masked.body.value(u"words").toString().startsWith(u"ready"));
    QVERIFY(masked.body.value(u"list").toArray().at(0).toString().startsWith(u"user-"));
    QCOMPARE(masked.body.value(u"list").toArray().at(1).toInt(), 1);
}

void EventMaskTest::manyPeopleStayApart()
{
    EventMask mask;
    QSet<QString> pseudonyms;
    constexpr int count = 2000; // of 65,536 short pseudonyms some meet
    for (int i = 0; i < count; ++i)
        pseudonyms.insert(
            mask.masked(fromService("user_disabled", qPrintable(QStringLiteral("u%1").arg(i)))).subject);
    QCOMPARE(pseudonyms.size(), count);
    QCOMPARE(mask.people(), count);
}

void EventMaskTest::incidentsKeepTheirAlerts()
{
    Event alert;
    alert.kind = EventKind::AlertFiring;
    alert.subject = QStringLiteral("Slow");
    alert.body = json(R"({"labels":{"instance":"10.1.2.3:7071","client":"10.9.9.9","alertname":"Slow"}})");
    Event opened;
    opened.kind = EventKind::IncidentOpened;
    opened.subject = QStringLiteral("Slow for alice");
    opened.actor = QStringLiteral("mallory");
    opened.body = {{QStringLiteral("alert"), rules::identityOf(alert)}};
    Event changed;
    changed.kind = EventKind::IncidentChanged;
    changed.body = json(R"({"lead":"alice"})");
    Event task;
    task.kind = EventKind::IncidentTask;
    task.body = json(R"({"owner":"bob","title":"ask bob"})");
    EventMask mask;
    for (const Event &event : {alert, opened, changed, task})
        mask.learn(event);
    QCOMPARE(mask.masked(opened).body[u"alert"].toString(), rules::identityOf(mask.masked(alert)));
    for (const Event &event : {alert, opened, changed, task})
        for (const char *name : {"alice", "bob", "mallory", "10.9.9.9"})
            QVERIFY2(!textOf(mask.masked(event)).contains(QLatin1String(name)), name);
}

QD_TEST_APPLESS(EventMaskTest)
#include "tst_event_mask.moc"
