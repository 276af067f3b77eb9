// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

#include <functional>
#include <string_view>

namespace qd {

/// A value and how old it is; no value when nothing was known for longer than the search.
struct Figure
{
    std::optional<double> value;
    Millis age{0};
    bool stale = true; ///< too old to act on, or absent

    [[nodiscard]] bool isFresh() const { return value && !stale; }
};

/// Reads single figures of a history at one instant; the common part of tiles and findings.
class Figures
{
public:
    enum class Sparks { Yes, No };

    Figures(const HistorySnapshot &history, Timestamp at, Sparks sparks = Sparks::No)
        : m_history(history)
        , m_at(at)
        , m_sparks(sparks)
    {}

    [[nodiscard]] const HistorySnapshot &history() const { return m_history; }
    [[nodiscard]] Timestamp at() const { return m_at; }
    /// The last value before `at`, stale markers left out.
    [[nodiscard]] Figure read(std::string_view name, const Labels &labels = {}) const;
    /// Values over the last quarter of an hour, NaN where nothing is known; none at all without Sparks::Yes.
    [[nodiscard]] std::vector<double> spark(std::string_view name, const Labels &labels = {}) const;
    /// How long, up to now and an hour at most, every sample has satisfied `holds`.
    [[nodiscard]] Millis heldFor(std::string_view name, const Labels &labels,
                                 const std::function<bool(double)> &holds) const;

private:
    const HistorySnapshot &m_history;
    Timestamp m_at;
    Sparks m_sparks;
};

} // namespace qd
