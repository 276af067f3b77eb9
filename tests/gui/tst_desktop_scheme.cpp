// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_scheme.h"
#include "tests/support/fatal_warnings.h"
#include "tests/support/test_program.h"

#include <QtCore/QProcess>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusVariant>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace qd;
using namespace qd::test;

/// The settings portal, as far as anybody asks it here.
class FakePortal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint scheme = 1;
    int asked = 0;

public Q_SLOTS:
    /// Old portals wrap the value twice.
    QDBusVariant Read(const QString &group, const QString &key)
    {
        asked += group == u"org.freedesktop.appearance" && key == u"color-scheme" ? 1 : 0;
        return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
    }
};

/// A light answer changes nothing that could be waited for, but the call is over.
bool hasItsAnswer(const DesktopScheme &scheme)
{
    return scheme.findChild<QDBusPendingCallWatcher *>() == nullptr;
}

/// A portal on a session bus of its own.
class TestDesktopScheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { failOnAnyWarning(); }
    void cleanupTestCase();
    void asksThePortal_data();
    void asksThePortal();
    void followsItsChanges();
    void othersSettingsAreNotIts();
    void withoutABusItIsLight();

private:
    void tell(const QString &group, const QString &key, uint scheme);

    QProcess m_bus;
    FakePortal m_portal;
    QString m_address;
};

void TestDesktopScheme::initTestCase()
{
    m_bus.start(QStringLiteral("dbus-daemon"),
                {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address=1")});
    QVERIFY(m_bus.waitForStarted());
    QTRY_VERIFY(m_bus.canReadLine());
    m_address = QString::fromLatin1(m_bus.readLine()).trimmed();
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_address.toLatin1());
    auto bus = QDBusConnection::connectToBus(m_address, QStringLiteral("portal"));
    QVERIFY(bus.isConnected());
    QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
    QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &m_portal,
                               QDBusConnection::ExportAllSlots));
}

void TestDesktopScheme::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(QStringLiteral("portal"));
    m_bus.terminate();
    m_bus.waitForFinished();
}

void TestDesktopScheme::tell(const QString &group, const QString &key, uint scheme)
{
    auto change = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/portal/desktop"),
                                             QStringLiteral("org.freedesktop.portal.Settings"),
                                             QStringLiteral("SettingChanged"));
    change << group << key << QVariant::fromValue(QDBusVariant(scheme));
    QVERIFY(QDBusConnection(QStringLiteral("portal")).send(change));
}

void TestDesktopScheme::asksThePortal_data()
{
    QTest::addColumn<uint>("told");
    QTest::addColumn<Scheme>("scheme");
    QTest::newRow("no preference") << 0U << Scheme::Light;
    QTest::newRow("dark") << 1U << Scheme::Dark;
    QTest::newRow("light") << 2U << Scheme::Light;
    QTest::newRow("a value of tomorrow") << 7U << Scheme::Light;
}

void TestDesktopScheme::asksThePortal()
{
    QFETCH(uint, told);
    QFETCH(Scheme, scheme);
    m_portal.scheme = told;
    m_portal.asked = 0;
    const DesktopScheme desktop;
    QCOMPARE(desktop.scheme(), Scheme::Light); // until an answer comes
    QTRY_COMPARE(m_portal.asked, 1);
    QTRY_VERIFY(hasItsAnswer(desktop));
    QCOMPARE(desktop.scheme(), scheme);
}

void TestDesktopScheme::followsItsChanges()
{
    m_portal.scheme = 0;
    m_portal.asked = 0;
    const DesktopScheme scheme;
    QTRY_COMPARE(m_portal.asked, 1);
    QTRY_VERIFY(hasItsAnswer(scheme));
    QSignalSpy changed(&scheme, &DesktopScheme::changed);
    tell(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"), 1);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(scheme.scheme(), Scheme::Dark);
    tell(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"), 2);
    QTRY_COMPARE(changed.size(), 2);
    QCOMPARE(scheme.scheme(), Scheme::Light);
}

void TestDesktopScheme::othersSettingsAreNotIts()
{
    m_portal.scheme = 0;
    m_portal.asked = 0;
    const DesktopScheme scheme;
    QTRY_COMPARE(m_portal.asked, 1);
    QTRY_VERIFY(hasItsAnswer(scheme));
    QSignalSpy changed(&scheme, &DesktopScheme::changed);
    tell(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("accent-color"), 1);
    tell(QStringLiteral("org.gnome.desktop.interface"), QStringLiteral("color-scheme"), 1);
    tell(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"), 1);
    QTRY_COMPARE(changed.size(), 1); // messages of one sender arrive in order: only the last counted
    QCOMPARE(scheme.scheme(), Scheme::Dark);
}

void TestDesktopScheme::withoutABusItIsLight()
{
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("XDG_RUNTIME_DIR", "/nonexistent");
    m_portal.scheme = 1;
    m_portal.asked = 0;
    const DesktopScheme scheme;
    QCoreApplication::processEvents();
    QCOMPARE(scheme.scheme(), Scheme::Light);
    QCOMPARE(m_portal.asked, 0);
}

QD_TEST_GUILESS(TestDesktopScheme)
#include "tst_desktop_scheme.moc"
