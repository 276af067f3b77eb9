// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/base/units.h"
#include "model/incident/incident_book.h"
#include "model/playhead/history.h"

class QAction;

namespace qd {

class ChartPane;
class IncidentImpact;
class IncidentVerbs;
class Playhead;
class IncidentPanel;

/// Reads incidents out of the log on screen for the tab, live and in a recording alike, and joins the tab with
/// charts and playhead. What people do to them is its verbs' affair.
class IncidentDesk : public QObject
{
    Q_OBJECT

public:
    /// All must outlive the desk; forms are children of `window`.
    IncidentDesk(IncidentPanel *panel, Gateway &gateway, ChartPane &charts, const Playhead &playhead,
                 QWidget *window);

    /// The history or the instant on screen moved.
    void follow(const HistoryPtr &history, Timestamp at, units::Zone zone);
    void setPlace(const QString &place);
    void setRefusal(const std::optional<QString> &why);
    /// Beside marked spans, alerts of the incident and the selected entry: what hypotheses may point at.
    void askWhatElseThereIs(std::function<std::vector<incident::Exhibit>()> exhibits);
    [[nodiscard]] IncidentVerbs *verbs() const { return m_verbs; }
    [[nodiscard]] IncidentPanel *panel() const { return m_panel; }
    /// Shows the entry of an event where an incident has it; false else.
    bool showEntry(std::uint64_t seq);
    /// As of the end of the log; null where there is none.
    [[nodiscard]] const incident::Incident *shown() const;
    /// The one that was opened first, likewise.
    [[nodiscard]] const incident::Incident *first() const;
    /// Asks for the post-mortem of the incident shown: postmortemWanted().
    [[nodiscard]] QAction *postmortem() const { return m_postmortem; }

Q_SIGNALS:
    void instantWanted(qd::Timestamp at);
    /// The tab is to be seen.
    void tabWanted();
    /// Of incidents that were open at the instant on screen.
    void openCountChanged(int count);
    void postmortemWanted(const QString &incident);
    // What a hypothesis points at is to be seen.
    void spanWanted(qd::TimeRange span);
    void alertWanted(const QString &alert);
    void queryWanted(const QString &expression);
    /// One line for the window.
    void told(const QString &words, bool critical);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectPanel();
    void read();
    void readThen();
    void display();
    void followImpact();
    [[nodiscard]] std::vector<incident::Exhibit> exhibits() const;
    void showExhibit(const incident::Exhibit &exhibit);
    void showEvent(const incident::EventRef &event);

    IncidentPanel *m_panel;
    ChartPane &m_charts;
    const Playhead &m_playhead;
    IncidentVerbs *m_verbs;
    IncidentImpact *m_impact;
    QAction *m_postmortem;
    incident::IncidentBook m_whole; ///< as of the end of the log
    incident::IncidentBook m_then;  ///< as of the instant on screen, where that is earlier
    /// What m_then was read from: the log, and how many of its events.
    struct ReadTo
    {
        std::uint64_t newestSeq = 0;
        std::size_t size = 0;
        std::size_t end = 0;
        friend bool operator==(const ReadTo &, const ReadTo &) = default;
    };
    std::optional<ReadTo> m_readTo;
    HistoryPtr m_history;
    Timestamp m_at{};
    units::Zone m_zone = units::Zone::Utc;
    std::function<std::vector<incident::Exhibit>()> m_otherExhibits;
    int m_openCount = 0;
};

} // namespace qd
