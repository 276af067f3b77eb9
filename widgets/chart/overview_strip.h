// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/playhead/playhead.h"
#include "widgets/chart/overview_picture.h"

#include <QtWidgets/QWidget>

namespace qd {

/// The foot: the whole history in one strip, with the visible range as a window that can be dragged, stretched at
/// its edges, or put elsewhere by a click. Double-click follows again.
class OverviewStrip : public QWidget
{
    Q_OBJECT

public:
    /// `playhead` must outlive the strip. `metric` is the series drawn; its first series without regard to labels.
    explicit OverviewStrip(Playhead *playhead, std::string metric = "process_resident_memory_bytes",
                           QWidget *parent = nullptr);

    void setHistory(const HistoryPtr &history);
    /// Another series is drawn; without labels the first of that name.
    void setSeries(const std::string &metric, const Labels &labels = {});
    /// What comes next is another history, whatever its generation says.
    void forgetHistory();
    void setTimeZone(units::Zone zone);
    /// Instants marked on the strip.
    void setBookmarks(std::vector<Timestamp> bookmarks);

    /// Where the visible range is drawn, in pixels of the strip.
    [[nodiscard]] QRectF windowRect() const;
    [[nodiscard]] const OverviewPicture &picture() const { return m_picture; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Grip { None, Window, LeftEdge, RightEdge };

    void refresh();
    [[nodiscard]] QRect pictureRect() const;
    [[nodiscard]] double xOf(Timestamp t) const;
    [[nodiscard]] Timestamp timeAt(double x) const;
    [[nodiscard]] Grip gripAt(QPointF pos) const;
    void dragTo(QPointF pos);
    void paintLabels(QPainter &painter) const;
    void paintBookmarks(QPainter &painter) const;
    void paintWindow(QPainter &painter) const;

    Playhead *m_playhead;
    HistoryPtr m_history;
    units::Zone m_zone = units::Zone::Utc;
    OverviewPicture m_picture;
    std::vector<Timestamp> m_bookmarks;
    Grip m_grip = Grip::None;
    double m_gripX = 0;
    TimeRange m_gripRange;
};

} // namespace qd
