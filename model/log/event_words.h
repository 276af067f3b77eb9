// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/session/service_status.h"

namespace qd {

enum class LogGroup { Actions, Service, Alerts, Notes, Watching };

/// Which filter of the log tab an event belongs to.
[[nodiscard]] LogGroup groupOf(EventKind kind);
/// How an event is marked: what went wrong is critical, what is unusual a warning, the rest ok.
[[nodiscard]] Severity severityOf(const Event &event);
/// "Purge finished: 12,431 purged, 3 spared". One line; plain text whatever the event carries.
[[nodiscard]] QString headline(const Event &event);
/// Events with the same key tell the same thing and may be told once; empty for what must stand for itself.
[[nodiscard]] QString runKey(const Event &event);
/// "sessiond: users created: 200", "Action refused × 12". For events of one runKey(); at least one.
[[nodiscard]] QString runHeadline(const std::vector<Event> &events);
/// "by you · reason: memory full"; may be empty.
[[nodiscard]] QString byline(const Event &event);

} // namespace qd
