// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/replay_desk.h"

#include "app/sidecar_file.h"
#include "model/health/findings_evaluator.h"
#include "widgets/chart/event_marks.h"
#include "widgets/replay/go_to_popover.h"
#include "widgets/replay/replay_banner.h"
#include "widgets/replay/transport_bar.h"
#include "widgets/shared/words.h"

#include <QtGui/QShortcut>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace qd {

ReplayDesk::ReplayDesk(QWidget *window, Playhead &playhead, const Clock &clock)
    : QObject(window)
    , m_window(window)
    , m_playhead(playhead)
    , m_clock(clock)
    , m_player(playhead, clock, std::make_unique<FindingsEvaluator>())
    , m_history(std::make_shared<const HistorySnapshot>())
    , m_transport(new TransportBar(window))
    , m_banner(new ReplayBanner(window))
    , m_frame(new ReplayFrame(window))
    , m_goTo(new GoToPopover(window))
{
    connectTransport();
    connect(m_banner, &ReplayBanner::leaveWanted, this, &ReplayDesk::leaveWanted);
    connect(m_goTo, &GoToPopover::instantChosen, this, &ReplayDesk::goTo);
    connect(&m_playhead, &Playhead::changed, this, &ReplayDesk::follow);
    connect(&m_playhead, &Playhead::modeChanged, this, &ReplayDesk::follow);
    connect(&m_player, &Player::pausedOnAlert, this, [this](Timestamp at, const QString &words) {
        Q_EMIT told(tr("Paused at %1: %2").arg(clockWords(at, m_zone), words), false);
    });
    connect(&m_player, &Player::ended, this, [this] {
        const bool isFile = m_playhead.historyKind() == HistoryKind::File;
        Q_EMIT told(isFile ? tr("This is the end of the recording.")
                           : tr("Playback has caught up with the present."),
                    false);
    });
    for (QWidget *only : {static_cast<QWidget *>(m_transport), static_cast<QWidget *>(m_banner)}) {
        only->hide();
    }
    m_seconds.setInterval(std::chrono::milliseconds(500));
    connect(&m_seconds, &QTimer::timeout, this, &ReplayDesk::followClocks);
    follow();
}

ReplayDesk::~ReplayDesk() = default;

void ReplayDesk::connectTransport()
{
    connect(m_transport, &TransportBar::playWanted, this, &ReplayDesk::togglePlay);
    connect(m_transport, &TransportBar::startWanted, this, &ReplayDesk::toStart);
    connect(m_transport, &TransportBar::endWanted, this, &ReplayDesk::toEnd);
    connect(m_transport, &TransportBar::sampleWanted, this, &ReplayDesk::stepSample);
    connect(m_transport, &TransportBar::eventWanted, this, &ReplayDesk::stepEvent);
    connect(m_transport, &TransportBar::slowerWanted, this, [this] { changeSpeed(Direction::Back); });
    connect(m_transport, &TransportBar::fasterWanted, this, [this] { changeSpeed(Direction::On); });
    connect(m_transport, &TransportBar::goToWanted, this, &ReplayDesk::openGoTo);
    connect(m_transport, &TransportBar::bookmarkWanted, this, &ReplayDesk::toggleBookmark);
    connect(m_transport, &TransportBar::pauseOnAlertChosen, &m_player, &Player::setPauseOnAlert);
    connect(m_transport, &TransportBar::skipGapsChosen, &m_player, &Player::setSkipGaps);
}

void ReplayDesk::setHistory(const HistoryPtr &history, bool isOther)
{
    m_history = history;
    m_player.setHistory(history, isOther);
    follow();
}

void ReplayDesk::setNames(const QString &what, const QString &remark, const QString &wayBack)
{
    m_banner->display(what, wayBack);
    m_banner->setRemark(remark);
}

void ReplayDesk::setRemark(const QString &remark)
{
    m_banner->setRemark(remark);
}

void ReplayDesk::keepBookmarksIn(const QString &folder)
{
    if (folder == m_liveFolder) {
        return;
    }
    m_liveFolder = folder;
    m_live = folder.isEmpty() ? nullptr
                              : std::make_unique<SidecarFile>(folder + QStringLiteral("/bookmarks.json"), m_clock,
                                                              folder + QStringLiteral("/recording"));
    setSidecar(nullptr);
}

void ReplayDesk::setSidecar(SidecarFile *sidecar)
{
    if (m_sidecar) {
        m_sidecar->disconnect(this);
    }
    m_sidecar = sidecar ? sidecar : m_live.get();
    if (m_sidecar) {
        connect(m_sidecar.data(), &SidecarFile::changed, this, &ReplayDesk::takeBookmarks);
        connect(m_sidecar.data(), &SidecarFile::failed, this,
                [this](const QString &words) { Q_EMIT told(words, true); });
    }
    takeBookmarks();
}

void ReplayDesk::takeBookmarks()
{
    m_bookmarks = m_sidecar ? m_sidecar->bookmarks() : Bookmarks();
    Q_EMIT bookmarksChanged();
    follow();
}

void ReplayDesk::setZone(units::Zone zone)
{
    m_zone = zone;
    followClocks();
}

void ReplayDesk::follow()
{
    const bool isReplay = m_playhead.mode() == Mode::Replay;
    if (isReplay != m_seconds.isActive()) {
        isReplay ? m_seconds.start() : m_seconds.stop();
        m_transport->setVisible(isReplay);
        m_banner->setVisible(isReplay);
        m_frame->setVisible(isReplay);
        m_frame->raise();
        for (QObject *key : std::as_const(m_replayKeys)) {
            static_cast<QShortcut *>(key)->setEnabled(isReplay);
        }
    }
    m_transport->setPlaying(m_playhead.motion() == Motion::Playing);
    m_transport->setBookmarked(m_bookmarks.isAt(m_playhead.instant(), bookmarkReach()));
    followClocks();
}

void ReplayDesk::followClocks()
{
    m_transport->setClocks(m_playhead.instant(), m_clock.now(), m_zone);
    m_transport->setSpeed(m_playhead.speed(), m_player.pace());
}

void ReplayDesk::togglePlay()
{
    if (m_playhead.motion() == Motion::Follow) {
        m_playhead.hold();
        return;
    }
    if (const Timestamp from = instant(); from != m_playhead.instant()) {
        m_playhead.seek(from);
    }
    m_player.toggle();
}

Timestamp ReplayDesk::instant() const
{
    const auto standing = m_standing && m_playhead.mode() == Mode::Paused ? m_standing() : std::nullopt;
    return standing.value_or(m_playhead.instant());
}

TimeRange ReplayDesk::known() const
{
    return {m_history->series.extent().begin, m_playhead.liveEdge()};
}

void ReplayDesk::goTo(Timestamp at)
{
    if (m_playhead.mode() == Mode::Replay) {
        m_playhead.seek(std::clamp(at, known().begin, std::max(known().begin, known().end)));
        return;
    }
    const Millis span = m_playhead.range().length();
    m_playhead.zoomTo({at - span / 2, at - span / 2 + span});
    Q_EMIT stoodAt(at);
}

void ReplayDesk::step(Millis by)
{
    goTo(instant() + by);
}

void ReplayDesk::stepSample(Direction direction)
{
    // Whoever steps from sample to sample looks at each of them.
    m_playhead.hold();
    if (const auto at = nextSampleAt(m_history->series, instant(), direction)) {
        goTo(*at);
    }
}

void ReplayDesk::stepTo(const Event *event)
{
    if (event) {
        goTo(event->at);
        Q_EMIT eventReached(event->seq);
    }
}

void ReplayDesk::stepEvent(Direction direction)
{
    stepTo(nextEvent(m_history->events, instant(), direction,
                     [](const Event &event) { return faceOf(event).has_value(); }));
}

void ReplayDesk::stepAlert(Direction direction)
{
    stepTo(nextEvent(m_history->events, instant(), direction, isAlertEvent));
}

void ReplayDesk::stepBookmark(Direction direction)
{
    const Timestamp from = instant();
    if (const auto at = direction == Direction::On ? m_bookmarks.after(from) : m_bookmarks.before(from)) {
        goTo(*at);
    }
}

/// A bookmark is hit within a hundredth of what is seen, and never farther than a minute away.
Millis ReplayDesk::bookmarkReach() const
{
    return std::clamp(m_playhead.range().length() / 100, Millis(500), Millis(60'000));
}

void ReplayDesk::toggleBookmark()
{
    if (m_sidecar && !m_sidecar->isLoaded()) {
        Q_EMIT told(m_sidecar->problem().isEmpty() ? tr("The bookmarks are still being read.")
                                                   : m_sidecar->problem(),
                    true);
        return;
    }
    const Timestamp at = instant();
    const bool isSet = m_bookmarks.toggle(at, bookmarkReach());
    Q_EMIT told((isSet ? tr("Bookmark set at %1.") : tr("Bookmark at %1 taken away.")).arg(clockWords(at, m_zone)),
                false);
    Q_EMIT bookmarksChanged();
    if (m_sidecar) {
        m_sidecar->setBookmarks(m_bookmarks);
    }
    follow();
}

void ReplayDesk::openGoTo()
{
    const QWidget *anchor = m_transport->isVisible() ? m_transport->goToButton() : m_transport->parentWidget();
    m_goTo->open(instant(), known(), m_zone, anchor);
}

void ReplayDesk::changeSpeed(Direction direction)
{
    const auto &speeds = Playhead::speeds;
    const auto now = std::ranges::find(speeds, m_playhead.speed());
    if (direction == Direction::On && now + 1 != speeds.end()) {
        m_playhead.setSpeed(*(now + 1));
    } else if (direction == Direction::Back && now != speeds.begin()) {
        m_playhead.setSpeed(*(now - 1));
    }
}

void ReplayDesk::toStart()
{
    goTo(known().begin);
}

void ReplayDesk::toEnd()
{
    m_playhead.follow();
}

} // namespace qd

#include "moc_replay_desk.cpp"
