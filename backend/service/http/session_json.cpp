// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/session_json.h"

#include "backend/protocol/rfc3339.h"

namespace sessiond::http {

void writeTime(JsonWriter &json, std::string_view key, Time time)
{
    json.text(key, qd::protocol::formatTime(time));
}

void writeSession(JsonWriter &json, const SessionRow &row)
{
    json.beginObject().text("session_id", row.id).text("user", row.user);
    if (row.address.empty()) {
        json.null("address");
    } else {
        json.text("address", row.address);
    }
    json.text("state", toText(row.state));
    writeTime(json, "created_at", row.created);
    writeTime(json, "last_seen_at", row.lastSeen);
    writeTime(json, "expires_at", row.expires);
    json.integer("bytes", static_cast<std::int64_t>(row.bytes));
    if (row.current) {
        json.truth("current", true);
    }
    json.endObject();
}

} // namespace sessiond::http
