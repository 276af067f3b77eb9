// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/engine/live_rules.h"

#include "model/alerts/alert_marks.h"
#include "model/rules/missing_data.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

constexpr std::size_t mostUnwritten = 10'000;
constexpr Millis betweenUpdates = std::chrono::minutes(1);
constexpr std::size_t mostUpdates = 50;

/// A value that moves by less than a hundredth is none to write about.
bool saysTheSame(const QJsonObject &before, const QJsonObject &now)
{
    const double was = before[u"value"].toDouble();
    const double is = now[u"value"].toDouble();
    return before[u"annotations"] == now[u"annotations"] && std::abs(is - was) <= std::abs(was) / 100;
}

/// The same rule in another reading of its file.
bool isSameRule(const rules::RuleStatus &one, const rules::RuleStatus &other)
{
    return one.group == other.group && one.file == other.file && one.rule->name == other.rule->name &&
           one.rule->kind == other.rule->kind && one.rule->expression == other.rule->expression;
}

QString ruleIsGone()
{
    return LiveRules::tr("Its rule is gone or another one now.");
}

QString endedMeanwhile()
{
    return LiveRules::tr("It ended while the window was closed.");
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

LiveRules::LiveRules(SeriesStore &store, EventWriter &events, const QString &folder, DefaultRules defaults,
                     QObject *parent)
    : QObject(parent)
    , m_events(events)
    , m_folder(folder, defaults)
    , m_store(store)
{
    rules::OpenAlerts open = rules::openAlerts(events.log().snapshot());
    m_toSettle = std::move(open.firing);
    m_unknown = std::move(open.unknown);
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
                tellEnd(*last, ruleIsGone());
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
        settle(now);
    settleUnknown();
    tellUpdates(now);
    write();
    noteProblem();
}

/// Texts and values of alerts that fire move on: what leaks, how long is left. The log has them once a minute.
void LiveRules::tellUpdates(Timestamp now)
{
    if (now - m_updatedAt < betweenUpdates)
        return;
    m_updatedAt = now;
    std::map<QString, QJsonObject> said;
    std::size_t told = 0;
    for (std::size_t i = 0; i < rules().size(); ++i) {
        if (rules()[i].rule->kind != rules::RuleKind::Alerting)
            continue;
        for (const rules::Alert &alert : m_engine->alertsOf(i).active()) {
            auto event = rules::eventOf({rules::AlertChange::Fired, now, alert}, rules()[i]);
            if (!event || alert.phase == rules::AlertPhase::Pending)
                continue;
            const QString identity = rules::identityOf(alert.labels);
            const auto before = m_said.find(identity);
            const bool isKnown = before != m_said.end();
            if (told < mostUpdates && !(isKnown && saysTheSame(before->second, event->body))) {
                ++told;
                said.emplace(identity, event->body);
                event->kind = EventKind::AlertUpdated;
                m_unwritten.push_back(std::move(*event));
            } else if (isKnown) {
                said.insert(*before);
            }
        }
    }
    m_said = std::move(said);
}

std::set<QString> LiveRules::unsettled() const
{
    std::set<QString> identities;
    for (const auto &[identity, firing] : m_toSettle)
        identities.insert(identity);
    return identities;
}

std::set<QString> LiveRules::activeOnes() const
{
    std::set<QString> active;
    for (std::size_t i = 0; i < rules().size(); ++i)
        if (rules()[i].rule->kind == rules::RuleKind::Alerting)
            for (const rules::Alert &alert : m_engine->alertsOf(i).active())
                active.insert(rules::identityOf(alert.labels));
    return active;
}

/// Alerts that fired when the window closed, and are not even pending now, ended while nobody looked; where there
/// is nothing to judge them by, nobody knows.
void LiveRules::settle(Timestamp now)
{
    m_settleAt.reset();
    const std::set<QString> active = activeOnes();
    const SeriesSnapshot history = m_store.snapshot();
    for (auto it = m_toSettle.begin(); it != m_toSettle.end();) {
        if (active.contains(it->first)) {
            ++it;
            continue;
        }
        const Event firing = std::move(it->second);
        it = m_toSettle.erase(it);
        if (rules::lacksData(firing.body[u"expr"].toString().toStdString(), alerts::labelsOf(firing), history,
                             now))
            tellUnknown(rules::endOf(firing));
        else
            tellEnd(firing, endedMeanwhile());
    }
}

/// Those that were judged on data again and are not even pending have ended.
void LiveRules::settleUnknown()
{
    if (m_unknown.empty())
        return;
    const std::set<QString> active = activeOnes();
    const SeriesSnapshot history = m_store.snapshot();
    std::erase_if(m_unknown, [&](const auto &entry) {
        const auto &[identity, lost] = entry;
        const auto rule =
            std::ranges::find_if(rules(), [&lost](const auto &one) { return rules::isOfRule(lost, one); });
        if (rule == rules().end()) {
            tellEnd(lost, ruleIsGone());
            return true;
        }
        if (active.contains(identity) || rule->health.condition != rules::RuleCondition::Good ||
            rules::isTargetDown(alerts::labelsOf(lost), history, *rule->health.at))
            return false;
        tellEnd(lost, tr("There is data again, and by that it does not fire."));
        return true;
    });
}

void LiveRules::tell(const rules::AlertTransition &transition, const rules::RuleStatus &rule)
{
    using rules::AlertChange;
    const QString identity = rules::identityOf(transition.alert.labels);
    const auto before = m_toSettle.find(identity);
    if (before != m_toSettle.end()) {
        // The log has it firing since before the window closed: it goes on, or it is over.
        if (transition.change == AlertChange::Withdrawn)
            tellEnd(before->second, endedMeanwhile());
        if (transition.change == AlertChange::Dropped)
            tellEnd(before->second, tr("Its rule gave more alerts than its group's limit."));
        if (transition.change != AlertChange::Pending)
            m_toSettle.erase(before);
        return;
    }
    auto event = rules::eventOf(transition, rule);
    if (!event)
        return;
    if (transition.change == AlertChange::Resolved &&
        rules::lacksData(rule.rule->expression, transition.alert.labels, m_store.snapshot(), transition.at))
        return tellUnknown(std::move(*event));
    if (transition.change != AlertChange::Pending)
        m_unknown.erase(identity);
    if (event->kind == EventKind::AlertFiring)
        m_said.insert_or_assign(identity, event->body);
    m_unwritten.push_back(std::move(*event));
}

void LiveRules::tellEnd(const Event &firing, const QString &reason)
{
    Event end = rules::endOf(firing);
    end.reason = reason;
    m_unwritten.push_back(std::move(end));
}

void LiveRules::tellUnknown(Event end)
{
    rules::markUnknown(end);
    m_unknown.insert_or_assign(rules::identityOf(end), end);
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
