// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_scheme.h"

#include "app/session_bus.h"

#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>
#include <QtDBus/QDBusVariant>

namespace qd {

namespace {

const QString portalService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString settingsInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colorScheme = QStringLiteral("color-scheme");

/// The portal wraps the value in one or two variants, by version.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}

} // namespace

DesktopScheme::DesktopScheme(QObject *parent)
    : QObject(parent)
{
    if (!sessionBusIsThere()) {
        return;
    }
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(portalService, portalPath, settingsInterface, QStringLiteral("SettingChanged"), this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage ask =
        QDBusMessage::createMethodCall(portalService, portalPath, settingsInterface, QStringLiteral("Read"));
    ask << appearance << colorScheme;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask, 3000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (!reply.isError()) {
            take(reply.value().variant());
        }
    });
}

void DesktopScheme::settingChanged(const QString &changedGroup, const QString &changedKey,
                                   const QDBusVariant &value)
{
    if (changedGroup == appearance && changedKey == colorScheme) {
        take(value.variant());
    }
}

/// 1 = dark, 2 = light, anything else = no preference.
void DesktopScheme::take(const QVariant &value)
{
    const Scheme wanted = unwrapped(value).toUInt() == 1 ? Scheme::Dark : Scheme::Light;
    if (wanted != m_scheme) {
        m_scheme = wanted;
        Q_EMIT changed(wanted);
    }
}

} // namespace qd

#include "moc_desktop_scheme.cpp"
