// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/notice_plan.h"
#include "model/playhead/history.h"

#include <QtCore/QHash>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <functional>

namespace qd {

/// Tells whoever sits here of alerts of what is live: a notification of the desktop
/// (specifications.freedesktop.org/notification-spec), and for what pages a sound that comes again each minute
/// until somebody acknowledges it or it ends. Without a notification server the sound is left.
class DesktopNotifier : public QObject
{
    Q_OBJECT

public:
    using Sound = std::function<void()>;

    explicit DesktopNotifier(Sound sound, std::chrono::milliseconds soundEvery = std::chrono::minutes(1),
                             QObject *parent = nullptr);

    /// What the notices are of; null: nothing is watched, and nothing sounds.
    void follow(HistoryFeed *live);
    void notify(const alerts::Notice &notice);
    void setSoundOn(bool on) { m_isSoundOn = on; }
    /// A sound will come again.
    [[nodiscard]] bool isSounding() const { return m_again.isActive(); }

private:
    void show(const alerts::Notice &notice);
    void soundAgain();
    [[nodiscard]] bool somebodyIsNeeded();

    Sound m_sound;
    bool m_isSoundOn = true;
    QTimer m_again;
    QPointer<HistoryFeed> m_live;
    alerts::AlertBook m_book;
    QHash<QString, uint> m_shown; ///< ids of notifications by the name of their alerts: a later one replaces it
};

} // namespace qd
