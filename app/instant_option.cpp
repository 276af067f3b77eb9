// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/instant_option.h"

#include "model/session/instant_text.h"

#include <cmath>

namespace qd {

Result<Timestamp> instantOption(const std::string &text, TimeRange recorded)
{
    constexpr double mostSeconds = 253'402'300'799; // the year 9999, as dates have it
    const QString written = QString::fromStdString(text);
    bool isNumber = false;
    const double seconds = written.toDouble(&isNumber);
    if (isNumber && seconds >= 0 && seconds <= mostSeconds)
        return Timestamp(Millis(std::llround(seconds * 1000)));
    const auto at = parseInstant(written, recorded.end, recorded, units::Zone::Utc);
    if (!at)
        return failure(
            ErrorCode::Invalid,
            QStringLiteral("“%1” is no instant such as 2024-08-20T06:30:00Z, 06:30 or -15m.").arg(written));
    return *at;
}

} // namespace qd
