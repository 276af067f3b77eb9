// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/live_rules.h"

#include <algorithm>
#include <set>

namespace qd {

namespace {

constexpr std::size_t mostUnwritten = 10'000;

/// The same rule in another reading of its file.
bool isSameRule(const rules::RuleStatus &one, const rules::RuleStatus &other)
{
    return one.group == other.group && one.file == other.file && one.rule->name == other.rule->name &&
           one.rule->kind == other.rule->kind && one.rule->expression == other.rule->expression;
}

Millis longestInterval(const std::vector<rules::RuleFile> &files)
{
    Millis longest{0};
    for (const rules::RuleFile &file : files)
        for (const rules::RuleGroup &group : file.groups)
            longest = std::max(longest, group.interval);
    return longest;
}

} // namespace

LiveRules::LiveRules(SeriesStore &store, EventWriter &events, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_events(events)
    , m_folder(folder)
    , m_store(store)
    , m_toSettle(rules::openAlerts(events.log().snapshot()))
{
    connect(&m_folder, &RuleFolder::changed, this, &LiveRules::load);
    load();
}

LiveRules::~LiveRules() = default;

void LiveRules::load()
{
    const auto before = std::exchange(m_engine, std::make_unique<rules::RuleEngine>(m_folder.files(), m_store));
    if (m_restoreAt)
        m_engine->holdBackSeries();
    if (before) {
        m_engine->continueFrom(*before);
        resume(*before);
    }
    noteProblem();
}

/// Only now the past of this history is back, if it has one. All groups are evaluated twice before it is asked, as
/// in Prometheus: the first scrapes may show too little.
void LiveRules::begin(Timestamp now)
{
    m_hasBegun = true;
    // A group that is evaluated once a day holds nobody up.
    const Millis longest = std::min<Millis>(longestInterval(m_folder.files()), std::chrono::minutes(2));
    if (!m_store.snapshot().first("ALERTS_FOR_STATE").isNull()) {
        m_restoreAt = now + 2 * longest;
        m_engine->holdBackSeries();
    }
    m_settleAt = now + 4 * longest;
}

void LiveRules::resume(const rules::RuleEngine &before)
{
    const auto known = before.rules();
    const auto now = m_engine->rules();
    std::vector<bool> isTaken(now.size()); // two rules may differ in their labels alone: each goes to one
    for (std::size_t old = 0; old < known.size(); ++old) {
        if (known[old].rule->kind != rules::RuleKind::Alerting)
            continue;
        std::size_t same = 0;
        while (same < now.size() && (isTaken[same] || !isSameRule(now[same], known[old])))
            ++same;
        if (same < now.size()) {
            isTaken[same] = true;
            m_engine->resume(same, before.alertsOf(old).alerts());
            continue;
        }
        for (const rules::Alert &alert : before.alertsOf(old).active())
            if (const auto last = rules::eventOf({rules::AlertChange::Dropped, alert.activeAt, alert}, known[old]))
                tellEnd(*last, tr("Its rule is gone or another one now."));
    }
    write();
}

void LiveRules::evaluate(Timestamp now)
{
    if (!m_hasBegun)
        begin(now);
    if (m_restoreAt && now >= *m_restoreAt) {
        m_restoreAt.reset();
        m_engine->restored(now);
    }
    for (const rules::RuleTransition &transition : m_engine->evaluateDue(now))
        tell(transition.transition, m_engine->rules()[transition.rule]);
    if (m_settleAt && now >= *m_settleAt)
        settle();
    write();
    noteProblem();
}

/// Alerts that fired when the window closed, and are not even pending now, ended while nobody looked.
void LiveRules::settle()
{
    m_settleAt.reset();
    std::set<QString> active;
    for (std::size_t i = 0; i < rules().size(); ++i)
        if (rules()[i].rule->kind == rules::RuleKind::Alerting)
            for (const rules::Alert &alert : m_engine->alertsOf(i).active())
                active.insert(rules::identityOf(alert.labels));
    for (auto it = m_toSettle.begin(); it != m_toSettle.end();) {
        if (active.contains(it->first)) {
            ++it;
            continue;
        }
        tellEnd(it->second, tr("It ended while the window was closed."));
        it = m_toSettle.erase(it);
    }
}

void LiveRules::tell(const rules::AlertTransition &transition, const rules::RuleStatus &rule)
{
    const auto before = m_toSettle.find(rules::identityOf(transition.alert.labels));
    if (before != m_toSettle.end()) {
        // The log has it firing since before the window closed: it goes on, or it is over.
        if (transition.change == rules::AlertChange::Withdrawn)
            tellEnd(before->second, tr("It ended while the window was closed."));
        if (transition.change != rules::AlertChange::Pending)
            m_toSettle.erase(before);
        return;
    }
    if (auto event = rules::eventOf(transition, rule))
        m_unwritten.push_back(std::move(*event));
}

void LiveRules::tellEnd(const Event &firing, const QString &reason)
{
    Event end;
    end.kind = EventKind::AlertResolved;
    end.subject = firing.subject;
    end.reason = reason;
    end.body = firing.body;
    m_unwritten.push_back(std::move(end));
}

void LiveRules::write()
{
    if (m_unwritten.empty())
        return;
    if (m_events.writeAll(m_unwritten)) {
        m_unwritten.clear();
    } else if (m_unwritten.size() > mostUnwritten) {
        // Nothing was written for long: what is left says what is so now.
        m_unwritten.erase(m_unwritten.begin(), m_unwritten.end() - static_cast<std::ptrdiff_t>(mostUnwritten));
    }
}

std::vector<rules::Alert> LiveRules::alerts() const
{
    std::vector<rules::Alert> all;
    for (std::size_t i = 0; i < rules().size(); ++i)
        if (rules()[i].rule->kind == rules::RuleKind::Alerting)
            std::ranges::move(m_engine->alertsOf(i).alerts(), std::back_inserter(all));
    return all;
}

QStringList LiveRules::problems() const
{
    QStringList all = m_folder.problems();
    for (const rules::RuleStatus &rule : m_engine->rules())
        if (rule.health.condition == rules::RuleCondition::Failed)
            all << tr("%1: rule %2 fails: %3")
                       .arg(rule.file, QString::fromStdString(rule.rule->name), rule.health.words);
    return all;
}

void LiveRules::noteProblem()
{
    const QStringList all = problems();
    m_problem = all.size() <= 1 ? all.value(0) : tr("%1 (and %2 more)").arg(all.front()).arg(all.size() - 1);
}

} // namespace qd

#include "moc_live_rules.cpp"
