// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/shared/theme.h"

#include <QtCore/QObject>

class QDBusPendingCallWatcher;
class QDBusVariant;

namespace qd {

/// Whether the desktop wants light or dark, from the settings portal (Qt 6.4 has no colour scheme of its own):
/// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
/// Asks without waiting; light until an answer comes, and without a portal.
class DesktopScheme : public QObject
{
    Q_OBJECT

public:
    explicit DesktopScheme(QObject *parent = nullptr);
    [[nodiscard]] Scheme scheme() const { return m_scheme; }

Q_SIGNALS:
    void changed(qd::Scheme scheme);

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void take(const QVariant &value);
    Scheme m_scheme = Scheme::Light;
};

} // namespace qd
