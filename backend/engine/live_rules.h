// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/engine/event_writer.h"
#include "backend/engine/rule_folder.h"
#include "model/rules/alert_events.h"

#include <set>
#include <vector>

namespace qd {

/// Rules over what is live: evaluates them as time passes, records what they give in the store, and commits every
/// transition of an alert to the event log. State survives a new rule file, and a restart of the window: pending
/// times come back from the recorded ALERTS_FOR_STATE, and an alert that fires still is not told again; one that
/// does no more is told as resolved. One whose series are gone since nothing can be scraped is told as unknown,
/// and as resolved once it was judged on data again. Engine thread.
class LiveRules : public QObject
{
    Q_OBJECT

public:
    LiveRules(SeriesStore &store, EventWriter &events, const QString &folder,
              DefaultRules defaults = DefaultRules::Apply, QObject *parent = nullptr);
    ~LiveRules() override;

    /// Rules that are due at `now`; after each scrape, good or bad.
    void evaluate(Timestamp now);

    [[nodiscard]] std::span<const rules::RuleStatus> rules() const { return m_engine->rules(); }
    /// Every alert of every rule, as it stands since the last evaluation; resolved ones for a while.
    [[nodiscard]] std::vector<rules::Alert> alerts() const;
    /// Transitions that could not be committed yet.
    [[nodiscard]] const std::vector<Event> &unwritten() const { return m_unwritten; }
    /// Identities of alerts that fire by the log and that no rule has judged since the window opened: nobody knows
    /// yet whether they go on.
    [[nodiscard]] std::set<QString> unsettled() const;
    /// Rule files that are broken, and rules that fail, a line each.
    [[nodiscard]] QStringList problems() const;
    /// The first of them, and how many more there are; empty when all is well.
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    void load();
    void begin(Timestamp now);
    void resume(const rules::RuleEngine &before);
    void settle(Timestamp now);
    void settleUnknown();
    void tell(const rules::AlertTransition &transition, const rules::RuleStatus &rule);
    void tellUpdates(Timestamp now);
    void tellEnd(const Event &firing, const QString &reason);
    void tellUnknown(Event end);
    [[nodiscard]] std::set<QString> activeOnes() const;
    void write();
    void noteProblem();

    EventWriter &m_events;
    RuleFolder m_folder;
    rules::SeriesRuleStore m_store;
    std::unique_ptr<rules::RuleEngine> m_engine;
    bool m_hasBegun = false;
    std::optional<Timestamp> m_restoreAt; ///< when what was recorded before says how long alerts have been pending
    std::optional<Timestamp> m_settleAt;  ///< when what does not fire by then has ended
    std::map<QString, Event> m_toSettle;  ///< firing when the window closed, and not seen since
    std::map<QString, Event> m_unknown;   ///< told as unknown, and not judged on data since
    std::map<QString, QJsonObject> m_said; ///< what the log says of those that fire
    Timestamp m_updatedAt{};
    std::vector<Event> m_unwritten; ///< until the log takes them
    QString m_problem;              ///< as of the last evaluation: it is asked for far more often
};

} // namespace qd
