// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/playhead.h"
#include "widgets/query/query_panel.h"
#include "widgets/shared/latest_job.h"

#include <functional>

namespace qd {

class Settings;

/// Has what stands in the query box evaluated, beside the window: when somebody asks, when another range is looked
/// at, and once a second while the picture moves. Nothing while the box is not seen.
class QueryDesk : public QObject
{
    Q_OBJECT

public:
    static constexpr Millis liveEvery{1000};
    static constexpr Millis playingEvery{250};

    /// All must outlive the desk; `instant` says where the table stands.
    QueryDesk(Playhead &playhead, Settings &settings, std::function<Timestamp()> instant, QWidget *parent);

    [[nodiscard]] QueryPanel *panel() const { return m_panel; }
    void setHistory(const HistoryPtr &history);
    /// What comes next is another history.
    void forgetHistory();
    /// The playhead, or where one stands, may have moved.
    void follow();
    void evaluate(const QString &text);
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

Q_SIGNALS:
    void closeWanted();
    void answered();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QueryOrder order() const;
    [[nodiscard]] bool isSeen() const { return m_panel->isVisible() && !m_text.isEmpty(); }
    void askNow();
    void askAgain();
    void stop();
    void deliver(const QueryAnswer &answer);
    void catalogue();
    void keep(const QString &text);

    Playhead &m_playhead;
    Settings &m_settings;
    std::function<Timestamp()> m_instant;
    QueryPanel *m_panel;
    HistoryPtr m_history;
    QStringList m_past;   ///< what was asked, the newest last
    QString m_text;       ///< what is evaluated; empty = nothing
    QueryOrder m_ordered; ///< with its history left out
    std::chrono::milliseconds m_patience = std::chrono::seconds(10);
    std::size_t m_catalogued = 0; ///< series
    QTimer m_settling;            ///< a range that is being dragged is not asked about
    QTimer m_pause;               ///< between two looks at what moves
    bool m_moved = false;         ///< meanwhile
    LatestJob<HistoryPtr, std::shared_ptr<const query::SeriesCatalogue>> m_cataloguing;
    LatestJob<QueryOrder, QueryAnswer> m_job;
};

} // namespace qd
