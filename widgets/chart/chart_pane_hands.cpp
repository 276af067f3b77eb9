// SPDX-License-Identifier: GPL-3.0-or-later
// The hands of ChartPane: what mouse and keys do.
#include "widgets/chart/chart_pane.h"
#include "widgets/chart/text_face.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QWheelEvent>

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

using namespace std::chrono_literals;

constexpr int dragThreshold = 4;
constexpr double eventReach = 8;
constexpr double wheelFactor = 0.8; ///< of the span, one notch

Millis arrowStep(Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::AltModifier) {
        return 60s;
    }
    return modifiers & Qt::ShiftModifier ? 10s : 1s;
}

} // namespace

bool ChartPane::isOverPlots(QPoint pos) const
{
    const PaneLayout &l = m_scene.layout();
    return pos.x() >= l.left && pos.x() < l.right && pos.y() >= l.lane.bottom() && pos.y() < height();
}

std::optional<std::uint64_t> ChartPane::eventAt(QPoint pos) const
{
    if (!m_scene.layout().lane.contains(pos)) {
        return std::nullopt;
    }
    std::optional<std::uint64_t> best;
    double nearest = eventReach;
    for (const EventMark &m : m_scene.marks()) {
        const double x = m_scene.layout().left + m.x;
        const double label = TextFace::of(11).width(m.shownLabel);
        const double distance = std::abs(pos.x() - x);
        const bool onLabel = !m.shownLabel.isEmpty() && pos.x() > x && pos.x() < x + 10 + label;
        if (distance < nearest || (!best && onLabel)) {
            nearest = std::min(nearest, distance);
            best = m.seq;
        }
    }
    return best;
}

void ChartPane::setCrosshair(std::optional<Timestamp> at)
{
    if (at == m_overlay.crosshair) {
        return;
    }
    if (m_overlay.crosshair) {
        update(crosshairRegion(m_scene, *m_overlay.crosshair));
    }
    m_overlay.crosshair = at;
    if (at) {
        update(crosshairRegion(m_scene, *at));
        Q_EMIT instantHovered(*at);
    } else {
        Q_EMIT hoverLeft();
    }
    schedule();
}

TimeRange ChartPane::draggedRange(QPoint pos) const
{
    const PaneLayout &l = m_scene.layout();
    const Timestamp to = m_scene.timeAt(std::clamp(pos.x(), l.left, l.right));
    return {std::min(m_grip.anchor, to), std::max(m_grip.anchor, to)};
}

void ChartPane::mousePressEvent(QMouseEvent *event)
{
    const QPoint pos = event->position().toPoint();
    const bool grips = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    if (!grips || m_grip.drag != Drag::None) {
        event->ignore();
        return;
    }
    m_grip = {Drag::Pressed,  pos, m_scene.timeAt(pos.x()), m_playhead->range(), event->modifiers(),
              event->button()};
}

void ChartPane::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint pos = event->position().toPoint();
    if (m_grip.drag != Drag::None) {
        dragTo(pos);
    } else {
        const auto hovered = eventAt(pos);
        highlightEvent(hovered);
        setCursor(hovered ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
    if (isOverPlots(pos)) {
        m_hoverX = event->position().x();
        setCrosshair(m_scene.timeAt(*m_hoverX));
    } else {
        m_hoverX.reset();
        setCrosshair(std::nullopt);
    }
}

void ChartPane::dragTo(QPoint pos)
{
    if (m_grip.drag == Drag::Pressed) {
        if (std::abs(pos.x() - m_grip.from.x()) < dragThreshold || !isOverPlots(m_grip.from)) {
            return;
        }
        const bool pans = m_grip.button == Qt::MiddleButton || m_grip.modifiers & Qt::ShiftModifier;
        m_grip.drag = pans ? Drag::Pan : (m_grip.modifiers & Qt::ControlModifier ? Drag::Mark : Drag::Zoom);
        setCursor(pans ? Qt::ClosedHandCursor : Qt::IBeamCursor);
    }
    if (m_grip.drag == Drag::Pan) {
        const auto width = std::chrono::duration_cast<std::chrono::nanoseconds>(m_scene.axis().width);
        const auto columns = std::llround((m_grip.from.x() - pos.x()) * m_scene.pixelRatio());
        const auto wanted = m_grip.range.begin + std::chrono::duration_cast<Millis>(width * columns);
        m_playhead->pan(wanted - m_playhead->range().begin);
        return;
    }
    (m_grip.drag == Drag::Mark ? m_overlay.marked : m_overlay.selecting) = draggedRange(pos);
    update();
    schedule();
}

void ChartPane::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != m_grip.button) {
        event->ignore();
        return;
    }
    const QPoint pos = event->position().toPoint();
    const Grip grip = std::exchange(m_grip, {});
    setCursor(Qt::ArrowCursor);
    switch (grip.drag) {
    case Drag::Zoom:
        m_grip.anchor = grip.anchor;
        m_overlay.selecting.reset();
        m_playhead->zoomTo(draggedRange(pos));
        update();
        break;
    case Drag::Mark:
        // Two sets of figures would not fit, and this is what the hand asked for last.
        Q_EMIT spanMarked(*m_overlay.marked);
        break;
    case Drag::Pressed:
        if (const auto seq = eventAt(pos)) {
            Q_EMIT eventActivated(*seq);
        } else if (grip.modifiers & Qt::AltModifier && isOverPlots(pos)) {
            Cursors cursors = m_overlay.cursors;
            cursors.place(grip.anchor);
            setCursors(cursors);
        }
        break;
    case Drag::Pan:
    case Drag::None:
        break;
    }
}

void ChartPane::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && isOverPlots(event->position().toPoint())) {
        m_playhead->follow(m_playhead->followSpan());
    }
}

void ChartPane::wheelEvent(QWheelEvent *event)
{
    const QPoint pos = event->position().toPoint();
    if (!(event->modifiers() & Qt::ControlModifier) && m_shelf.lastFirst() > 0) {
        scrollByWheel(event);
        return;
    }
    // Without Ctrl a wheel belongs to whatever scrolls around this pane.
    if (!(event->modifiers() & Qt::ControlModifier) || !isOverPlots(pos) || event->angleDelta().y() == 0) {
        event->ignore();
        return;
    }
    m_playhead->zoomAt(m_scene.timeAt(pos.x()), std::pow(wheelFactor, event->angleDelta().y() / 120.0));
    event->accept();
}

/// One chart a notch; what a smooth wheel leaves over counts for the next event.
void ChartPane::scrollByWheel(QWheelEvent *event)
{
    constexpr int notch = 120;
    m_wheel += event->angleDelta().y();
    const int charts = m_wheel / notch;
    m_wheel -= charts * notch;
    scrollTo(m_shelf.first() - charts);
    event->accept();
}

void ChartPane::leaveEvent(QEvent *)
{
    endHover();
}

/// The mouse points at nothing here any more.
void ChartPane::endHover()
{
    m_hoverX.reset();
    setCrosshair(std::nullopt);
    highlightEvent(std::nullopt);
}

void ChartPane::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    // A frame for hands on the keyboard; whoever clicked or just opened the window knows where they are.
    m_overlay.focused = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                        event->reason() == Qt::ShortcutFocusReason;
    update();
}

void ChartPane::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    m_overlay.focused = false;
    update();
}

void ChartPane::keyPressEvent(QKeyEvent *event)
{
    if (!moveKey(event) && !viewKey(event)) {
        QWidget::keyPressEvent(event);
    }
}

bool ChartPane::moveKey(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        stepBy(-arrowStep(event->modifiers()));
        return true;
    case Qt::Key_Right:
        stepBy(arrowStep(event->modifiers()));
        return true;
    case Qt::Key_Comma:
        stepSample(-1);
        return true;
    case Qt::Key_Period:
        stepSample(1);
        return true;
    case Qt::Key_N:
        stepEvent(1);
        return true;
    case Qt::Key_P:
        stepEvent(-1);
        return true;
    case Qt::Key_BracketLeft:
        placeA();
        return true;
    case Qt::Key_BracketRight:
        placeB();
        return true;
    default:
        return false;
    }
}

bool ChartPane::viewKey(QKeyEvent *event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::MetaModifier)) {
        return false;
    }
    switch (event->key()) {
    case Qt::Key_Backspace:
        m_playhead->back();
        return true;
    case Qt::Key_Space:
        if (!event->isAutoRepeat()) {
            m_playhead->motion() == Motion::Follow ? m_playhead->hold() : m_playhead->follow();
        }
        return true;
    case Qt::Key_Home:
        standAt(m_scene.history().series.extent().begin);
        return true;
    case Qt::Key_End:
        m_playhead->follow();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_overlay.highlighted) {
            Q_EMIT eventActivated(*m_overlay.highlighted);
        }
        return m_overlay.highlighted.has_value();
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        scrollTo(m_shelf.first() + (event->key() == Qt::Key_PageUp ? -1 : 1) * std::max(1, m_shelf.count() - 1));
        return m_shelf.lastFirst() > 0;
    case Qt::Key_Escape:
        return escape();
    default:
        return false;
    }
}

void ChartPane::placeA()
{
    setCursors({standingAt(), m_overlay.cursors.b});
}

void ChartPane::placeB()
{
    setCursors({m_overlay.cursors.a, standingAt()});
}

void ChartPane::clearCursors()
{
    setCursors({});
}

void ChartPane::setCursors(const Cursors &cursors)
{
    m_overlay.cursors = cursors;
    if (!cursors.isEmpty() && m_overlay.marked) {
        m_overlay.marked.reset();
        Q_EMIT spanCleared();
    }
    const auto words = [this](const QString &name, std::optional<Timestamp> at) {
        return at ? name + u' ' + units::clock(*at, m_scene.timeZone()) + QStringLiteral(". ") : QString();
    };
    setAccessibleDescription(words(QStringLiteral("Cursor A"), cursors.a) +
                             words(QStringLiteral("Cursor B"), cursors.b));
    update();
    schedule();
}

/// One thing at a time: the drag, the mark, the cursors, the crosshair. Nothing left: the key is the window's.
bool ChartPane::escape()
{
    if (m_grip.drag != Drag::None) {
        m_grip = {};
        m_overlay.selecting.reset();
        setCursor(Qt::ArrowCursor);
    } else if (m_overlay.marked) {
        m_overlay.marked.reset();
        Q_EMIT spanCleared();
    } else if (!m_overlay.cursors.isEmpty()) {
        clearCursors();
    } else if (m_overlay.crosshair || m_overlay.highlighted) {
        m_hoverX.reset();
        setCrosshair(std::nullopt);
        m_overlay.highlighted.reset();
    } else {
        return false;
    }
    update();
    schedule();
    return true;
}

Timestamp ChartPane::standingAt() const
{
    return m_overlay.crosshair.value_or(m_playhead->instant());
}

void ChartPane::stepBy(Millis by)
{
    standAt(standingAt() + by);
}

std::optional<Timestamp> ChartPane::standing() const
{
    const bool isSeen = m_overlay.crosshair && m_playhead->range().contains(*m_overlay.crosshair);
    return isSeen && !m_hoverX ? m_overlay.crosshair : std::nullopt;
}

void ChartPane::standAt(Timestamp at)
{
    const TimeRange known = m_scene.history().series.extent();
    const Timestamp newest = std::max(m_playhead->liveEdge(), known.end - Millis(1));
    at = std::clamp(at, std::min(known.begin, newest), newest);
    const TimeRange shown = m_playhead->range();
    if (at < shown.begin) {
        m_playhead->pan(at - shown.begin - shown.length() / 10);
    } else if (at > shown.end) {
        m_playhead->pan(at - shown.end);
    }
    m_hoverX.reset();
    applyPendingChanges();
    setCrosshair(at);
    setAccessibleDescription(units::clock(at, m_scene.timeZone()));
}

void ChartPane::stepSample(int direction)
{
    const Timestamp from = standingAt();
    std::optional<Timestamp> found;
    for (const Plot &plot : m_scene.plots()) {
        for (std::size_t t = 0; t < plot.spec().traces.size() && !found; ++t) {
            const Millis reach = 2 * plot.trace(t).longestJoin();
            const TimeRange span =
                direction < 0 ? TimeRange{from - reach, from} : TimeRange{from + Millis(1), from + reach};
            plot.trace(t).series().forEach(span, [&](const Sample &s) {
                found = s.at;
                return direction < 0; // the last before, or the first after
            });
        }
    }
    if (found) {
        standAt(*found);
    }
}

void ChartPane::stepEvent(int direction)
{
    const EventSnapshot &events = m_scene.history().events;
    const Timestamp from = standingAt();
    std::size_t i = events.lowerBound(direction > 0 ? from + Millis(1) : from);
    while (direction > 0 ? i < events.size() : i > 0) {
        const Event &e = events.at(direction > 0 ? i : i - 1);
        if (faceOf(e)) {
            standAt(e.at);
            highlightEvent(e.seq);
            return;
        }
        direction > 0 ? ++i : --i;
    }
}

} // namespace qd
