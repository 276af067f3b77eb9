// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/drill/drill_end.h"
#include "backend/drill/drill_hands.h"
#include "backend/engine/live_engine.h"
#include "model/drill/knowledge.h"

#include <QtCore/QStringList>

#include <thread>

namespace qd {

/// One drill from its beginning to its end: an engine of its own whose time is the story's, the story's events, an
/// operator if one works it, and the score. GUI thread; the engine and the saving have theirs.
class DrillRun : public QObject
{
    Q_OBJECT

public:
    /// Invalid: there is no such scenario or operator. Io: no folder.
    [[nodiscard]] static Result<std::unique_ptr<DrillRun>> make(DrillOrder order);
    ~DrillRun() override;

    void start();
    /// Ends it now: it is scored and saved as it stands. ended() follows.
    void finish();

    [[nodiscard]] LiveEngine &engine() { return *m_engine; }
    [[nodiscard]] const StoryClock &clock() const { return *m_clock; }
    [[nodiscard]] const drill::Scenario &scenario() const { return m_scenario; }
    /// What the story and the operator did, in their order: the same for the same seed.
    [[nodiscard]] const QStringList &told() const { return m_told; }
    /// 0 to 1, of the longest that it takes.
    [[nodiscard]] double share() const;

Q_SIGNALS:
    /// A line for people.
    void happened(Timestamp at, const QString &words);
    /// It could not begin; nothing else follows.
    void refused(const QString &words);
    void ended(const qd::DrillEnd &end);

private:
    DrillRun(DrillOrder order, drill::Scenario scenario, std::optional<drill::Operator> by, DrillPlaces places);
    void look(const HistoryPtr &history);
    [[nodiscard]] bool readNews(const HistorySnapshot &history);
    void tellStory(Timestamp now);
    void tellCure(Timestamp now);
    void tellMistake(Timestamp now);
    void offerReleases();
    void letOperatorAct(Timestamp now);
    [[nodiscard]] bool isOver(Timestamp now);
    [[nodiscard]] bool isServing(const HistorySnapshot &history) const;
    void say(const QString &words);
    void keep(const HistoryPtr &last, const drill::Run &run);

    const DrillOrder m_order;
    const drill::Scenario m_scenario;
    const DrillPlaces m_places;
    std::shared_ptr<const StoryClock> m_clock;
    std::unique_ptr<LiveEngine> m_engine;
    DrillHands m_hands;
    std::optional<drill::Operator> m_operator;
    drill::Knowledge m_knowledge;
    std::size_t m_nextEvent = 0;
    bool m_isNamed = false; ///< what is wrong, by whoever works it
    bool m_isCureThere = false;
    bool m_isMistakeTold = false;
    std::optional<Timestamp> m_actedSince; ///< when the operator's last action was ordered
    std::optional<Timestamp> m_doneSince;  ///< since when nothing is left to be done
    QStringList m_told;
    QStringList m_problems;   ///< of the run itself, see DrillEnd
    bool m_isLogTorn = false; ///< and so some of it is not in the log
    std::uint64_t m_seen = 0; ///< newest event that was looked at
    bool m_isEnding = false;
    std::jthread m_keeping; ///< the last: it reads what is above
};

} // namespace qd
