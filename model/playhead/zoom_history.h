// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/mode.h"

#include <optional>
#include <vector>

namespace qd {

/// The views before each zoom, newest last. The steps of one gesture (a turn of the wheel, a drag of an edge) are
/// one entry.
class ZoomHistory
{
public:
    enum class Gesture { None, Wheel, Stretch };
    static constexpr std::size_t deepest = 100;

    [[nodiscard]] bool isEmpty() const { return m_views.empty(); }
    /// Remembers `view` unless it is the newest entry; the oldest gives way beyond `deepest`.
    void push(const PlayheadView &view);
    /// push(), but nothing while the same gesture goes on.
    void pushFor(Gesture gesture, const PlayheadView &view);
    void endGesture() { m_gesture = Gesture::None; }
    /// Takes the newest entry; nullopt when there is none. Ends the gesture.
    [[nodiscard]] std::optional<PlayheadView> pop();
    void clear();

private:
    std::vector<PlayheadView> m_views;
    Gesture m_gesture = Gesture::None;
};

} // namespace qd
