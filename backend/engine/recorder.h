// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

namespace qd {

/// Where everything that enters the history is written down as well: the flight recorder, or nothing.
class Recorder
{
public:
    virtual ~Recorder() = default;
    /// The history as it is now; an older one that was not yet written may be forgotten for it, since it holds the
    /// same and more. Called on the engine thread; returns at once.
    virtual void offer(const HistoryPtr &history) = 0;
    /// Why it stopped recording, empty while it records: the red banner of the window.
    [[nodiscard]] virtual QString problem() const = 0;
};

} // namespace qd
