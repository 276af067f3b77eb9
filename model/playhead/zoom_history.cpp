// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/zoom_history.h"

namespace qd {

void ZoomHistory::push(const PlayheadView &view)
{
    if (!m_views.empty() && m_views.back() == view) {
        return;
    }
    if (m_views.size() == deepest) {
        m_views.erase(m_views.begin());
    }
    m_views.push_back(view);
}

void ZoomHistory::pushFor(Gesture gesture, const PlayheadView &view)
{
    if (m_gesture != gesture) {
        push(view);
    }
    m_gesture = gesture;
}

std::optional<PlayheadView> ZoomHistory::pop()
{
    m_gesture = Gesture::None;
    if (m_views.empty()) {
        return std::nullopt;
    }
    const PlayheadView view = m_views.back();
    m_views.pop_back();
    return view;
}

void ZoomHistory::clear()
{
    m_gesture = Gesture::None;
    m_views.clear();
}

} // namespace qd
