// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_notifier.h"
#include "model/alerts/alert_marks.h"
#include "tests/support/alert_event.h"
#include "tests/support/fake_gateway.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QProcess>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtTest/QTest>

using namespace qd;
using namespace std::chrono_literals;

/// A notification server, as far as anybody asks it here.
class FakeNotifications : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown
    {
        uint replaces = 0;
        QString title;
        QString body;
        QVariantMap hints;
    };
    QList<Shown> shown;

public Q_SLOTS:
    uint Notify(const QString &, uint replaces, const QString &, const QString &title, const QString &body,
                const QStringList &, const QVariantMap &hints, int)
    {
        shown << Shown{replaces, title, body, hints};
        return replaces != 0 ? replaces : uint(shown.size());
    }
};

/// On a session bus of its own.
class DesktopNotifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init()
    {
        test::failOnAnyWarning();
        m_server.shown.clear();
        m_log = EventSnapshot();
    }
    void saysWhereAndWhat();
    void foreignTextIsNoMarkup();
    void aLaterOneReplacesTheFirst();
    void soundsAgainUntilAcknowledged();
    void aWarningMakesNoSound();

private:
    void log(const Event &event)
    {
        m_log = m_log.with({event});
        HistorySnapshot history;
        history.now = Timestamp(100s);
        history.events = m_log;
        history.status.target.where = Where::Practice;
        m_feed.publish(std::move(history));
    }
    alerts::Notice noticeOf(const QString &name, const char *severity, const QString &summary = {})
    {
        Event event = test::alertEvent(EventKind::AlertFiring, 10s, name, severity);
        if (!summary.isEmpty())
            event.body[u"annotations"] = QJsonObject{{QStringLiteral("summary"), summary}};
        log(event);
        alerts::AlertBook book;
        book.read(m_log, Timestamp(100s));
        alerts::Notice notice;
        notice.name = name;
        notice.firing.push_back(book.alerts().begin()->second);
        return notice;
    }
    QProcess m_bus;
    FakeNotifications m_server;
    test::FakeFeed m_feed;
    EventSnapshot m_log;
};

void DesktopNotifierTest::initTestCase()
{
    m_bus.start(QStringLiteral("dbus-daemon"),
                {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address=1")});
    QVERIFY(m_bus.waitForStarted());
    QTRY_VERIFY(m_bus.canReadLine());
    const QString address = QString::fromLatin1(m_bus.readLine()).trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.toLatin1());
    auto bus = QDBusConnection::connectToBus(address, QStringLiteral("notifications"));
    QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.Notifications")));
    QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &m_server,
                               QDBusConnection::ExportAllSlots));
}

void DesktopNotifierTest::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(QStringLiteral("notifications"));
    m_bus.terminate();
    m_bus.waitForFinished();
}

void DesktopNotifierTest::saysWhereAndWhat()
{
    DesktopNotifier notifier([] {});
    notifier.follow(&m_feed);
    notifier.notify(noticeOf(QStringLiteral("X"), "critical"));
    QTRY_COMPARE(m_server.shown.size(), 1);
    QCOMPARE(m_server.shown[0].title, QStringLiteral("PRACTICE · X"));
    QCOMPARE(m_server.shown[0].body, QStringLiteral("X says so"));
    QCOMPARE(m_server.shown[0].hints.value(QStringLiteral("urgency")).toInt(), 2);
}

void DesktopNotifierTest::foreignTextIsNoMarkup()
{
    DesktopNotifier notifier([] {});
    notifier.follow(&m_feed);
    notifier.notify(noticeOf(QStringLiteral("X"), "warning", QStringLiteral("<a href=\"http://x\">look</a>")));
    QTRY_COMPARE(m_server.shown.size(), 1);
    QVERIFY(m_server.shown[0].body.startsWith(QStringLiteral("&lt;a href")));
    QCOMPARE(m_server.shown[0].hints.value(QStringLiteral("urgency")).toInt(), 1);
}

void DesktopNotifierTest::aLaterOneReplacesTheFirst()
{
    DesktopNotifier notifier([] {});
    notifier.follow(&m_feed);
    const alerts::Notice notice = noticeOf(QStringLiteral("X"), "critical");
    notifier.notify(notice);
    QTRY_COMPARE(m_server.shown.size(), 1);
    alerts::Notice over = notice;
    over.resolved = std::exchange(over.firing, {});
    QTRY_VERIFY(!notifier.findChild<QDBusPendingCallWatcher *>()); // its answer, with the id, has come
    notifier.notify(over);
    QTRY_COMPARE(m_server.shown.size(), 2);
    QCOMPARE(m_server.shown.last().replaces, 1U);
    QCOMPARE(m_server.shown.last().title, QStringLiteral("PRACTICE · Resolved: X"));
}

void DesktopNotifierTest::soundsAgainUntilAcknowledged()
{
    int sounds = 0;
    DesktopNotifier notifier([&] { ++sounds; }, 2ms);
    notifier.follow(&m_feed);
    const alerts::Notice notice = noticeOf(QStringLiteral("X"), "critical");
    notifier.notify(notice);
    QCOMPARE(sounds, 1);
    QTRY_VERIFY(sounds >= 4);
    Event mark = alerts::acknowledgementOf(notice.firing.front().newest, {});
    mark.at = Timestamp(20s);
    mark.origin = QStringLiteral("quarterdeck");
    mark.originSeq = 77'777;
    log(mark);
    QTRY_VERIFY(!notifier.isSounding());
}

void DesktopNotifierTest::aWarningMakesNoSound()
{
    int sounds = 0;
    DesktopNotifier notifier([&] { ++sounds; }, 2ms);
    notifier.follow(&m_feed);
    notifier.notify(noticeOf(QStringLiteral("X"), "warning"));
    QTRY_COMPARE(m_server.shown.size(), 1);
    QCOMPARE(sounds, 0);
}

QD_TEST_WIDGETS(DesktopNotifierTest)
#include "tst_desktop_notifier.moc"
