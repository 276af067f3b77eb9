// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "model/series/labels.h"

namespace qd {

enum class GroupKind {
    Scraped, ///< one watched target: has `up`, `scrape_duration_seconds`, `scrape_samples_scraped`; counts for
             ///< gaps
    Derived, ///< computed here: rules, the window's own figures
};

/// Series that are appended together and share one time column.
struct GroupConfig
{
    GroupKind kind = GroupKind::Scraped;
    Labels target;         ///< `job` and `instance`, added to every series; keep them over a target's restarts
    Millis interval{1000}; ///< between scrapes; a longer silence is a gap
    std::string name;      ///< tells the derived groups of one target apart
};

/// Whether the two are the same group in different runs.
[[nodiscard]] inline bool isSameGroup(const GroupConfig &a, const GroupConfig &b)
{
    return a.kind == b.kind && a.name == b.name && a.target == b.target;
}

} // namespace qd
