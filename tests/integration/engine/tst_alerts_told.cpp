// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alerts/alert_book.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

namespace {

void writeText(const QString &path, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

} // namespace

/// A live engine with a rule that fires, and whoever it tells.
class AlertsToldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnAnyWarning();
        m_fixture = std::make_unique<test::EngineFixture>();
        m_server = std::make_unique<test::HostileServer>();
        m_server->answerWith("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        const QString rules = m_fixture->folder.filePath(QStringLiteral("rules/mine.yaml"));
        writeText(rules, "groups: [{name: g, interval: 1s, rules: [{alert: Up, expr: up == 1, labels: {severity: "
                         "critical}, annotations: {summary: it is up}}]}]");
        m_fixture->config.judgesRules = true;
        m_fixture->config.ruleFolder = m_fixture->folder.filePath(QStringLiteral("rules"));
        m_fixture->config.notifyFile = m_fixture->folder.filePath(QStringLiteral("notify.yaml"));
    }
    void cleanup()
    {
        m_fixture.reset();
        m_server.reset();
    }
    void aWebhookIsTold();
    void practiceTellsNobodyElse();
    void acknowledgedAndSilencedAreInTheLog();
    void aBrokenFileIsNamed();

private:
    void tell(const QByteArray &more = {})
    {
        writeText(m_fixture->config.notifyFile, "group_wait: 0s\nwebhooks: [{url: http://127.0.0.1:" +
                                                    QByteArray::number(m_server->port()) + "/}]\n" + more);
    }
    [[nodiscard]] alerts::AlertBook book() const
    {
        alerts::AlertBook book;
        book.read(m_fixture->now()->events, m_fixture->now()->now);
        return book;
    }
    [[nodiscard]] QString identityOfUp() const
    {
        const alerts::AlertBook all = book();
        for (const auto &[identity, alert] : all.alerts())
            if (alert.name == u"Up" && alert.isFiring())
                return identity;
        return {};
    }
    std::unique_ptr<test::EngineFixture> m_fixture;
    std::unique_ptr<test::HostileServer> m_server;
};

void AlertsToldTest::aWebhookIsTold()
{
    tell();
    m_fixture->start();
    QSignalSpy noticed(m_fixture->engine.get(), &LiveEngine::noticed);
    QTRY_VERIFY_WITH_TIMEOUT(m_server->received().contains("\"alertname\":\"Up\""), 30'000);
    QVERIFY(m_server->received().contains("\"place\":\"LOCAL\""));
    QTRY_VERIFY(!noticed.isEmpty());
}

void AlertsToldTest::practiceTellsNobodyElse()
{
    // By the second notice the first one would have come, as aWebhookIsTold() shows.
    tell("repeat_interval: 1s\n");
    m_fixture->config.where = Where::Practice;
    m_fixture->start();
    QSignalSpy noticed(m_fixture->engine.get(), &LiveEngine::noticed);
    QTRY_VERIFY_WITH_TIMEOUT(noticed.size() >= 2, 30'000);
    QCOMPARE(m_server->connections(), 0);
}

void AlertsToldTest::acknowledgedAndSilencedAreInTheLog()
{
    m_fixture->start();
    QTRY_VERIFY_WITH_TIMEOUT(!identityOfUp().isEmpty(), 30'000);
    LiveGateway &gateway = m_fixture->engine->gateway();
    test::Answers<bool> acknowledged;
    gateway.acknowledge(identityOfUp(), QStringLiteral("on it"), this, acknowledged.reply());
    QTRY_VERIFY(acknowledged.any());
    QVERIFY(acknowledged.all.front());
    QTRY_VERIFY(book().find(identityOfUp())->acknowledged.has_value());
    QCOMPARE(book().find(identityOfUp())->acknowledged->by, QStringLiteral("op"));

    test::Answers<QString> silenced;
    gateway.silence({QStringLiteral("alertname=\"Up\""), 1h, QStringLiteral("known")}, this, silenced.reply());
    QTRY_VERIFY(silenced.any());
    QVERIFY(silenced.all.front());
    QTRY_COMPARE(book().find(identityOfUp())->silencedBy, *silenced.all.front());
    test::Answers<bool> ended;
    gateway.endSilence(*silenced.all.front(), this, ended.reply());
    QTRY_VERIFY(ended.any() && ended.all.front());
    QTRY_VERIFY(!book().find(identityOfUp())->isMuted());

    test::Answers<bool> again;
    gateway.endSilence(*silenced.all.front(), this, again.reply());
    QTRY_VERIFY(again.any());
    QCOMPARE(again.all.front().error().code, ErrorCode::NotFound);
    test::Answers<QString> bad;
    gateway.silence({QStringLiteral("everything"), 1h, {}}, this, bad.reply());
    QTRY_VERIFY(bad.any());
    QCOMPARE(bad.all.front().error().code, ErrorCode::Invalid);
    test::Answers<bool> unknown;
    gateway.acknowledge(QStringLiteral("no such"), {}, this, unknown.reply());
    QTRY_VERIFY(unknown.any());
    QCOMPARE(unknown.all.front().error().code, ErrorCode::Conflict);
}

void AlertsToldTest::aBrokenFileIsNamed()
{
    writeText(m_fixture->config.notifyFile, "webhooks: 7\n");
    m_fixture->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->status().notifyProblem.contains(QStringLiteral("notify.yaml:1:11: ")),
                             30'000);
}

QD_TEST_GUILESS(AlertsToldTest)
#include "tst_alerts_told.moc"
