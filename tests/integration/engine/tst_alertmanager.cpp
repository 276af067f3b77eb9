// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/notify/alertmanager_push.h"
#include "tests/support/alertmanager_server.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonObject>
#include <QtCore/QUrl>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

Timestamp wallNow()
{
    return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

rules::Alert firing(const std::string &name, Timestamp since)
{
    rules::Alert alert;
    alert.labels = Labels{{"alertname", name}, {"severity", "critical"}};
    alert.annotations = {{"summary", name + " says “so”"}};
    alert.phase = rules::AlertPhase::Firing;
    alert.activeAt = since - 60s;
    alert.firedAt = since;
    return alert;
}

QStringList namesIn(const QJsonArray &alerts)
{
    QStringList names;
    for (const QJsonValue &alert : alerts)
        names << alert[u"labels"][u"alertname"].toString();
    names.sort();
    return names;
}

} // namespace

/// Beside a real Alertmanager.
class AlertmanagerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_server = std::make_unique<test::AlertmanagerServer>();
        m_push = std::make_unique<AlertmanagerPush>(
            *serverAddress(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server->port())), {}),
            DeliverySettings{50ms, 200ms, 5'000ms});
    }
    void cleanup()
    {
        m_push.reset();
        m_server.reset();
    }
    void knowsWhatFiresAndWhatEnded();
    void whatBeganWhileItWasDownArrives();
    void aRestartedOneIsToldAgainWithinAMinute();
    void whatIsSpokenOfNoMoreHasEnded();
    void manyTakeSeveralRequests();

private:
    std::unique_ptr<test::AlertmanagerServer> m_server;
    std::unique_ptr<AlertmanagerPush> m_push;
};

void AlertmanagerTest::knowsWhatFiresAndWhatEnded()
{
    m_server->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->isReady(), 30'000);
    const Timestamp now = wallNow();
    rules::Alert pending = firing("Pending", now);
    pending.phase = rules::AlertPhase::Pending;
    pending.firedAt.reset();
    std::vector<rules::Alert> alerts{firing("A", now - 10s), firing("B", now - 5s), pending};
    m_push->offer(alerts, now);
    QTRY_COMPARE_WITH_TIMEOUT(namesIn(m_server->alerts()), (QStringList{QStringLiteral("A"), QStringLiteral("B")}),
                              20'000);
    const QJsonArray listed = m_server->alerts();
    const QJsonObject a =
        (listed[0][u"labels"][u"alertname"].toString() == u"A" ? listed[0] : listed[1]).toObject();
    QCOMPARE(a[u"annotations"][u"summary"].toString(), QStringLiteral("A says “so”"));
    QCOMPARE(
        Timestamp(Millis(QDateTime::fromString(a[u"startsAt"].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch())),
        now - 10s);
    QCOMPARE(
        Timestamp(Millis(QDateTime::fromString(a[u"endsAt"].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch())),
        now + AlertmanagerPush::validFor);

    alerts[0].phase = rules::AlertPhase::Inactive;
    alerts[0].resolvedAt = now;
    m_push->offer(alerts, now + 1s);
    QTRY_COMPARE_WITH_TIMEOUT(namesIn(m_server->alerts()), (QStringList{QStringLiteral("B")}), 20'000);
}

void AlertmanagerTest::whatBeganWhileItWasDownArrives()
{
    const Timestamp now = wallNow();
    m_push->offer(std::vector<rules::Alert>{firing("A", now)}, now);
    QTRY_VERIFY_WITH_TIMEOUT(!m_push->problem().isEmpty(), 20'000);
    m_server->start();
    QTRY_COMPARE_WITH_TIMEOUT(namesIn(m_server->alerts()), (QStringList{QStringLiteral("A")}), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_push->problem(), QString(), 20'000);
}

void AlertmanagerTest::aRestartedOneIsToldAgainWithinAMinute()
{
    m_server->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->isReady(), 30'000);
    const Timestamp now = wallNow();
    const std::vector<rules::Alert> alerts{firing("A", now)};
    m_push->offer(alerts, now);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->alerts().size(), 1, 20'000);
    m_server->kill();
    m_server->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->isReady(), 30'000);
    QCOMPARE(m_server->alerts().size(), 0);
    m_push->offer(alerts, now + 59s);
    QCoreApplication::processEvents();
    QCOMPARE(m_server->alerts().size(), 0);
    m_push->offer(alerts, now + 60s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->alerts().size(), 1, 20'000);
}

void AlertmanagerTest::whatIsSpokenOfNoMoreHasEnded()
{
    m_server->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->isReady(), 30'000);
    const Timestamp now = wallNow();
    m_push->offer(std::vector<rules::Alert>{firing("A", now - 10s), firing("B", now - 10s)}, now - 5s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->alerts().size(), 2, 20'000);
    m_push->offer(std::vector<rules::Alert>{firing("B", now - 10s)}, now);
    QTRY_COMPARE_WITH_TIMEOUT(namesIn(m_server->alerts()), (QStringList{QStringLiteral("B")}), 20'000);
}

void AlertmanagerTest::manyTakeSeveralRequests()
{
    m_server->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->isReady(), 30'000);
    const Timestamp now = wallNow();
    std::vector<rules::Alert> alerts;
    for (int i = 0; i < 600; ++i)
        alerts.push_back(firing("A" + std::to_string(i), now));
    m_push->offer(alerts, now);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->alerts().size(), 600, 20'000);
}

QD_TEST_GUILESS(AlertmanagerTest)
#include "tst_alertmanager.moc"
