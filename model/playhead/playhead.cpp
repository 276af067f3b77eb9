// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/playhead.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

constexpr std::size_t deepestHistory = 100;

Millis clampSpan(Millis span)
{
    return std::clamp(span, Playhead::shortestSpan, Playhead::longestSpan);
}

Mode modeOf(HistoryKind kind, Motion motion)
{
    if (kind == HistoryKind::File || motion == Motion::Playing) {
        return Mode::Replay;
    }
    return motion == Motion::Follow ? Mode::Live : Mode::Paused;
}

} // namespace

Playhead::Playhead(QObject *parent)
    : QObject(parent)
{
    // Not in the initialiser list: the range is declared before the span it is made from.
    m_range = {Timestamp{} - m_followSpan, Timestamp{}};
}

Mode Playhead::mode() const
{
    return modeOf(m_kind, m_motion);
}

void Playhead::advanceTo(Timestamp now)
{
    m_liveEdge = now;
    if (m_motion != Motion::Follow) {
        return;
    }
    const Millis span = m_range.length();
    apply({{now - span, now}, Motion::Follow});
}

void Playhead::follow(Millis span)
{
    m_gesture = Gesture::None;
    m_followSpan = clampSpan(span);
    apply({{m_liveEdge - m_followSpan, m_liveEdge}, Motion::Follow});
}

void Playhead::follow()
{
    follow(m_range.length());
}

void Playhead::hold()
{
    m_gesture = Gesture::None;
    apply({m_range, Motion::Held});
}

void Playhead::zoomTo(TimeRange range)
{
    remember();
    m_gesture = Gesture::None;
    apply({clamped(range), Motion::Held});
}

void Playhead::stretchTo(TimeRange range)
{
    if (m_gesture != Gesture::Stretch) {
        remember();
    }
    m_gesture = Gesture::Stretch;
    const bool live = m_motion == Motion::Follow && range.end == m_range.end;
    const TimeRange next = clamped(range);
    if (live) {
        m_followSpan = next.length();
        apply({{m_liveEdge - m_followSpan, m_liveEdge}, Motion::Follow});
    } else {
        apply({next, Motion::Held});
    }
}

void Playhead::endStretch()
{
    m_gesture = Gesture::None;
}

void Playhead::zoomAt(Timestamp anchor, double factor)
{
    if (!std::isfinite(factor) || factor <= 0) {
        return;
    }
    if (m_gesture != Gesture::Wheel) {
        remember();
    }
    m_gesture = Gesture::Wheel;
    const auto oldSpan = static_cast<double>(m_range.length().count());
    const auto wanted = std::clamp(oldSpan * factor, static_cast<double>(shortestSpan.count()),
                                   static_cast<double>(longestSpan.count()));
    const Millis span = clampSpan(Millis(std::llround(wanted)));
    const double share = oldSpan > 0 ? static_cast<double>((anchor - m_range.begin).count()) / oldSpan : 1;
    TimeRange next{anchor - Millis(std::llround(share * static_cast<double>(span.count()))), {}};
    next.end = next.begin + span;
    // Zooming out while following would show the future: the live edge stays the right edge instead.
    const bool live = m_motion == Motion::Follow && next.end >= m_range.end;
    if (live) {
        m_followSpan = span;
        next = {m_range.end - span, m_range.end};
    }
    apply({live ? next : clamped(next), live ? Motion::Follow : Motion::Held});
}

void Playhead::pan(Millis by)
{
    m_gesture = Gesture::None;
    apply({clamped({m_range.begin + by, m_range.end + by}), Motion::Held});
}

void Playhead::back()
{
    if (m_back.empty()) {
        return;
    }
    m_gesture = Gesture::None;
    View view = m_back.back();
    m_back.pop_back();
    if (view.motion == Motion::Follow) {
        // Time went on since: following again means the live edge, with the span of then.
        m_followSpan = view.range.length();
        view.range = {m_liveEdge - m_followSpan, m_liveEdge};
    }
    apply(view);
}

void Playhead::remember()
{
    if (!m_back.empty() && m_back.back().range == m_range && m_back.back().motion == m_motion) {
        return;
    }
    if (m_back.size() == deepestHistory) {
        m_back.erase(m_back.begin());
    }
    m_back.push_back({m_range, m_motion});
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
        range = {m_liveEdge - span, m_liveEdge};
    }
    return range;
}

void Playhead::apply(View view)
{
    const Mode before = mode();
    const Timestamp instant = view.motion == Motion::Follow ? m_liveEdge : view.range.end;
    if (view.range == m_range && view.motion == m_motion && instant == m_instant) {
        return;
    }
    m_range = view.range;
    m_motion = view.motion;
    m_instant = instant;
    if (mode() != before) {
        Q_EMIT modeChanged(mode());
    }
    Q_EMIT changed();
}

} // namespace qd
