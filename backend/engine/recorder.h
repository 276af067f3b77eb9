// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/source/scraper.h"
#include "model/event/event.h"

namespace qd {

/// Where everything that enters the history is written down as well. Called on the engine thread, in order; must
/// not block longer than a scrape may. The flight recorder takes this place.
class Recorder
{
public:
    virtual ~Recorder() = default;
    virtual void onScrape(const Scrape &scrape) = 0;
    /// After the commit to the event log.
    virtual void onEvent(const Event &event) = 0;
    /// Why it stopped recording, empty while it records: the red banner of the window.
    [[nodiscard]] virtual QString problem() const = 0;
};

} // namespace qd
