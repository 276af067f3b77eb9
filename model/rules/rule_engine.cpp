// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_engine.h"

#include "model/base/deadline.h"
#include "model/rules/series_owners.h"

#include <algorithm>

namespace qd::rules {

namespace {

QString inSeconds(std::chrono::milliseconds time)
{
    return QStringLiteral("%1 s").arg(double(time.count()) / 1000);
}

} // namespace

struct RuleEngine::Group
{
    Millis interval{};
    Millis offset{};
    std::size_t firstRule = 0;
    std::size_t endRule = 0;
    std::optional<std::int64_t> lastSlot; ///< number of the interval it was evaluated in
};

class RuleEngine::Work
{
public:
    std::vector<Group> groups;
    std::vector<RuleEvaluation> rules;
    std::vector<std::string> names;  ///< for the store
    std::vector<bool> gave;          ///< whether a rule has series that may have to end
    std::vector<Timestamp> storedAt; ///< when something of a rule was stored last
    std::optional<SeriesOwners> owners;
    std::optional<RuleBudget> budget;
    SeriesSnapshot seen;
    MetricNames writtenSince; ///< what `seen` lacks
    bool isFresh = false;
    Deadline deadline;
};

RuleEngine::RuleEngine(const std::vector<RuleFile> &files, RuleStore &store, EngineSettings settings)
    : m_work(std::make_unique<Work>())
    , m_store(store)
    , m_settings(std::move(settings))
{
    for (const RuleFile &file : files) {
        for (const RuleGroup &group : file.groups) {
            const std::size_t first = m_work->rules.size();
            for (const Rule &rule : group.rules) {
                m_work->names.push_back(file.path.toStdString() + " " + group.name + " " +
                                        std::to_string(m_work->rules.size() - first) + " " + rule.name);
                m_work->rules.emplace_back(rule, group.limit);
                m_status.push_back({file.path, group.name, nullptr, {}});
            }
            m_work->groups.push_back({group.interval,
                                      group.queryOffset.value_or(m_settings.queryOffset),
                                      first,
                                      m_work->rules.size(),
                                      {}});
        }
    }
    const std::size_t count = m_work->rules.size();
    m_work->gave.resize(count);
    m_work->storedAt.resize(count);
    m_work->owners.emplace(count);
    m_work->budget.emplace(m_settings.times, count);
    for (std::size_t i = 0; i < m_status.size(); ++i)
        m_status[i].rule = &m_work->rules[i].rule();
}

RuleEngine::~RuleEngine() = default;

std::vector<RuleTransition> RuleEngine::evaluate(Timestamp at)
{
    std::vector<RuleTransition> changes;
    m_work->isFresh = false;
    m_work->budget->begin();
    for (Group &group : m_work->groups)
        evaluate(group, at, changes);
    return changes;
}

std::vector<RuleTransition> RuleEngine::evaluateDue(Timestamp now)
{
    std::vector<RuleTransition> changes;
    m_work->isFresh = false;
    m_work->budget->begin();
    for (Group &group : m_work->groups) {
        const std::int64_t slot = now.time_since_epoch() / group.interval;
        if (group.lastSlot && slot <= *group.lastSlot)
            continue;
        group.lastSlot = slot;
        evaluate(group, Timestamp(slot * group.interval), changes);
    }
    return changes;
}

void RuleEngine::evaluate(Group &group, Timestamp at, std::vector<RuleTransition> &into)
{
    for (std::size_t rule = group.firstRule; rule < group.endRule; ++rule)
        evaluateRule(group, rule, at, into);
}

void RuleEngine::evaluateRule(Group &group, std::size_t rule, Timestamp at, std::vector<RuleTransition> &into)
{
    RuleBudget &budget = *m_work->budget;
    const auto time = budget.timeFor(rule);
    if (!time)
        return passOver(rule, at);
    const auto began = budget.times().now();
    RuleEvaluation &evaluation = m_work->rules[rule];
    refresh(evaluation);
    RuleSettings settings = m_settings;
    settings.query.stop = m_work->deadline.begin(*time, m_settings.query.stop);
    RuleHealth health;
    settings.query.spent = &health.samples;
    RuleOutcome outcome = evaluation.evaluate(m_work->seen, at, group.offset, settings);
    m_work->deadline.end();
    const bool inTime = budget.spent(rule);
    if (!m_restored && evaluation.rule().kind == RuleKind::Alerting)
        outcome.samples.clear();
    else if (!outcome.error)
        outcome.error = store(group, rule, at - group.offset, std::move(outcome.samples));
    for (AlertTransition &transition : outcome.transitions)
        into.push_back({rule, std::move(transition)});

    health.condition = outcome.error ? RuleCondition::Failed : RuleCondition::Good;
    health.words = outcome.error              ? outcome.error->words
                   : outcome.warnings.empty() ? QString()
                                              : outcome.warnings.front();
    health.at = at;
    health.unmatched = std::move(outcome.unmatched);
    health.cannotBeJudged = !outcome.error && !health.unmatched.empty() && !m_work->gave[rule];
    health.took = budget.times().now() - began;
    if (!inTime && outcome.error)
        health.words += QStringLiteral("; over its time of %1").arg(inSeconds(*time));
    m_status[rule].health = std::move(health);
}

/// Its alerts and series stay as they are.
void RuleEngine::passOver(std::size_t rule, Timestamp at)
{
    const RuleBudget &budget = *m_work->budget;
    RuleHealth &health = m_status[rule].health;
    health.condition = RuleCondition::Failed;
    health.at = at;
    health.took = {};
    if (budget.waitOf(rule) == RuleBudget::Wait::OthersTookIt)
        health.words = QStringLiteral("not evaluated: other rules took the %1 that all have together")
                           .arg(inSeconds(budget.times().together));
    else
        health.words = QStringLiteral("not evaluated: over its time of %1 before; tried again after %2 more")
                           .arg(inSeconds(budget.times().each))
                           .arg(budget.pauseOf(rule));
}

/// What rules before it wrote, where this one may read it.
void RuleEngine::refresh(const RuleEvaluation &rule)
{
    if (m_work->isFresh && !rule.reads().touches(m_work->writtenSince))
        return;
    m_work->seen = m_store.snapshot();
    m_work->writtenSince = {};
    m_work->isFresh = true;
}

std::optional<Error> RuleEngine::store(const Group &group, std::size_t rule, Timestamp at,
                                       std::vector<KeyedValue> samples)
{
    std::optional<Error> problem;
    m_work->owners->begin(rule, at);
    std::erase_if(samples, [&](const KeyedValue &sample) {
        const auto other = m_work->owners->take(sample.key, rule);
        if (other && !problem) {
            const Rule &owner = m_work->rules[*other].rule();
            problem = Error{ErrorCode::Conflict,
                            QStringLiteral("gives a series that rule %1 in line %2 gives too, and that one's is "
                                           "kept; let a label tell them apart")
                                .arg(QString::fromStdString(owner.name))
                                .arg(owner.line)};
        }
        return other.has_value();
    });
    if (samples.empty() && !m_work->gave[rule])
        return problem;
    const auto stored = m_store.append(m_work->names[rule], group.interval, at, samples);
    if (!stored)
        return stored.error();
    m_work->gave[rule] = !samples.empty();
    m_work->storedAt[rule] = at;
    m_work->writtenSince.add(m_work->rules[rule].writes());
    if (stored->surplus > 0)
        return Error{ErrorCode::TooLarge, QStringLiteral("%1 series did not fit into the history, the first %2")
                                              .arg(stored->surplus)
                                              .arg(QString::fromStdString(stored->firstProblem))};
    return problem;
}

void RuleEngine::restored(Timestamp now)
{
    const SeriesSnapshot history = m_store.snapshot();
    for (RuleEvaluation &rule : m_work->rules)
        rule.restore(history, now);
    m_restored = true;
}

const AlertState &RuleEngine::alertsOf(std::size_t rule) const
{
    return m_work->rules.at(rule).state();
}

void RuleEngine::continueFrom(const RuleEngine &before)
{
    const auto isSame = [&](const Group &one, const Group &other) {
        const RuleStatus &mine = m_status[one.firstRule];
        const RuleStatus &theirs = before.m_status[other.firstRule];
        return mine.file == theirs.file && mine.group == theirs.group && one.interval == other.interval;
    };
    for (Group &group : m_work->groups)
        for (const Group &known : before.m_work->groups)
            if (group.firstRule < group.endRule && known.firstRule < known.endRule && isSame(group, known))
                group.lastSlot = known.lastSlot;
    endSeries(before);
}

void RuleEngine::endSeries(const RuleEngine &before)
{
    const Work &old = *before.m_work;
    for (const Group &group : old.groups) {
        for (std::size_t rule = group.firstRule; rule < group.endRule; ++rule) {
            const auto same = std::ranges::find(m_work->names, old.names[rule]);
            if (same == m_work->names.end()) {
                // A millisecond on, so that a rule that has moved and gives the same at its next instant is not
                // cut.
                if (old.gave[rule])
                    (void)m_store.append(old.names[rule], group.interval, old.storedAt[rule] + Millis(1), {});
                continue;
            }
            const auto now = std::size_t(same - m_work->names.begin());
            m_work->gave[now] = old.gave[rule];
            m_work->storedAt[now] = old.storedAt[rule];
        }
    }
}

void RuleEngine::resume(std::size_t rule, std::vector<Alert> alerts)
{
    m_work->rules.at(rule).state().resume(std::move(alerts));
}

} // namespace qd::rules
