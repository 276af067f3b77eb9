// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/service/core/service_types.h"
#include "backend/service/http/json_text.h"

namespace sessiond::http {

void writeTime(JsonWriter &json, std::string_view key, Time time);

/// {session_id, user, address, state, created_at, last_seen_at, expires_at, bytes}; an unknown address is null.
void writeSession(JsonWriter &json, const SessionRow &row);

} // namespace sessiond::http
