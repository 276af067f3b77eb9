// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_notifier.h"

#include "app/session_bus.h"

#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>

#include <algorithm>

namespace qd {

namespace {

using alerts::AlertRecord;
using alerts::Notice;

const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");

QString titleOf(const Notice &notice, const QString &place)
{
    const QString what = notice.firing.empty() ? DesktopNotifier::tr("Resolved") : notice.name;
    if (notice.why == Notice::Why::Escalated)
        return DesktopNotifier::tr("%1 · not acknowledged: %2").arg(place, what);
    if (notice.firing.empty())
        return QStringLiteral("%1 · %2: %3").arg(place, what, notice.name);
    return QStringLiteral("%1 · %2").arg(place, what);
}

/// Servers may take a body for markup: what comes from outside is escaped.
QString bodyOf(const Notice &notice)
{
    constexpr std::size_t most = 3;
    const auto &alerts = notice.firing.empty() ? notice.resolved : notice.firing;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(most, alerts.size()); ++i) {
        const QString summary = alerts[i].annotation(QStringLiteral("summary"));
        lines << (summary.isEmpty() ? alerts[i].name : summary).left(300).toHtmlEscaped();
    }
    if (alerts.size() > most)
        lines << DesktopNotifier::tr("and %1 more").arg(alerts.size() - most);
    if (!notice.firing.empty() && !notice.resolved.empty())
        lines << DesktopNotifier::tr("%1 resolved").arg(notice.resolved.size());
    return lines.join(u'\n');
}

QVariantMap hintsOf(const Notice &notice)
{
    constexpr uchar normal = 1;
    constexpr uchar critical = 2;
    QVariantMap hints{{QStringLiteral("desktop-entry"), QStringLiteral("quarterdeck")},
                      {QStringLiteral("category"), QStringLiteral("x-quarterdeck.alert")},
                      {QStringLiteral("urgency"), QVariant::fromValue(notice.pages() ? critical : normal)}};
    if (notice.pages())
        hints.insert(QStringLiteral("sound-name"), QStringLiteral("alarm-clock-elapsed"));
    return hints;
}

} // namespace

DesktopNotifier::DesktopNotifier(Sound sound, std::chrono::milliseconds soundEvery, QObject *parent)
    : QObject(parent)
    , m_sound(std::move(sound))
{
    m_again.setInterval(soundEvery);
    connect(&m_again, &QTimer::timeout, this, &DesktopNotifier::soundAgain);
}

void DesktopNotifier::follow(HistoryFeed *live)
{
    m_live = live;
    m_again.stop();
    m_shown.clear();
}

void DesktopNotifier::notify(const Notice &notice)
{
    show(notice);
    if (!notice.pages())
        return;
    if (m_isSoundOn)
        m_sound();
    m_again.start();
}

void DesktopNotifier::soundAgain()
{
    if (!somebodyIsNeeded())
        m_again.stop();
    else if (m_isSoundOn)
        m_sound();
}

bool DesktopNotifier::somebodyIsNeeded()
{
    if (!m_live)
        return false;
    const HistoryPtr history = m_live->current();
    m_book.read(history->events, history->now);
    return std::ranges::any_of(m_book.alerts(), [](const auto &entry) {
        const AlertRecord &alert = entry.second;
        return alert.isFiring() && alerts::isPaging(alert.severity) && !alert.acknowledged && !alert.isMuted();
    });
}

void DesktopNotifier::show(const Notice &notice)
{
    if (!sessionBusIsThere())
        return;
    const QString place = m_live ? m_live->current()->status.target.label() : QString();
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, service, QStringLiteral("Notify"));
    call << QStringLiteral("Quarterdeck") << m_shown.value(notice.name, 0U) << QStringLiteral("quarterdeck")
         << titleOf(notice, place) << bodyOf(notice) << QStringList() << hintsOf(notice) << -1;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, 3000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, name = notice.name](QDBusPendingCallWatcher *done) {
                done->deleteLater();
                const QDBusPendingReply<uint> reply = *done;
                if (!reply.isError())
                    m_shown.insert(name, reply.value());
            });
}

} // namespace qd

#include "moc_desktop_notifier.cpp"
