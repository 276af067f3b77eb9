// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace qd::rules {

/// How long rules may take. Who evaluates them may have other things to do: all of them together have `together`
/// after a scrape, one of them `each` of that.
struct RuleTimes
{
    std::chrono::milliseconds each{500};
    std::chrono::milliseconds together{1'000};
    /// The clock that counts; another one in tests only.
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

/// Shares the time between the rules of an engine. One that was over its time is left out for a while, longer each
/// time, so that those behind it get their turn.
class RuleBudget
{
public:
    /// A rule that is over its time again and again is tried every 32nd time in the end.
    static constexpr int longestPause = 31;

    RuleBudget(RuleTimes times, std::size_t rules);

    /// Evaluation of rules begins.
    void begin();
    /// How long the rule may take now; nothing where it has to wait, and waitOf() says why.
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeFor(std::size_t rule);
    /// Why timeFor() gave the rule no time.
    enum class Wait { OthersTookIt, Paused };
    [[nodiscard]] Wait waitOf(std::size_t rule) const;
    /// Evaluations from now on for which a paused rule is left out.
    [[nodiscard]] int pauseOf(std::size_t rule) const { return m_rules[rule].left; }
    /// The rule is done. False: it was over the time that it had.
    bool spent(std::size_t rule);

    [[nodiscard]] const RuleTimes &times() const { return m_times; }

private:
    struct Pause
    {
        int length = 0;
        int left = 0;
        bool isPaused = false; ///< timeFor() left it out for this
    };

    RuleTimes m_times;
    std::vector<Pause> m_rules;
    std::chrono::steady_clock::time_point m_end;
    std::chrono::steady_clock::time_point m_began; ///< of the rule that runs
    std::chrono::milliseconds m_given{};
};

} // namespace qd::rules
