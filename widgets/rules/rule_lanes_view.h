// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/rules/rule_lanes.h"
#include "widgets/chart/timeline_coordinates.h"

#include <QtWidgets/QWidget>

class QScrollBar;

namespace qd {

/// A row for each alert rule on the time axis of the charts: when it would have been pending and fired as its text
/// is now, and under that when it did. Outlined is pending, filled is firing.
class RuleLanesView : public QWidget
{
    Q_OBJECT

public:
    explicit RuleLanesView(QWidget *parent = nullptr);

    void setLanes(std::vector<rules::RuleLane> lanes);
    /// What is seen: the lanes stay where they are in time until others come.
    void setRange(TimeRange range);
    /// Room right of the charts above: see ChartScene::setAhead().
    void setAhead(int width);
    void setZone(units::Zone zone);
    /// They are of a text that is no longer there.
    void setDimmed(bool dimmed);
    /// Said where there are no lanes.
    void setEmptyWords(const QString &words);

    [[nodiscard]] const std::vector<rules::RuleLane> &lanes() const { return m_lanes; }
    [[nodiscard]] bool isDimmed() const { return m_dimmed; }
    /// "2 alarms", "cannot be judged: …": what stands behind the name of a rule.
    [[nodiscard]] static QString wordsOf(const rules::RuleLane &lane);
    /// Of an instant in the row's bars.
    [[nodiscard]] double xOf(Timestamp at) const;

Q_SIGNALS:
    /// A row was clicked.
    void ruleChosen(int line);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    void follow();
    [[nodiscard]] const rules::RuleLane *laneAt(int y) const;
    void paintLane(QPainter &painter, const rules::RuleLane &lane, double top) const;
    void paintBar(QPainter &painter, const rules::RuleLane &lane, const std::vector<rules::LaneSpan> &spans,
                  double top, double height) const;
    void paintTicks(QPainter &painter) const;
    [[nodiscard]] int right() const;

    std::vector<rules::RuleLane> m_lanes;
    TimeRange m_range;
    TimeAxis m_axis;
    int m_ahead = 0;
    QScrollBar *m_scroll;
    QString m_emptyWords;
    units::Zone m_zone = units::Zone::Utc;
    bool m_dimmed = false;
};

} // namespace qd
