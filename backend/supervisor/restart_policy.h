// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"

#include <optional>
#include <vector>

namespace qd {

/// When a service that crashed is started again: at once the first time, then after 1, 2, 4 … at most 30 s; back
/// to "at once" after a minute of health. The fifth crash within ten minutes stops it. Times are any steady count.
class RestartPolicy
{
public:
    static constexpr int mostCrashes = 5;
    static constexpr Millis window = std::chrono::minutes(10);
    static constexpr Millis sustainedHealth = std::chrono::minutes(1);
    static constexpr Millis longestDelay = std::chrono::seconds(30);

    /// How long to wait before the next start; nullopt: stop trying.
    [[nodiscard]] std::optional<Millis> crashed(Millis now);
    void becameReady(Millis now) { m_readySince = now; }
    /// An operator starts it by hand: begin afresh.
    void reset();

private:
    std::vector<Millis> m_crashes;
    std::optional<Millis> m_readySince;
    int m_attempt = 0;
};

} // namespace qd
