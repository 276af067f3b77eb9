// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident.h"

namespace qd::incident {

/// "Detected", "Ruled out", … as people read them.
[[nodiscard]] QString wordOf(Status status);
[[nodiscard]] QString wordOf(Hypothesis::State state);
[[nodiscard]] QString wordOf(Task::State state);
[[nodiscard]] QString wordOf(Source source);

/// Who says so: an alert, somebody, the service, or the window that watches.
[[nodiscard]] Source sourceOf(const Event &event);
/// What an event says on the timeline of an incident, in a sentence. Foreign text is in it as it came.
[[nodiscard]] QString wordsOf(const Event &event);

} // namespace qd::incident
