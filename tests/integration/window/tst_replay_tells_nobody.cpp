// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_notifier.h"
#include "app/live_session.h"
#include "app/main_window.h"
#include "app/recording_session.h"
#include "app/replay_desk.h"
#include "model/playhead/player.h"
#include "tests/support/alert_event.h"
#include "tests/support/fake_history.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/hostile_server.h"
#include "tests/support/recorded.h"
#include "tests/support/test_program.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;
using namespace std::chrono_literals;

/// A page of the past is played beside a listening Alertmanager and a webhook.
class ReplayTellsNobodyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aPageOfThePastReachesNobody_data();
    void aPageOfThePastReachesNobody();

private:
    QTemporaryDir m_home;
    HostileServer m_alertmanager;
    HostileServer m_webhook;
    FakeHistory m_past{Timestamp(std::chrono::hours(24 * 365 * 54))};
    QString m_path;
};

void ReplayTellsNobodyTest::initTestCase()
{
    failOnAnyWarning();
    for (HostileServer *server : {&m_alertmanager, &m_webhook})
        server->answerWith("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    qputenv("XDG_CONFIG_HOME", m_home.path().toUtf8());
    qputenv("XDG_CACHE_HOME", m_home.filePath(QStringLiteral("cache")).toUtf8());
    QDir(m_home.path()).mkpath(QStringLiteral("quarterdeck/rules"));
    QFile rule(m_home.filePath(QStringLiteral("quarterdeck/rules/mine.yaml")));
    QVERIFY(rule.open(QIODevice::WriteOnly));
    rule.write("groups: [{name: g, interval: 1s, rules: [{alert: LiveWarning, expr: up == 1, labels: {severity: "
               "warning}}]}]");
    rule.close();
    QFile file(m_home.filePath(QStringLiteral("quarterdeck/notify.yaml")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("group_wait: 0s\nnotify_practice: true\nalertmanagers: [{url: http://127.0.0.1:" +
               QByteArray::number(m_alertmanager.port()) +
               "}]\nwebhooks: [{url: http://127.0.0.1:" + QByteArray::number(m_webhook.port()) + "/hook}]\n");
    m_path = m_home.filePath(QStringLiteral("outage.mcap"));
    m_past.run(600, [](int) { return FakeSecond(); });
    m_past.log(alertEvent(EventKind::AlertFiring, (m_past.now() - 300s).time_since_epoch(),
                          QStringLiteral("RecordedPage"), "critical"));
    QVERIFY(record(m_past.snapshot(), m_path));
}

void ReplayTellsNobodyTest::aPageOfThePastReachesNobody_data()
{
    QTest::addColumn<TargetChoice>("live");
    QTest::newRow("with nothing live") << TargetChoice{TargetChoice::Kind::Empty, {}, {}};
    QTest::newRow("with a live service behind it") << TargetChoice{TargetChoice::Kind::Local, {}, {}};
}

void ReplayTellsNobodyTest::aPageOfThePastReachesNobody()
{
    QFETCH(TargetChoice, live);
    const TimelineClock clock;
    Settings settings({});
    MainWindow window(settings, clock);
    ServiceChoice service;
    service.dataDir = m_home.filePath(QStringLiteral("data"));
    service.insecureHashing = true;
    LiveSession session(window, service);
    int sounds = 0;
    DesktopNotifier notifier([&] { ++sounds; });
    connect(&session, &LiveSession::watching, &notifier, &DesktopNotifier::follow);
    connect(&session, &LiveSession::noticed, &notifier, &DesktopNotifier::notify);
    RecordingSession recordings(window, clock);
    window.show();
    QVERIFY(session.watch(live));
    const bool isLive = live.kind != TargetChoice::Kind::Empty;
    if (isLive) { // and both are told of what is live
        QTRY_VERIFY_WITH_TIMEOUT(m_alertmanager.received().contains("Watchdog"), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_webhook.received().contains("LiveWarning"), 60'000);
    }

    QSignalSpy opened(&recordings, &RecordingSession::opened);
    recordings.open({m_path, {}, QStringLiteral("start"), {}, 1000, false});
    QTRY_COMPARE(opened.count(), 1);
    window.replay()->player().toggle();
    const Timestamp afterThePage = m_past.now() - 200s;
    QTRY_VERIFY_WITH_TIMEOUT(window.playhead().instant() > afterThePage, 30'000);

    for (const HostileServer *server : {&m_alertmanager, &m_webhook}) {
        QVERIFY(!server->received().contains("RecordedPage"));
        if (!isLive)
            QCOMPARE(server->received(), QByteArray());
    }
    QCOMPARE(sounds, 0);
    recordings.close();
    session.finish();
}

QD_TEST_WIDGETS(ReplayTellsNobodyTest)
#include "tst_replay_tells_nobody.moc"
