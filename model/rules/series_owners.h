// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/time.h"
#include "model/series/labels.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace qd::rules {

/// Which rule a series is of: of two that give one, the first keeps it for as long as it gives it.
class SeriesOwners
{
public:
    explicit SeriesOwners(std::size_t rules);

    /// The rule gives something anew: what it does not take from now on is free.
    void begin(std::size_t rule, Timestamp at);
    /// Takes the series for the rule; the rule that has it already, where that is another.
    [[nodiscard]] std::optional<std::size_t> take(const SeriesKey &key, std::size_t rule);

private:
    struct Owner
    {
        std::size_t rule = 0;
        Timestamp at{}; ///< when it gave it last
    };
    struct Hash
    {
        std::size_t operator()(const SeriesKey &key) const;
    };

    std::vector<Timestamp> m_newest; ///< when each rule gave something last
    std::unordered_map<SeriesKey, Owner, Hash> m_owners;
};

} // namespace qd::rules
