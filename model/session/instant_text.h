// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"

#include <QtCore/QString>

#include <optional>

namespace qd {

/// Reads an instant as people write it:
/// - "03:12" or "03:12:45": that clock time within `known`, nearest to `from`; where there is none, on its day;
/// - "2024-08-20", "2024-08-20 03:12", "2024-08-20T03:12:45Z", with "+02:00" for "Z";
/// - "-15m", "+90s", "-2 h": that far from `from`; "now" and "end": the end of `known`, "start": its beginning.
/// Times without a zone are of `zone`. nullopt when it is none of them.
[[nodiscard]] std::optional<Timestamp> parseInstant(const QString &text, Timestamp from, TimeRange known,
                                                    units::Zone zone);

} // namespace qd
