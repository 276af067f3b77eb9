// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/webhook_push.h"
#include "tests/support/alert_event.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_program.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;
using test::alertEvent;

namespace {

const QByteArray taken = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const QByteArray broken = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
const QByteArray unwanted = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
constexpr DeliverySettings impatient{1ms, 4ms, 5'000ms};

alerts::AlertRecord recordOf(const EventSnapshot &log, Millis at)
{
    alerts::AlertBook book;
    book.read(log, Timestamp(at));
    return book.alerts().begin()->second;
}

alerts::Notice noticeOf(const QString &name)
{
    alerts::Notice notice;
    notice.name = name;
    notice.firing.push_back(
        recordOf(EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, name, "critical")}), 20s));
    return notice;
}

alerts::Notice endOf(const QString &name)
{
    alerts::Notice notice;
    notice.name = name;
    notice.resolved.push_back(
        recordOf(EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, name, "critical"),
                                    alertEvent(EventKind::AlertResolved, 15s, name, "critical")}),
                 20s));
    return notice;
}

ServerAddress addressOf(const test::HostileServer &server)
{
    return *serverAddress(QUrl(QStringLiteral("http://127.0.0.1:%1/hook").arg(server.port())), {});
}

/// Names of the groups in the order in which they arrived.
QStringList namesIn(const QByteArray &received)
{
    QStringList names;
    const QByteArray mark = "\"groupLabels\":{\"alertname\":\"";
    for (qsizetype at = received.indexOf(mark); at >= 0; at = received.indexOf(mark, at + 1)) {
        const qsizetype begin = at + mark.size();
        names << QString::fromUtf8(received.mid(begin, received.indexOf('"', begin) - begin));
    }
    return names;
}

} // namespace

class WebhookPushTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void payloadIsVersionFour();
    void resolvedHasItsEnd();
    void tellsEachOnceInOrder();
    void nothingIsSentUnasked();
    void anAddressInBracketsIsNamedWhole();
    void whatWaitsIsOneNoticeAName();
    void whatThereIsNoRoomForIsCounted();
    void aTokenThatIsRenewedIsRead();
    void whatIsNotThereYetIsSentAgain();
    void whatDoesNotArriveIsSentAgain();
    void whatIsRefusedForGoodIsToldAndLeftOut();
};

void WebhookPushTest::payloadIsVersionFour()
{
    alerts::Notice notice = noticeOf(QStringLiteral("X"));
    notice.firing.push_back(recordOf(
        EventSnapshot::of({alertEvent(EventKind::AlertFiring, 10s, QStringLiteral("X"), "critical", "b")}), 20s));
    for (alerts::AlertRecord &alert : notice.firing) {
        QJsonObject annotations = alert.newest.body[u"annotations"].toObject();
        annotations.insert(QStringLiteral("runbook_url"), QStringLiteral("https://runbooks.example/X"));
        alert.newest.body[u"annotations"] = annotations;
    }
    const QJsonObject json = webhookPayload(notice, QStringLiteral("LOCAL"), 3);
    QCOMPARE(json[u"version"].toString(), QStringLiteral("4"));
    QCOMPARE(json[u"status"].toString(), QStringLiteral("firing"));
    QCOMPARE(json[u"receiver"].toString(), QStringLiteral("quarterdeck"));
    QCOMPARE(json[u"truncatedAlerts"].toInteger(), qint64(3));
    QCOMPARE(json[u"groupKey"].toString(), QStringLiteral("{}:{alertname=\"X\"}"));
    const QJsonObject common = json[u"commonLabels"].toObject();
    QCOMPARE(common.keys(), (QStringList{QStringLiteral("alertname"), QStringLiteral("severity")}));
    QCOMPARE(json[u"commonAnnotations"][u"place"].toString(), QStringLiteral("LOCAL"));
    QCOMPARE(json[u"alerts"].toArray().size(), 2);
    const QJsonObject alert = json[u"alerts"].toArray().first().toObject();
    QCOMPARE(alert[u"labels"][u"instance"].toString(), QStringLiteral("a"));
    QCOMPARE(alert[u"annotations"][u"summary"].toString(), QStringLiteral("X says so"));
    QCOMPARE(alert[u"annotations"][u"runbook_url"].toString(), QStringLiteral("https://runbooks.example/X"));
    QCOMPARE(alert[u"startsAt"].toString(), QStringLiteral("1970-01-01T00:00:10.000Z"));
    QCOMPARE(alert[u"endsAt"].toString(), QStringLiteral("0001-01-01T00:00:00Z"));
    QCOMPARE(alert[u"fingerprint"].toString().size(), 16);
}

void WebhookPushTest::resolvedHasItsEnd()
{
    const QJsonObject json = webhookPayload(endOf(QStringLiteral("X")), QStringLiteral("LOCAL"), 0);
    QCOMPARE(json[u"status"].toString(), QStringLiteral("resolved"));
    const QJsonObject alert = json[u"alerts"].toArray().first().toObject();
    QCOMPARE(alert[u"status"].toString(), QStringLiteral("resolved"));
    QCOMPARE(alert[u"endsAt"].toString(), QStringLiteral("1970-01-01T00:00:15.000Z"));
}

void WebhookPushTest::tellsEachOnceInOrder()
{
    test::HostileServer server;
    server.answerWith(taken);
    WebhookPush push(addressOf(server), QStringLiteral("LOCAL"), impatient);
    for (const char *name : {"A", "B", "C"})
        push.offer(noticeOf(QLatin1String(name)));
    QTRY_COMPARE(server.requests(), 3);
    QVERIFY(server.received().startsWith("POST /hook HTTP/1.1\r\n"));
    QCOMPARE(namesIn(server.received()),
             (QStringList{QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("C")}));
    QCOMPARE(push.problem(), QString());
}

/// One that is asked is the control: whatever the other had sent would have come before.
void WebhookPushTest::nothingIsSentUnasked()
{
    test::HostileServer server;
    server.answerWith(taken);
    const WebhookPush quiet(addressOf(server), QStringLiteral("QUIET"), impatient);
    WebhookPush asked(addressOf(server), QStringLiteral("ASKED"), impatient);
    asked.offer(noticeOf(QStringLiteral("A")));
    QTRY_COMPARE(server.requests(), 1);
    QVERIFY(server.received().contains("ASKED"));
    QVERIFY(!server.received().contains("QUIET"));
    QCOMPARE(server.connections(), 1);
}

void WebhookPushTest::anAddressInBracketsIsNamedWhole()
{
    const WebhookPush push(*serverAddress(QUrl(QStringLiteral("http://[::1]:9099/hook")), {}),
                           QStringLiteral("LOCAL"));
    QCOMPARE(push.authority(), QStringLiteral("[::1]:9099"));
}

void WebhookPushTest::whatWaitsIsOneNoticeAName()
{
    test::HostileServer server;
    bool isUp = false;
    server.answerBy([&](const QByteArray &) { return isUp ? taken : broken; });
    WebhookPush push(addressOf(server), QStringLiteral("LOCAL"), impatient);
    push.offer(noticeOf(QStringLiteral("first"))); // is under way, whatever comes
    for (int i = 0; i < 50; ++i) {
        push.offer(noticeOf(QStringLiteral("A")));
        push.offer(endOf(QStringLiteral("A")));
    }
    alerts::Notice escalated = noticeOf(QStringLiteral("B"));
    escalated.why = alerts::Notice::Why::Escalated;
    push.offer(escalated);
    push.offer(noticeOf(QStringLiteral("B")));
    QVERIFY(push.hasWaiting(QStringLiteral("A")) && push.hasWaiting(QStringLiteral("B")));
    isUp = true;
    QTRY_VERIFY(!push.hasWaiting(QStringLiteral("B")));
    const QStringList names = namesIn(server.received());
    QCOMPARE(names.count(QStringLiteral("A")), 1);
    QCOMPARE(names.count(QStringLiteral("B")), 1);
    QCOMPARE(server.received().count("\"status\":\"resolved\""), 2); // A, and the whole notice
    QVERIFY(server.received().contains("\"escalated\":\"true\""));
}

void WebhookPushTest::whatThereIsNoRoomForIsCounted()
{
    test::HostileServer server;
    bool isUp = false;
    server.answerBy([&](const QByteArray &) { return isUp ? taken : broken; });
    WebhookPush push(addressOf(server), QStringLiteral("LOCAL"), impatient);
    push.offer(noticeOf(QStringLiteral("first")));
    for (std::size_t i = 0; i < WebhookPush::mostWaiting + 2; ++i)
        push.offer(noticeOf(QStringLiteral("N%1").arg(i)));
    QVERIFY(push.hasWaiting(QStringLiteral("first"))); // may be under way
    QVERIFY(!push.hasWaiting(QStringLiteral("N2")));
    QVERIFY(push.hasWaiting(QStringLiteral("N3")));
    alerts::Notice huge = noticeOf(QStringLiteral("huge"));
    huge.firing.resize(WebhookPush::mostAlerts, huge.firing.front());
    push.offer(huge);
    QVERIFY(!push.hasWaiting(QStringLiteral("N1001")));
    QVERIFY(push.hasWaiting(QStringLiteral("huge")));
    push.offer(noticeOf(QStringLiteral("last")));
    QVERIFY(!push.hasWaiting(QStringLiteral("huge")));
    isUp = true;
    QTRY_VERIFY(!push.hasWaiting(QStringLiteral("last")));
    QCOMPARE(namesIn(server.received()), (QStringList{QStringLiteral("first"), QStringLiteral("last")}));
    QVERIFY(server.received().contains("\"truncatedAlerts\":21002"));
}

void WebhookPushTest::aTokenThatIsRenewedIsRead()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("token"));
    const auto write = [&](const QByteArray &text) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    };
    write("old\n");
    test::HostileServer server;
    server.answerBy([&](const QByteArray &request) {
        return request.contains("Bearer new")
                   ? taken
                   : QByteArray("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    });
    LoginFiles login;
    login.bearer = path;
    WebhookPush push(*serverAddress(QUrl(QStringLiteral("http://127.0.0.1:%1/hook").arg(server.port())), login),
                     QStringLiteral("LOCAL"), impatient);
    push.offer(noticeOf(QStringLiteral("A")));
    QTRY_VERIFY2(push.problem().contains(QStringLiteral("status 401")), qPrintable(push.problem()));
    write("new\n");
    QTRY_VERIFY(!push.hasWaiting(QStringLiteral("A")));
    QCOMPARE(push.problem(), QString());
}

void WebhookPushTest::whatIsNotThereYetIsSentAgain()
{
    test::HostileServer server;
    int asked = 0;
    server.answerBy([&](const QByteArray &) {
        return ++asked <= 2 ? QByteArray("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") : taken;
    });
    WebhookPush push(addressOf(server), QStringLiteral("LOCAL"), impatient);
    push.offer(noticeOf(QStringLiteral("A")));
    QTRY_COMPARE(server.requests(), 3);
    QTRY_COMPARE(push.problem(), QString());
}

void WebhookPushTest::whatDoesNotArriveIsSentAgain()
{
    test::HostileServer server;
    int asked = 0;
    server.answerBy([&](const QByteArray &) { return ++asked <= 3 ? broken : taken; });
    WebhookPush push(addressOf(server), QStringLiteral("LOCAL"), impatient);
    QStringList problems;
    connect(&push, &WebhookPush::problemChanged, this, [&] { problems << push.problem(); });
    push.offer(noticeOf(QStringLiteral("A")));
    push.offer(noticeOf(QStringLiteral("B")));
    QTRY_COMPARE(server.requests(), 5);
    const QStringList names = namesIn(server.received());
    QCOMPARE(names.count(QStringLiteral("A")), 4);
    QCOMPARE(names.last(), QStringLiteral("B"));
    QTRY_COMPARE(problems.size(), 2);
    QVERIFY2(problems.first().contains(QStringLiteral("status 503")), qPrintable(problems.first()));
    QCOMPARE(problems.last(), QString());
}

void WebhookPushTest::whatIsRefusedForGoodIsToldAndLeftOut()
{
    test::HostileServer server;
    int asked = 0;
    server.answerBy([&](const QByteArray &) { return ++asked == 1 ? unwanted : taken; });
    WebhookPush push(addressOf(server), QStringLiteral("LOCAL"), impatient);
    QStringList problems;
    connect(&push, &WebhookPush::problemChanged, this, [&] { problems << push.problem(); });
    push.offer(noticeOf(QStringLiteral("A")));
    push.offer(noticeOf(QStringLiteral("B")));
    QTRY_COMPARE(server.requests(), 2);
    QCOMPARE(namesIn(server.received()), (QStringList{QStringLiteral("A"), QStringLiteral("B")}));
    QTRY_COMPARE(problems.size(), 2);
    QVERIFY2(problems.first().contains(QStringLiteral("not sent again")), qPrintable(problems.first()));
}

QD_TEST_GUILESS(WebhookPushTest)
#include "tst_webhook_push.moc"
