// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rules/rule_lanes.h"

#include "model/base/deadline.h"
#include "model/base/units.h"
#include "model/rules/alert_events.h"

#include <QtCore/QStringList>

#include <algorithm>
#include <map>

namespace qd::rules {

namespace {

/// The windows ask again each time somebody has typed.
constexpr std::size_t mostLaneSamples = 50'000'000;

void addSpan(std::vector<LaneSpan> &spans, TimeRange at, LanePhase phase, TimeRange within)
{
    const TimeRange seen{std::max(at.begin, within.begin), std::min(at.end, within.end)};
    if (!seen.isEmpty())
        spans.push_back({seen, phase});
}

/// Pending lies under firing.
void inOrder(std::vector<LaneSpan> &spans)
{
    std::ranges::stable_sort(spans, {}, [](const LaneSpan &s) { return std::pair(s.phase, s.at.begin); });
}

/// How far back a rule must be looked at to know how it stands.
Millis leadOf(const RuleFile &file)
{
    Millis lead{0};
    for (const RuleGroup &group : file.groups) {
        for (const Rule &rule : group.rules)
            lead = std::max(lead, rule.holdFor + rule.keepFiringFor + group.interval);
    }
    return lead;
}

/// The same rules, firing as soon and as long as their expressions hold.
RuleFile atOnce(RuleFile file)
{
    for (RuleGroup &group : file.groups) {
        for (Rule &rule : group.rules)
            rule.holdFor = rule.keepFiringFor = Millis(0);
    }
    return file;
}

bool anyWaits(const RuleFile &file)
{
    return std::ranges::any_of(file.groups, [](const RuleGroup &group) {
        return std::ranges::any_of(group.rules, [](const Rule &rule) { return rule.holdFor > Millis(0); });
    });
}

QString severityOf(const Rule &rule)
{
    const auto label = std::ranges::find(rule.labels, std::string("severity"), &NamedTemplates::value_type::first);
    return label == rule.labels.end() ? QString() : QString::fromStdString(label->second.text());
}

QString unjudgedWords(const RuleRecord &record)
{
    if (!record.cannotBeJudged())
        return {};
    if (record.unmatched.empty())
        return record.failure;
    QStringList selectors;
    for (const std::string &selector : record.unmatched)
        selectors << QString::fromStdString(selector);
    return QStringLiteral("no series matches %1").arg(selectors.join(QStringLiteral(", ")));
}

class LaneMaker
{
public:
    LaneMaker(const LaneOrder &order, const std::stop_token &stop)
        : m_order(order)
        , m_stop(m_deadline.begin(order.patience, stop))
    {
        m_report.span = order.span;
    }

    LaneReport take()
    {
        const auto file = parseRuleFile(m_order.text, m_order.path);
        if (!file) {
            m_report.isBroken = true;
            m_report.problems = file.error();
            return std::move(m_report);
        }
        m_report.problems = file->refused;
        judge(*file);
        return std::move(m_report);
    }

private:
    void judge(const RuleFile &file)
    {
        Timestamp begin = m_order.span.begin - leadOf(file);
        // Before the first sample nobody looked: a rule that fires always did not.
        if (const TimeRange data = m_order.series.extent(); !data.isEmpty())
            begin = std::max(begin, data.begin);
        if (begin >= m_order.span.end) {
            m_report.trouble = QStringLiteral("There are no samples yet in this range.");
            return;
        }
        auto report = tested(file, begin);
        if (!report)
            return;
        for (RuleRecord &record : report->rules)
            m_report.lanes.push_back(laneOf(record));
        // What waits for its `for`, also where it never came to fire.
        if (anyWaits(file)) {
            if (const auto held = tested(atOnce(file), begin)) {
                for (std::size_t i = 0; i < held->rules.size(); ++i) {
                    if (report->rules[i].rule.holdFor > Millis(0))
                        addPending(held->rules[i], m_report.lanes[i]);
                }
            }
        }
        for (RuleLane &lane : m_report.lanes)
            inOrder(lane.today);
    }

    std::optional<BacktestReport> tested(const RuleFile &file, Timestamp begin)
    {
        BacktestOrder order{{file}, m_order.series, {begin, m_order.span.end}};
        order.settings.query.mostSamples = mostLaneSamples;
        order.settings.query.stop = m_stop;
        auto report = backtest(order);
        if (report)
            return std::move(*report);
        m_report.trouble =
            QStringLiteral("The rules took longer than %1 over this range and were stopped: choose a "
                           "shorter range, or a longer interval.")
                .arg(units::duration(m_order.patience));
        m_report.lanes.clear();
        return std::nullopt;
    }

    [[nodiscard]] RuleLane laneOf(const RuleRecord &record) const
    {
        RuleLane lane;
        lane.name = QString::fromStdString(record.rule.name);
        lane.severity = severityOf(record.rule);
        lane.line = record.rule.line;
        lane.unjudged = unjudgedWords(record);
        lane.failure = record.failures > 0 ? record.failure : QString();
        for (const Firing &firing : record.firings) {
            const std::size_t before = lane.today.size();
            addSpan(lane.today, {firing.begin, firing.end.value_or(m_order.span.end)}, LanePhase::Firing,
                    m_order.span);
            lane.alarms += lane.today.size() > before ? 1 : 0;
        }
        lane.then = firedThen(m_order.events, lane.name, m_order.span);
        return lane;
    }

    void addPending(const RuleRecord &held, RuleLane &lane) const
    {
        for (const Firing &span : held.firings)
            addSpan(lane.today, {span.begin, span.end.value_or(m_order.span.end)}, LanePhase::Pending,
                    m_order.span);
    }

    const LaneOrder &m_order;
    Deadline m_deadline;
    std::stop_token m_stop;
    LaneReport m_report;
};

} // namespace

LaneReport laneReport(const LaneOrder &order, const std::stop_token &stop)
{
    return LaneMaker(order, stop).take();
}

std::vector<LaneSpan> firedThen(const EventSnapshot &events, const QString &name, TimeRange span)
{
    struct Open
    {
        std::optional<Timestamp> pending;
        std::optional<Timestamp> firing;
    };
    std::map<QString, Open> open;
    std::vector<LaneSpan> spans;
    const auto end = [&](const Open &alert, Timestamp at) {
        if (alert.pending)
            addSpan(spans, {*alert.pending, alert.firing.value_or(at)}, LanePhase::Pending, span);
        if (alert.firing)
            addSpan(spans, {*alert.firing, at}, LanePhase::Firing, span);
    };
    for (std::size_t i = 0; i < events.size() && events.at(i).at < span.end; ++i) {
        const Event &event = events.at(i);
        if (event.subject != name)
            continue;
        if (event.kind == EventKind::AlertPending) {
            open[identityOf(event)] = {event.at, std::nullopt};
        } else if (event.kind == EventKind::AlertFiring) {
            Open &alert = open[identityOf(event)];
            if (!alert.firing)
                alert.firing = event.at;
        } else if (event.kind == EventKind::AlertResolved) {
            if (const auto found = open.find(identityOf(event)); found != open.end()) {
                end(found->second, event.at);
                open.erase(found);
            }
        }
    }
    // A pending alert that came to nothing has no end in the log: it is not drawn to the end of time.
    for (const auto &[identity, alert] : open) {
        if (alert.firing)
            end(alert, span.end);
    }
    inOrder(spans);
    return spans;
}

} // namespace qd::rules
