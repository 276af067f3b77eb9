// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/compensated_sum.h"
#include "model/series/series_snapshot.h"

#include <deque>
#include <optional>
#include <span>
#include <vector>

/// What makes a window that slides cheaper than one that is walked through at each step.
namespace qd::query {

/// How many pairs of neighbours have some property, for any stretch of the samples of one series.
class PairCounts
{
public:
    template <typename Property>
    PairCounts(std::span<const Sample> samples, Property property)
        : m_upTo(samples.size(), 0)
    {
        for (std::size_t i = 1; i < samples.size(); ++i)
            m_upTo[i] = m_upTo[i - 1] + (property(samples[i - 1].value, samples[i].value) ? 1U : 0U);
    }
    /// Among `count` samples from `first` on; there must be one.
    [[nodiscard]] std::uint32_t within(std::size_t first, std::size_t count) const
    {
        return m_upTo[first + count - 1] - m_upTo[first];
    }

private:
    std::vector<std::uint32_t> m_upTo;
};

/// The least (or largest) value of a window that moves on; NaN only where all of them are.
class SlidingExtreme
{
public:
    enum class Wanted { Least, Largest };
    SlidingExtreme(std::span<const Sample> samples, Wanted wanted)
        : m_samples(samples)
        , m_wanted(wanted)
    {}

    /// Of `count` samples from `first` on, of which there is at least one; neither end moves back.
    [[nodiscard]] double within(std::size_t first, std::size_t count);

private:
    [[nodiscard]] bool isBetter(double a, double b) const { return m_wanted == Wanted::Least ? a < b : a > b; }

    std::span<const Sample> m_samples;
    Wanted m_wanted;
    std::size_t m_taken = 0;
    std::deque<std::size_t> m_candidates; ///< each better than all behind it
};

/// The sum of a window that moves on, as the difference of sums from the beginning on.
class SlidingSum
{
public:
    explicit SlidingSum(std::span<const Sample> samples);

    /// Of `count` samples from `first` on. Nothing where what cancels out might cost a digit of it, or a value is
    /// not finite: the window has to be walked through then.
    [[nodiscard]] std::optional<double> within(std::size_t first, std::size_t count) const;

private:
    std::vector<CompensatedSum> m_before; ///< of all samples before one
    long double m_doubt = 0;              ///< by how much a difference of two may be wrong
};

} // namespace qd::query
