// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/clock.h"
#include "model/base/units.h"
#include "model/playhead/bookmarks.h"
#include "model/playhead/player.h"
#include "model/playhead/steps.h"

#include <QtCore/QPointer>

#include <functional>
#include <optional>

namespace qd {

class GoToPopover;
class ReplayBanner;
class ReplayFrame;
class SidecarFile;
class TransportBar;

/// Everything about going through time in the window: the player, its transport, the looks of REPLAY, steps,
/// speed, bookmarks. It moves the playhead and nothing else; what is on screen follows that.
class ReplayDesk : public QObject
{
    Q_OBJECT

public:
    /// Widgets become children of `window` and are to be laid out by it. All must outlive the desk.
    ReplayDesk(QWidget *window, Playhead &playhead, const Clock &clock);
    ~ReplayDesk() override;

    [[nodiscard]] TransportBar *transport() const { return m_transport; }
    [[nodiscard]] ReplayBanner *banner() const { return m_banner; }
    [[nodiscard]] Player &player() { return m_player; }
    [[nodiscard]] const Bookmarks &bookmarks() const { return m_bookmarks; }

    /// The history on screen; `isOther` when it is not the one before, grown.
    void setHistory(const HistoryPtr &history, bool isOther);
    /// What the banner says while that is replayed, and what leaving it means.
    void setNames(const QString &what, const QString &remark, const QString &wayBack);
    void setRemark(const QString &remark);
    /// The data folder of what is live: its bookmarks are kept there. Empty = nowhere, they last as long as they
    /// are on screen.
    void keepBookmarksIn(const QString &folder);
    /// Where those of a recording are kept while it is on screen; null = what is live is.
    void setSidecar(SidecarFile *sidecar);
    void setZone(units::Zone zone);
    /// Asked while the picture is held: where the operator stands in it, if not at its right edge.
    void askWhereOneStands(std::function<std::optional<Timestamp>()> where) { m_standing = std::move(where); }
    /// Adds the single keys to a widget: they act while it, or a child of it, has the focus. Space only with
    /// `space`: where buttons have the focus, Space presses them.
    enum class SpaceKey { Plays, Presses };
    void addKeys(QWidget *place, SpaceKey space);

    /// The instant that keys act at and go on from: in a held picture where one stands, else the playhead's.
    [[nodiscard]] Timestamp instant() const;
    /// LIVE: hold. PAUSED and REPLAY: play from where one stands, or hold what plays.
    void togglePlay();
    void step(Millis by);
    void stepSample(Direction direction);
    void stepEvent(Direction direction);
    void stepAlert(Direction direction);
    void stepBookmark(Direction direction);
    void toggleBookmark();
    void openGoTo();
    void changeSpeed(Direction direction);
    void toStart();
    void toEnd();
    /// Makes `at` what is seen: in REPLAY as the instant, else in the middle.
    void goTo(Timestamp at);

Q_SIGNALS:
    void leaveWanted();
    /// A step ended at this event.
    void eventReached(quint64 seq);
    /// A step outside of REPLAY ended here, somewhere in the view.
    void stoodAt(qd::Timestamp at);
    void bookmarksChanged();
    /// One line for the window.
    void told(const QString &words, bool critical);

private:
    void connectTransport();
    void follow();
    void followClocks();
    void stepTo(const Event *event);
    void takeBookmarks();
    [[nodiscard]] TimeRange known() const;
    [[nodiscard]] Millis bookmarkReach() const;

    QWidget *m_window;
    Playhead &m_playhead;
    const Clock &m_clock;
    Player m_player;
    HistoryPtr m_history;
    TransportBar *m_transport;
    ReplayBanner *m_banner;
    ReplayFrame *m_frame;
    GoToPopover *m_goTo;
    std::unique_ptr<SidecarFile> m_live; ///< bookmarks of what is live
    QString m_liveFolder;
    QPointer<SidecarFile> m_sidecar; ///< of the history on screen
    Bookmarks m_bookmarks;
    QList<QObject *> m_replayKeys; ///< shortcuts that act in REPLAY alone
    QTimer m_seconds;              ///< for the clock on the wall and the pace
    units::Zone m_zone = units::Zone::Utc;
    std::function<std::optional<Timestamp>()> m_standing;
};

} // namespace qd
