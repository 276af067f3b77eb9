// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/base/units.h"
#include "model/health/alert_findings.h"
#include "model/playhead/history.h"

#include <QtCore/QPointer>

class QWidget;

namespace qd {

class AlertDetail;
class AlertGraph;
class FindingsPanel;
class Playhead;

/// Has alerts acknowledged and silenced, and one at a time looked at closely.
class AlertDesk : public QObject
{
    Q_OBJECT

public:
    /// All must outlive the desk; `book` is of the instant on screen.
    AlertDesk(FindingsPanel *panel, const alerts::AlertBook &book, Gateway &gateway, Playhead &playhead,
              QWidget *window);

    /// The log and the instant on screen moved; the book was read there. `history` is what graphs are of.
    void follow(const EventSnapshot &events, Timestamp at, units::Zone zone, std::int64_t retained,
                const HistoryPtr &history);
    void setPlace(const QString &place) { m_place = place; }
    void setRefusal(const std::optional<QString> &why);
    void open(const QString &alert);
    [[nodiscard]] AlertGraph *graph() const { return m_graph; }

Q_SIGNALS:
    void told(const QString &words, bool critical);
    void chartWanted(qd::TileKind kind);
    void purgeWanted();
    void queryWanted(const QString &expression);

private:
    void acknowledge(const QStringList &alerts);
    void tellAcknowledged(int done, int all, const QString &error);
    void endSilence(const QString &id);
    void showSilences();
    void showDetail();

    FindingsPanel *m_panel;
    const alerts::AlertBook &m_book;
    Gateway &m_gateway;
    Playhead &m_playhead;
    AlertGraph *m_graph;
    HistoryPtr m_history;
    QWidget *m_window;
    QString m_place;
    EventSnapshot m_events;
    Timestamp m_at{};
    units::Zone m_zone = units::Zone::Utc;
    std::int64_t m_retained = 0;
    std::optional<QString> m_refusal;
    QPointer<AlertDetail> m_detail;
};

} // namespace qd
