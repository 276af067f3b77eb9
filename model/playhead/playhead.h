// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <QtCore/QObject>

#include <vector>

namespace qd {

/// The badge in the bar, derived from the playhead.
enum class Mode { Live, Paused, Replay, Compare };

enum class Motion { Follow, Held, Playing };

enum class HistoryKind { Live, File };

/// {history, instant, visible range, motion}: with the history it determines the whole picture. GUI thread only.
class Playhead : public QObject
{
    Q_OBJECT

public:
    static constexpr Millis shortestSpan{2'000};
    static constexpr Millis longestSpan{std::chrono::hours(24 * 31)};

    explicit Playhead(QObject *parent = nullptr);

    [[nodiscard]] Mode mode() const;
    [[nodiscard]] Motion motion() const { return m_motion; }
    /// The right edge of knowledge: now when following, the held instant otherwise.
    [[nodiscard]] Timestamp instant() const { return m_instant; }
    [[nodiscard]] TimeRange range() const { return m_range; }
    [[nodiscard]] bool canGoBack() const { return !m_back.empty(); }
    /// The newest instant told to advanceTo(): what following would show. Moves on while the picture is held.
    [[nodiscard]] Timestamp liveEdge() const { return m_liveEdge; }
    /// The span last followed: where "reset" returns to after zooming around.
    [[nodiscard]] Millis followSpan() const { return m_followSpan; }

    /// The live edge moved; when following, the range moves along and keeps its span.
    void advanceTo(Timestamp now);
    /// Follow the live edge with this span.
    void follow(Millis span);
    /// Follow with the present span.
    void follow();
    /// Hold the picture as it is.
    void hold();
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
    /// Walk zoom history: the range (and motion) before the last zoom.
    void back();

Q_SIGNALS:
    /// Range, instant, motion or mode changed. Coalesce before painting.
    void changed();
    void modeChanged(qd::Mode mode);

private:
    struct View
    {
        TimeRange range;
        Motion motion;
    };
    enum class Gesture { None, Wheel, Stretch };

    void remember();
    void apply(View view);
    [[nodiscard]] TimeRange clamped(TimeRange range) const;

    TimeRange m_range;
    Timestamp m_instant{};
    Timestamp m_liveEdge{};
    Millis m_followSpan{std::chrono::minutes(15)};
    Gesture m_gesture = Gesture::None; ///< its steps are one entry of the zoom history
    Motion m_motion = Motion::Follow;
    HistoryKind m_kind = HistoryKind::Live;
    std::vector<View> m_back;
};

} // namespace qd
