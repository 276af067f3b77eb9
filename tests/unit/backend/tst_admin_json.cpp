// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/admin/admin_json.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

QJsonObject parsed(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

const char *const session = R"({"session_id":"s1","user":"u","address":null,"state":"retained",
    "created_at":"2026-01-01T00:00:00.000Z","last_seen_at":"2026-01-01T00:00:01.000Z",
    "expires_at":"2026-01-01T00:30:00.000Z","bytes":1953})";

} // namespace

class TestAdminJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }

    void eventsOfAnotherInstanceAreNotTaken()
    {
        const QJsonObject page = parsed(R"({"instance":"new","first":1,"next":1,"events":[{"seq":1,
            "at":"2026-01-01T00:00:00.000Z","kind":"started","subject":"","actor":"","operator":"","reason":"",
            "correlation":"","body":{}}]})");
        const auto own = admin::eventsOf(page, QStringLiteral("new"));
        QVERIFY2(own, own ? "" : qPrintable(own.error().words));
        QCOMPARE(own->events.size(), std::size_t(1));
        QCOMPARE(own->events.front().originInstance, QStringLiteral("new"));
        QVERIFY(admin::eventsOf(page, QStringLiteral("old"))->events.empty());
    }

    void aSelectorSaysWhatItMeans()
    {
        PurgeSelector selector;
        QCOMPARE(admin::toJson(selector), parsed(R"({"state":"retained"})"));
        selector = {PurgeSelector::State::Any, 90s, 3600s, QStringLiteral("u"), QStringLiteral("::1")};
        QCOMPARE(
            admin::toJson(selector),
            parsed(R"({"state":"any","idle_longer_than":"1m30s","older_than":"1h","user":"u","address":"::1"})"));
    }

    void aQueryIsEncoded()
    {
        SessionQuery query;
        query.user = QStringLiteral("a&b=c d");
        query.state = SessionState::Active;
        query.limit = 7;
        QCOMPARE(admin::toTarget(query),
                 "/admin/v1/sessions?state=active&user=a%26b%3Dc%20d&sort=last_seen&order=desc&limit=7");
    }

    void aPreviewSaysWhetherItMustBeConfirmed()
    {
        PurgeSelector idle;
        idle.state = PurgeSelector::State::Active;
        idle.idleLongerThan = 1s;
        QJsonObject object = parsed(R"({"preview_id":"p","matched":2,"users":1,"bytes":9,"sample":[],
            "expires_at":"2026-01-01T00:02:00.000Z"})");
        QVERIFY(!admin::previewOf(object, idle)->confirmRequired);
        object[u"confirm_required"] = true;
        QVERIFY(admin::previewOf(object, idle)->confirmRequired);
    }

    void aSessionIsRead()
    {
        const auto row = admin::sessionOf(parsed(session));
        QVERIFY(row);
        QCOMPARE(row->id, QStringLiteral("s1"));
        QVERIFY(row->state == SessionState::Retained && row->address.isEmpty());
        QCOMPARE(row->bytes, 1953);
        QVERIFY(row->lastSeenAt - row->createdAt == 1s);
    }

    void foreignShapesAreErrors_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("no id") << QByteArray("session_id") << QByteArray("\"\"");
        QTest::newRow("an id that is a number") << QByteArray("session_id") << QByteArray("5");
        QTest::newRow("an unknown state") << QByteArray("state") << QByteArray("\"asleep\"");
        QTest::newRow("a time that is none") << QByteArray("created_at") << QByteArray("\"yesterday\"");
    }

    void foreignShapesAreErrors()
    {
        QFETCH(QByteArray, member);
        QFETCH(QByteArray, value);
        QJsonObject object = parsed(session);
        object[QString::fromLatin1(member)] = QJsonDocument::fromJson("[" + value + "]")[0];
        QVERIFY(!admin::sessionOf(object));
        QVERIFY(!admin::sessionPageOf({{QStringLiteral("sessions"), QJsonArray{object}}}));
    }

    void countsThatAreNoneAreErrors()
    {
        const QJsonObject good = parsed(R"({"state":"running","matched":3,"purged":1,"spared":0})");
        QVERIFY(admin::progressOf(good) && !admin::progressOf(good)->done);
        QCOMPARE(admin::progressOf(good)->gone, std::int64_t{0}); // a service of before it was counted
        QJsonObject counted = good;
        counted[u"gone"] = 2;
        QCOMPARE(admin::progressOf(counted)->gone, std::int64_t{2});
        for (const QJsonValue &bad :
             {QJsonValue(-1), QJsonValue(QStringLiteral("3")), QJsonValue(1.5), QJsonValue()}) {
            QJsonObject object = good;
            object[u"purged"] = bad;
            QVERIFY(!admin::progressOf(object));
        }
    }

    void anEventKeepsTheServicesKindAndStory()
    {
        const auto event = admin::eventOf(
            parsed(R"({"seq":4,"at":"2026-01-01T00:00:00.000Z","kind":"purge_done","subject":"p","actor":"window",
                       "operator":"op","reason":"r","correlation":"c","body":{"purged":3}})"),
            QStringLiteral("i"));
        QVERIFY(event);
        QVERIFY(event->kind == EventKind::ServiceEvent);
        QCOMPARE(event->originSeq, 4U);
        QCOMPARE(event->actor, QStringLiteral("op"));
        QCOMPARE(event->correlation, QStringLiteral("c"));
        QCOMPARE(event->body[u"kind"].toString(), QStringLiteral("purge_done"));
        QCOMPARE(event->body[u"purged"].toInt(), 3);
    }

    void problemsKeepTheServicesWords()
    {
        const Error error = admin::problemOf(409, R"({"title":"Conflict","detail":"This preview was used."})");
        QVERIFY(error.code == ErrorCode::Conflict);
        QCOMPARE(error.words, QStringLiteral("This preview was used."));
        QVERIFY(admin::problemOf(302, {}).code == ErrorCode::Refused);
        QVERIFY(admin::problemOf(401, {}).code == ErrorCode::Unauthorized);
        QCOMPARE(admin::problemOf(500, "<html>").words, QStringLiteral("the service answered 500"));
    }
};

QD_TEST_GUILESS(TestAdminJson)

#include "tst_admin_json.moc"
