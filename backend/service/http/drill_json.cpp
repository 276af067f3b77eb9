// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/drill_json.h"

#include "backend/service/http/body.h"
#include "backend/service/http/json_text.h"

namespace sessiond::http {

std::string drillBody(const Drill &drill)
{
    std::string body;
    JsonWriter json(body);
    json.beginObject().number("retain_after_logout", drill.retainAfterLogout);
    json.text("collector", drill.collector == CollectorMode::Sliced ? "sliced" : "walk_locked");
    json.integer("walk_delay_us", drill.walkDelay.count());
    json.integer("query_delay_ms", drill.queryDelay.count()).integer("hash_delay_ms", drill.hashDelay.count());
    json.number("refuse_rate", drill.refuseRate).endObject();
    return body;
}

tl::expected<Drill, std::string> readDrill(std::string_view text)
{
    using Milliseconds = std::chrono::milliseconds;
    Body body(
        text, Body::Empty::Refused,
        {"retain_after_logout", "collector", "walk_delay_us", "query_delay_ms", "hash_delay_ms", "refuse_rate"});
    Drill drill;
    drill.retainAfterLogout = body.optionalNumber("retain_after_logout", 0, 1).value_or(0);
    drill.refuseRate = body.optionalNumber("refuse_rate", 0, 1).value_or(0);
    drill.walkDelay = std::chrono::microseconds(body.optionalWhole("walk_delay_us", 0, 60'000).value_or(0));
    drill.queryDelay = Milliseconds(body.optionalWhole("query_delay_ms", 0, 60'000).value_or(0));
    drill.hashDelay = Milliseconds(body.optionalWhole("hash_delay_ms", 0, 60'000).value_or(0));
    const auto collector = body.optionalText("collector");
    if (collector && *collector != "sliced" && *collector != "walk_locked") {
        body.fail("'collector' must be sliced or walk_locked");
    }
    drill.collector = collector == "walk_locked" ? CollectorMode::WalkLocked : CollectorMode::Sliced;
    if (!body.error().empty()) {
        return tl::unexpected(body.error());
    }
    return drill;
}

} // namespace sessiond::http
