// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/score/simulated_service.h"

#include <array>
#include <string>

namespace qd::score {

enum Judged : std::size_t { Ours, Predicting, MannKendallAlone, judged };
inline constexpr std::array<const char *, judged> namesOfJudged{"Quarterdeck", "predict_linear", "Mann-Kendall"};

/// One judge over one run.
struct Tally
{
    int alarms = 0;               ///< times it began to suspect
    int pages = 0;                ///< times it began to say that the limit is within 8 h
    std::optional<double> toName; ///< seconds from the onset to the first suspicion
    std::optional<double> toPage;
    std::optional<double> leadBeforeLimit; ///< seconds, at the first suspicion
    bool hasRightName = false;
    std::array<std::optional<double>, 3>
        forecastError; ///< share, at a quarter, half and three quarters of the way
};
using Tallies = std::array<Tally, judged>;

/// `days` days of one service; with a fault, from its onset to the end or the limit.
[[nodiscard]] Tallies run(std::uint64_t seed, int days, const std::optional<Fault> &fault);

/// A leak of either kind that begins on the last day, drawn from the seed.
[[nodiscard]] Fault retentionOf(std::uint64_t seed, int days);
[[nodiscard]] Fault lossOf(std::uint64_t seed, int days);

} // namespace qd::score
