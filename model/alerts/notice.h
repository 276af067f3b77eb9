// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/alerts/alert_book.h"

#include <vector>

namespace qd::alerts {

/// What is told at once, as one message: alerts of one name.
struct Notice
{
    enum class Why {
        Changed,   ///< some began or ended
        Repeated,  ///< they go on, and nobody has said that they look after them
        Escalated, ///< likewise, for long
    };
    Why why = Why::Changed;
    QString name;
    std::vector<AlertRecord> firing;
    std::vector<AlertRecord> resolved; ///< since the last notice of that name

    /// Somebody is to be woken: one that fires pages, and nobody has acknowledged it.
    [[nodiscard]] bool pages() const;
    [[nodiscard]] std::size_t size() const { return firing.size() + resolved.size(); }
};

/// One notice that says what two of one name say to somebody who has seen neither.
[[nodiscard]] Notice joined(Notice earlier, Notice later);

} // namespace qd::alerts
