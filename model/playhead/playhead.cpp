// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/playhead.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

Millis clampSpan(Millis span)
{
    return std::clamp(span, Playhead::shortestSpan, Playhead::longestSpan);
}

TimeRange spanBefore(Timestamp end, Millis span)
{
    return {end - span, end};
}

} // namespace

Playhead::Playhead(QObject *parent)
    : QObject(parent)
{
    // Not in the initialiser list: the range is declared before the span it is made from.
    m_range = spanBefore(Timestamp{}, m_followSpan);
}

Mode Playhead::mode() const
{
    if (m_kind == HistoryKind::File || m_playback) {
        return Mode::Replay;
    }
    return m_motion == Motion::Follow ? Mode::Live : Mode::Paused;
}

void Playhead::setHistory(HistoryKind kind, TimeRange extent)
{
    m_zooms.clear();
    if (kind == HistoryKind::File && m_kind == HistoryKind::Live) {
        // Playback is left behind: one comes back to the present it was started from.
        m_liveView = {m_range, m_playback ? Motion::Follow : m_motion};
    }
    const bool returns = kind == HistoryKind::Live && m_kind == HistoryKind::File;
    m_kind = kind;
    m_playback = false;
    m_liveEdge = extent.end;
    if (kind == HistoryKind::File) {
        apply({clamped(extent), Motion::Held});
    } else if (returns && m_liveView.motion == Motion::Held) {
        apply(m_liveView);
    } else {
        apply({spanBefore(m_liveEdge, returns ? m_liveView.range.length() : m_followSpan), Motion::Follow});
    }
}

void Playhead::advanceTo(Timestamp now)
{
    m_liveEdge = now;
    if (m_motion == Motion::Follow) {
        apply({spanBefore(now, m_range.length()), Motion::Follow});
    }
}

void Playhead::follow(Millis span)
{
    m_zooms.endGesture();
    m_followSpan = clampSpan(span);
    if (mode() == Mode::Replay) {
        apply({spanBefore(m_instant, m_followSpan), m_motion});
    } else {
        apply({spanBefore(m_liveEdge, m_followSpan), Motion::Follow});
    }
}

void Playhead::follow()
{
    if (m_kind == HistoryKind::File) {
        m_zooms.endGesture();
        apply({spanBefore(m_liveEdge, m_range.length()), Motion::Held});
        return;
    }
    m_playback = false;
    follow(m_range.length());
}

void Playhead::hold()
{
    m_zooms.endGesture();
    apply({m_range, Motion::Held});
}

void Playhead::play()
{
    if (m_motion != Motion::Held) {
        return;
    }
    m_zooms.endGesture();
    m_playback = m_kind == HistoryKind::Live;
    apply({m_range, Motion::Playing});
}

void Playhead::reach(Timestamp at)
{
    if (m_motion == Motion::Playing) {
        apply({spanBefore(at, m_range.length()), Motion::Playing});
    }
}

void Playhead::seek(Timestamp at)
{
    m_zooms.endGesture();
    const Timestamp end = m_liveEdge == Timestamp{} ? at : std::min(at, m_liveEdge);
    apply({spanBefore(end, m_range.length()), m_motion == Motion::Playing ? Motion::Playing : Motion::Held});
}

void Playhead::setSpeed(int speed)
{
    const auto above = std::ranges::upper_bound(speeds, speed);
    const int chosen = above == speeds.begin() ? speeds.front() : *(above - 1);
    if (chosen != m_speed) {
        m_speed = chosen;
        Q_EMIT changed();
    }
}

void Playhead::zoomTo(TimeRange range)
{
    m_zooms.endGesture();
    m_zooms.push(view());
    apply({clamped(range), Motion::Held});
}

void Playhead::stretchTo(TimeRange range)
{
    m_zooms.pushFor(ZoomHistory::Gesture::Stretch, view());
    const bool edgeStays = moves() && range.end == m_range.end;
    const TimeRange next = clamped(range);
    if (edgeStays) {
        m_followSpan = next.length();
        apply({spanBefore(m_range.end, m_followSpan), m_motion});
    } else {
        apply({next, Motion::Held});
    }
}

void Playhead::endStretch()
{
    m_zooms.endGesture();
}

void Playhead::zoomAt(Timestamp anchor, double factor)
{
    if (!std::isfinite(factor) || factor <= 0) {
        return;
    }
    m_zooms.pushFor(ZoomHistory::Gesture::Wheel, view());
    const auto oldSpan = static_cast<double>(m_range.length().count());
    const auto wanted = std::clamp(oldSpan * factor, static_cast<double>(shortestSpan.count()),
                                   static_cast<double>(longestSpan.count()));
    const Millis span = clampSpan(Millis(std::llround(wanted)));
    const double share = oldSpan > 0 ? static_cast<double>((anchor - m_range.begin).count()) / oldSpan : 1;
    TimeRange next{anchor - Millis(std::llround(share * static_cast<double>(span.count()))), {}};
    next.end = next.begin + span;
    // Zooming out while time moves would show the future: the moving edge stays the right edge instead.
    const bool edgeStays = moves() && next.end >= m_range.end;
    if (edgeStays) {
        m_followSpan = span;
        next = spanBefore(m_range.end, span);
    }
    apply({edgeStays ? next : clamped(next), edgeStays ? m_motion : Motion::Held});
}

void Playhead::pan(Millis by)
{
    m_zooms.endGesture();
    apply({clamped({m_range.begin + by, m_range.end + by}), Motion::Held});
}

void Playhead::back()
{
    std::optional<PlayheadView> earlier = m_zooms.pop();
    if (!earlier) {
        return;
    }
    if (earlier->motion == Motion::Follow) {
        // Time went on since: following again means the live edge, with the span of then.
        m_followSpan = earlier->range.length();
        earlier->range = spanBefore(m_liveEdge, m_followSpan);
        m_playback = false;
    } else {
        earlier->motion = Motion::Held;
    }
    apply(*earlier);
}

TimeRange Playhead::clamped(TimeRange range) const
{
    if (range.end < range.begin) {
        std::swap(range.begin, range.end);
    }
    const Millis span = clampSpan(range.length());
    if (span != range.length()) {
        // Too short or too long: the middle stays where it is.
        range.begin += (range.length() - span) / 2;
        range.end = range.begin + span;
    }
    if (m_liveEdge != Timestamp{} && range.end > m_liveEdge) {
        range = spanBefore(m_liveEdge, span);
    }
    return range;
}

void Playhead::setOverlay(std::optional<Overlay> overlay)
{
    m_overlay = std::move(overlay);
    Q_EMIT overlayChanged();
}

void Playhead::apply(PlayheadView next)
{
    const Timestamp instant = next.motion == Motion::Follow ? m_liveEdge : next.range.end;
    const Mode before = m_toldMode;
    if (next == view() && instant == m_instant && mode() == before) {
        return;
    }
    m_range = next.range;
    m_motion = next.motion;
    m_instant = instant;
    m_toldMode = mode();
    if (m_toldMode != before) {
        Q_EMIT modeChanged(m_toldMode);
    }
    Q_EMIT changed();
}

} // namespace qd

#include "moc_playhead.cpp"
