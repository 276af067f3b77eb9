// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/mode.h"
#include "model/playhead/overlay.h"
#include "model/playhead/zoom_history.h"

#include <QtCore/QObject>

#include <array>

namespace qd {

/// {history, instant, visible range, motion, speed}: with the history it determines the whole picture. The badge
/// is derived from it: a file is REPLAY, and so is a live history from the moment it is played back until somebody
/// follows the present again, also while that playback stands still. GUI thread only.
class Playhead : public QObject
{
    Q_OBJECT

public:
    static constexpr Millis shortestSpan{2'000};
    static constexpr Millis longestSpan{std::chrono::hours(24 * 366 * 2)};
    /// How many times faster than it happened, slowest first.
    static constexpr std::array<int, 8> speeds{1, 2, 5, 10, 30, 60, 300, 1000};

    explicit Playhead(QObject *parent = nullptr);

    [[nodiscard]] Mode mode() const;
    [[nodiscard]] HistoryKind historyKind() const { return m_kind; }
    [[nodiscard]] Motion motion() const { return m_motion; }
    /// The right edge of knowledge: now when following, else the right edge of the range.
    [[nodiscard]] Timestamp instant() const { return m_instant; }
    [[nodiscard]] TimeRange range() const { return m_range; }
    [[nodiscard]] bool canGoBack() const { return !m_zooms.isEmpty(); }
    /// The newest instant told to advanceTo(): what following would show, or the end of the file. Moves on while
    /// the picture is held.
    [[nodiscard]] Timestamp liveEdge() const { return m_liveEdge; }
    /// The span last followed: where "reset" returns to after zooming around.
    [[nodiscard]] Millis followSpan() const { return m_followSpan; }
    [[nodiscard]] int speed() const { return m_speed; }

    /// Turns to another history. A file opens held at its end with all of `extent` in view; the live one comes
    /// back as it was left (held, or following the end of `extent`).
    void setHistory(HistoryKind kind, TimeRange extent);
    /// The live edge moved; when following, the range moves along and keeps its span.
    void advanceTo(Timestamp now);
    /// Follow the live edge with this span. In REPLAY: show this span up to the instant; what plays goes on.
    void follow(Millis span);
    /// Follow with the present span: playback of a live history ends. In a file: go to its end.
    void follow();
    /// Hold the picture as it is.
    void hold();
    /// Play from the instant on (see Player); nothing while following, where there is nothing to come.
    void play();
    /// Playback got as far as `at`: the range slides until that is its right edge. Nothing unless playing.
    void reach(Timestamp at);
    /// Make `at` the right edge and keep the span: within the live edge, and playing goes on from there.
    void seek(Timestamp at);
    /// One of `speeds`; others become the nearest below, or the slowest.
    void setSpeed(int speed);
    /// Show exactly this range (clamped to the shortest and longest span); holds, remembers the range before.
    void zoomTo(TimeRange range);
    /// As zoomTo(), for a range that is being dragged: all steps until endStretch() are one entry of the zoom
    /// history. Following stays following while the right edge stays at the live edge.
    void stretchTo(TimeRange range);
    void endStretch();
    /// Zoom by factor (< 1 = closer) keeping the instant `anchor` where it is. Following stays following when the
    /// live edge stays the right edge.
    void zoomAt(Timestamp anchor, double factor);
    /// Move by `by` (positive = later), never past the live edge; holds.
    void pan(Millis by);
    /// Walk zoom history: the range (and motion) before the last zoom. What played is held.
    void back();

    /// Compare with another time or history; nothing = no more. In whatever mode: comparing changes none.
    void setOverlay(std::optional<Overlay> overlay);
    [[nodiscard]] const std::optional<Overlay> &overlay() const { return m_overlay; }

Q_SIGNALS:
    /// Range, instant, motion, speed or mode changed. Coalesce before painting.
    void changed();
    void modeChanged(qd::Mode mode);
    void overlayChanged();

private:
    void apply(PlayheadView view);
    [[nodiscard]] PlayheadView view() const { return {m_range, m_motion}; }
    [[nodiscard]] bool moves() const { return m_motion != Motion::Held; }
    [[nodiscard]] TimeRange clamped(TimeRange range) const;

    TimeRange m_range;
    Timestamp m_instant{};
    Timestamp m_liveEdge{};
    Millis m_followSpan{std::chrono::minutes(15)};
    Motion m_motion = Motion::Follow;
    HistoryKind m_kind = HistoryKind::Live;
    bool m_playback = false; ///< a live history is being played back, or that stands still
    int m_speed = speeds.front();
    Mode m_toldMode = Mode::Live; ///< with the last modeChanged()
    PlayheadView m_liveView;      ///< of the live history, while a file is on screen
    ZoomHistory m_zooms;
    std::optional<Overlay> m_overlay;
};

} // namespace qd
