// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/playhead.h"
#include "widgets/chart/chart_painter.h"
#include "widgets/chart/chart_scene.h"
#include "widgets/chart/chart_shelf.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QScrollBar;

namespace qd {

class LegendBar;

// Size: the one widget with hands on the charts; its functions lie in three sources.

/// The panel of charts: event lane, charts over one time axis, legends, one crosshair. Shows history at the
/// playhead and moves the playhead with mouse and keys. All changes of one 16 ms tick are painted together.
class ChartPane : public QWidget
{
    Q_OBJECT

public:
    /// `playhead` must outlive the pane. Begins with standardCharts().
    explicit ChartPane(Playhead *playhead, QWidget *parent = nullptr);
    ~ChartPane() override;

    /// More charts than can be read at once are scrolled through, by wheel and Page Up and Down.
    void setCharts(std::vector<ChartSpec> specs);
    void setHistory(const HistoryPtr &history);
    /// What comes next is another history, whatever its generation says.
    void forgetHistory();
    void setTimeZone(units::Zone zone);
    void setLane(Lane lane);
    /// As ChartScene::setAhead().
    void setAhead(int width);
    /// Points a chart out for a moment, as when its tile is clicked.
    void scrollToChart(ChartId id);
    /// Puts a cursor where the crosshair is, else at the playhead; figures between both stand in the legends.
    void placeA();
    void placeB();
    void clearCursors();
    /// Puts the crosshair on an instant; the view moves when it would be out of sight.
    void standAt(Timestamp at);
    /// Where a key has put the crosshair, within what is seen; none while there is none, or the mouse moves it.
    [[nodiscard]] std::optional<Timestamp> standing() const;
    /// Lights an event in every chart; none = as before.
    void highlightEvent(std::optional<std::uint64_t> seq);
    /// Points an instant out in every chart, where it is in sight; none = no more. Nothing moves.
    void lightInstant(std::optional<Timestamp> at);
    /// Paints what has changed so far without waiting for the tick.
    void applyPendingChanges();

    [[nodiscard]] const ChartScene &scene() const { return m_scene; }
    [[nodiscard]] const ChartShelf &shelf() const { return m_shelf; }
    [[nodiscard]] const ChartOverlay &overlay() const { return m_overlay; }
    /// Null when there is no such chart.
    [[nodiscard]] LegendBar *legend(ChartId id) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// An event of the lane was clicked, or Return pressed on it.
    void eventActivated(quint64 seq);
    /// The crosshair stands on this instant.
    void instantHovered(qd::Timestamp at);
    void hoverLeft();
    /// For what is expected of a chart this much room is needed right of the plots; 0: none.
    void aheadChanged(int width);
    /// A span was marked (Ctrl+drag).
    void spanMarked(qd::TimeRange span);
    void spanCleared();
    /// Somebody wants to see which series a chart leaves out.
    void othersWanted(qd::ChartId chart);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Drag { None, Pressed, Zoom, Pan, Mark };
    struct Grip
    {
        Drag drag = Drag::None;
        QPoint from;
        Timestamp anchor{};
        TimeRange range; ///< visible when it began
        Qt::KeyboardModifiers modifiers;
        Qt::MouseButton button = Qt::NoButton;
    };

    /// Figures in words, and what they were worked out from: a day of samples is not walked anew each frame.
    struct FigureNote
    {
        std::optional<std::size_t> trace;
        std::optional<TimeRange> marked;
        Cursors cursors;
        std::uint64_t data = 0;
        QString unit;
        QString words;
        [[nodiscard]] bool isOf(const FigureNote &other) const;
    };

    void schedule();
    void takeRange();
    void takeSize();
    void scrollTo(int first);
    void restock();
    void repaintChanges(const ChartScene::Change &change);
    void rebuildLegends();
    void placeLegends();
    void updateLegends();
    void updateLegend(std::size_t chart);
    [[nodiscard]] QString comparedText(const Plot &plot, std::size_t trace, const std::optional<Sample> &now,
                                       Timestamp at) const;
    [[nodiscard]] QString figuresOf(std::size_t chart);
    void setCursors(const Cursors &cursors);
    void endHover();
    void setCrosshair(std::optional<Timestamp> at);
    void dragTo(QPoint pos);
    void scrollByWheel(QWheelEvent *event);
    [[nodiscard]] std::optional<std::uint64_t> eventAt(QPoint pos) const;
    [[nodiscard]] bool isOverPlots(QPoint pos) const;
    [[nodiscard]] TimeRange draggedRange(QPoint pos) const;
    [[nodiscard]] bool moveKey(QKeyEvent *event);
    [[nodiscard]] bool viewKey(QKeyEvent *event);
    void stepBy(Millis by);
    void stepSample(int direction);
    void stepEvent(int direction);
    [[nodiscard]] bool escape();
    [[nodiscard]] Timestamp standingAt() const;
    Playhead *m_playhead;
    ChartShelf m_shelf;
    ChartScene m_scene;
    QScrollBar *m_scroll;
    ChartOverlay m_overlay;
    std::vector<LegendBar *> m_legends;
    std::vector<FigureNote> m_figures;
    QTimer m_tick;
    QTimer m_rest; ///< runs since the view was zoomed last
    QTimer m_flash;
    QElapsedTimer m_sinceFlush;
    Grip m_grip;
    int m_toldAhead = 0;            ///< with the last aheadChanged()
    int m_wheel = 0;                ///< turned, and not yet scrolled
    std::optional<double> m_hoverX; ///< the crosshair follows the mouse; none = it stands where a key put it
};

} // namespace qd
