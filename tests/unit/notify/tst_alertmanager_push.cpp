// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/alertmanager_push.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_program.h"

#include <QtCore/QUrl>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

const QByteArray willing = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const QByteArray refused = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
constexpr DeliverySettings hasty{1ms, 4ms, 5'000ms};
constexpr Timestamp alertsBegin{500'000s};

rules::Alert alertOf(const std::string &name, std::optional<Timestamp> resolvedAt = {})
{
    rules::Alert alert;
    alert.labels = Labels{{"alertname", name}};
    alert.phase = resolvedAt ? rules::AlertPhase::Inactive : rules::AlertPhase::Firing;
    alert.activeAt = alertsBegin - 60s;
    alert.firedAt = alertsBegin - 50s;
    alert.resolvedAt = resolvedAt;
    return alert;
}

std::vector<rules::Alert> many(std::size_t count, const std::string &stem,
                               std::optional<Timestamp> resolvedAt = {})
{
    std::vector<rules::Alert> alerts;
    for (std::size_t i = 0; i < count; ++i)
        alerts.push_back(alertOf(stem + std::to_string(i), resolvedAt));
    return alerts;
}

ServerAddress alertmanagerAt(quint16 port)
{
    return *serverAddress(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port)), {});
}

} // namespace

/// Beside one that does not behave; tst_alertmanager has a real one.
class AlertmanagerPushTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnAnyWarning(); }
    void whatIsRefusedIsSaidAndSentAgainInItsTime();
    void whatThereIsNoRoomForIsSaid();
    void endsThatNobodyTookMakeRoom();
};

void AlertmanagerPushTest::whatIsRefusedIsSaidAndSentAgainInItsTime()
{
    test::HostileServer server;
    server.answerWith(refused);
    AlertmanagerPush push(alertmanagerAt(server.port()), hasty);
    const std::vector<rules::Alert> alerts = many(1, "A");
    push.offer(alerts, alertsBegin);
    QTRY_VERIFY2(push.problem().contains(QStringLiteral("status 400")), qPrintable(push.problem()));
    server.answerWith(willing);
    push.offer(alerts, alertsBegin + 59s);
    push.offer(alerts, alertsBegin + 60s);
    QTRY_COMPARE(push.problem(), QString());
    QCOMPARE(server.requests(), 2); // and not at 59 s, which would have come first
}

void AlertmanagerPushTest::whatThereIsNoRoomForIsSaid()
{
    test::HostileServer server;
    server.sayNothing();
    AlertmanagerPush push(alertmanagerAt(server.port()), hasty);
    push.offer(many(AlertmanagerPush::mostWaiting, "A"), alertsBegin);
    QCOMPARE(push.problem(), QString());
    push.offer(many(AlertmanagerPush::mostWaiting + 7, "A"), alertsBegin + 5s);
    QVERIFY2(push.problem().contains(QStringLiteral("7 alerts are left out")), qPrintable(push.problem()));
    push.offer(many(AlertmanagerPush::mostWaiting, "A"), alertsBegin + 10s);
    QCOMPARE(push.problem(), QString());
}

void AlertmanagerPushTest::endsThatNobodyTookMakeRoom()
{
    test::HostileServer server;
    int asked = 0;
    server.answerBy([&](const QByteArray &) { return ++asked <= 79 ? willing : QByteArray(); });
    AlertmanagerPush push(alertmanagerAt(server.port()), hasty);
    const std::size_t most = AlertmanagerPush::mostWaiting;
    push.offer(many(most, "A"), alertsBegin);
    QTRY_COMPARE(server.requests(), 79); // all of them were told as firing, and what follows is not taken
    QTRY_COMPARE(push.problem(), QString());
    push.offer(many(most, "A", alertsBegin + 10s), alertsBegin + 10s);
    push.offer(many(1, "B"), alertsBegin + 20s);
    QVERIFY2(push.problem().contains(QStringLiteral("1 alerts are left out")), qPrintable(push.problem()));
    push.offer(many(1, "B"), alertsBegin + 10s + rules::AlertState::resolvedRetention + 1s);
    QCOMPARE(push.problem(), QString());
}

QD_TEST_GUILESS(AlertmanagerPushTest)
#include "tst_alertmanager_push.moc"
