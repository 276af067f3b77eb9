// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/player.h"

namespace qd {

namespace {

/// Playback from the beginning shows at least such a part of the recording.
constexpr int viewsInAll = 24;

} // namespace

Player::Player(Playhead &playhead, const Clock &clock, std::unique_ptr<Evaluator> evaluator, QObject *parent)
    : QObject(parent)
    , m_playhead(playhead)
    , m_clock(clock)
    , m_walk(std::move(evaluator))
    , m_history(std::make_shared<const HistorySnapshot>())
{
    m_timer.setInterval(tickTime);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Player::tick);
    connect(&m_playhead, &Playhead::changed, this, &Player::followMotion);
}

Player::~Player() = default;

void Player::setHistory(const HistoryPtr &history, bool isOther)
{
    m_history = history;
    m_gaps = m_skipGaps ? m_history->series.gaps(m_history->series.extent()) : std::vector<TimeRange>();
    if (isOther) {
        m_run = 0;
        m_walk.begin(std::make_shared<const HistorySnapshot>(), {}); // lets go of the one before: it may be a file
    } else if (m_run != 0) {
        m_walk.setHistory(history);
    }
}

void Player::toggle()
{
    if (m_playhead.motion() == Motion::Playing) {
        m_playhead.hold();
        return;
    }
    const TimeRange known = m_history->series.extent();
    if (m_playhead.historyKind() == HistoryKind::File && m_playhead.instant() >= m_playhead.liveEdge()) {
        // A day that fills up from the right at the speed of life shows nothing for an hour, and a quarter of an
        // hour of a fortnight hardly a sample.
        if (m_playhead.range().begin <= known.begin) {
            const Millis wanted = std::max(m_playhead.followSpan(), known.length() / viewsInAll);
            const Millis span = std::min(wanted, m_playhead.range().length());
            m_playhead.zoomTo({known.begin - span, known.begin}); // from which one comes back to all of it
        } else {
            m_playhead.seek(known.begin);
        }
    }
    m_playhead.play();
}

void Player::setSkipGaps(bool on)
{
    m_skipGaps = on;
    m_gaps = on ? m_history->series.gaps(m_history->series.extent()) : std::vector<TimeRange>();
    if (m_timer.isActive()) {
        rebase(m_shown);
    }
}

std::optional<double> Player::pace() const
{
    return m_timer.isActive() ? m_pace.pace() : std::nullopt;
}

void Player::followMotion()
{
    const bool plays = m_playhead.motion() == Motion::Playing;
    if (plays == m_timer.isActive()) {
        return;
    }
    if (plays) {
        start();
    } else {
        m_timer.stop();
        m_walk.halt();
    }
}

/// Where nobody moved the playhead meanwhile the walk goes on: nothing is delivered twice.
void Player::start()
{
    const bool goesOn = m_run != 0 && m_playhead.instant() == m_shown;
    if (goesOn) {
        const WalkProgress progress = m_walk.progress();
        if (!progress.alert || progress.alert->at <= m_shown) {
            m_walk.goOn(); // else it stands at one that was not told yet
        }
        rebase(progress.reached);
    } else {
        m_run = m_walk.begin(m_history, firstInstant());
        rebase(m_playhead.instant());
    }
    m_timer.start();
}

/// The first sample of a history is part of what is played from its beginning.
Timestamp Player::firstInstant() const
{
    const Timestamp at = m_playhead.instant();
    return at <= m_history->series.extent().begin ? at - Millis(1) : at;
}

void Player::rebase(Timestamp from)
{
    m_from = from;
    m_since = m_clock.now();
    m_speed = m_playhead.speed();
    m_shown = m_playhead.instant();
    m_pace.clear();
    m_pace.add(m_since, Millis(0));
}

void Player::tick()
{
    if (m_playhead.motion() != Motion::Playing) {
        return;
    }
    if (m_run == 0 || m_playhead.instant() != m_shown) {
        m_run = m_walk.begin(m_history, firstInstant()); // somebody went elsewhere, or turned to another history
        rebase(m_playhead.instant());
    } else {
        // What the look before asked for. Whether that of now is there already would be chance, and every time it
        // is the next look would have nothing new: a frame lost.
        showReached(m_walk.progress());
        if (m_playhead.motion() != Motion::Playing) {
            return;
        }
        if (m_playhead.speed() != m_speed) {
            rebase(m_walk.progress().reached);
        }
    }
    const Timestamp asked = afterPlaying(m_from, (m_clock.now() - m_since) * m_speed, m_gaps);
    m_walk.walkTo(std::min(asked, m_playhead.liveEdge()), m_pauseOnAlert);
}

void Player::showReached(const WalkProgress &progress)
{
    if (progress.run != m_run) {
        return;
    }
    m_shown = std::max(progress.reached, m_shown);
    m_pace.add(m_clock.now(), playedBetween(m_from, m_shown, m_gaps));
    m_playhead.reach(m_shown);
    if (m_playhead.motion() != Motion::Playing) {
        return; // whoever follows the playhead may have held it
    }
    const bool standsAtAlert = progress.alert && progress.alert->at == progress.reached;
    if (standsAtAlert && m_pauseOnAlert) {
        m_playhead.hold();
        Q_EMIT pausedOnAlert(progress.alert->at, progress.alert->words);
    } else if (m_shown >= m_playhead.liveEdge()) {
        m_playhead.historyKind() == HistoryKind::File ? m_playhead.hold() : m_playhead.follow();
        Q_EMIT ended();
    }
}

} // namespace qd

#include "moc_player.cpp"
