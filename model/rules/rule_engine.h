// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rule_budget.h"
#include "model/rules/rule_evaluation.h"
#include "model/rules/rule_store.h"

#include <memory>
#include <optional>
#include <span>

namespace qd::rules {

enum class RuleCondition { Unknown, Good, Failed };

/// How the last evaluation of a rule went.
struct RuleHealth
{
    RuleCondition condition = RuleCondition::Unknown;
    QString words; ///< why it failed, or what its answer has to be read with
    std::optional<Timestamp> at;
    std::chrono::nanoseconds took{};
    std::size_t samples = 0;            ///< read and made by its expression and its templates
    std::vector<std::string> unmatched; ///< selectors that matched no series in the whole history
    /// It gave nothing, and could not have: silence of such a rule says nothing.
    bool cannotBeJudged = false;
};

/// A rule of an engine, by its place there.
struct RuleStatus
{
    QString file;
    std::string group;
    const Rule *rule = nullptr;
    RuleHealth health;
};

struct RuleTransition
{
    std::size_t rule = 0; ///< index in rules()
    AlertTransition transition;
};

struct EngineSettings : RuleSettings
{
    Millis queryOffset{0}; ///< of groups that name none
    RuleTimes times;
};

/// Evaluates the groups of rule files at instants that it is given, over what a store holds, and puts the results
/// there. A rule that fails, asks for too much or had no time left is named by its health; the others go on. One
/// call takes no longer than the settings say, whatever the rules are. Notifies nobody: transitions are given
/// back. One thread.
class RuleEngine
{
public:
    RuleEngine(const std::vector<RuleFile> &files, RuleStore &store, EngineSettings settings = {});
    ~RuleEngine();
    RuleEngine(const RuleEngine &) = delete;
    RuleEngine &operator=(const RuleEngine &) = delete;

    /// All groups, one after the other.
    [[nodiscard]] std::vector<RuleTransition> evaluate(Timestamp at);
    /// Those for which a multiple of their interval has passed since the call before, at the newest such instant:
    /// what was missed meanwhile is not made up for, as in Prometheus.
    [[nodiscard]] std::vector<RuleTransition> evaluateDue(Timestamp now);

    /// Until restored() is called after a restart, alerts leave no series. Call it after two evaluations, as
    /// Prometheus does: the first may have seen too little.
    void holdBackSeries() { m_restored = false; }
    void restored(Timestamp now);

    [[nodiscard]] std::span<const RuleStatus> rules() const { return m_status; }
    /// None of a recording rule.
    [[nodiscard]] const AlertState &alertsOf(std::size_t rule) const;
    void resume(std::size_t rule, std::vector<Alert> alerts);
    /// After files were read anew, before anything is evaluated: groups go on with the instant after the one they
    /// were evaluated at last. Series of rules that are gone end right after they were given last.
    void continueFrom(const RuleEngine &before);

private:
    struct Group;
    void evaluate(Group &group, Timestamp at, std::vector<RuleTransition> &into);
    void evaluateRule(Group &group, std::size_t rule, Timestamp at, std::vector<RuleTransition> &into);
    void passOver(std::size_t rule, Timestamp at);
    void refresh(const RuleEvaluation &rule);
    void endSeries(const RuleEngine &before);
    [[nodiscard]] std::optional<Error> store(const Group &group, std::size_t rule, Timestamp at,
                                             std::vector<KeyedValue> samples);

    class Work;
    std::unique_ptr<Work> m_work;
    RuleStore &m_store;
    EngineSettings m_settings;
    std::vector<RuleStatus> m_status;
    bool m_restored = true;
};

} // namespace qd::rules
