// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/status_steps.h"

#include "model/incident/incident_words.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <utility>

namespace qd {

using incident::Status;

namespace {

constexpr int dotY = 9;
constexpr double dotRadius = 6;
constexpr int lineHeight = 15;
constexpr int side = 12; ///< left and right of the row
constexpr int heightOf(int lines)
{
    return dotY + 9 + lines * lineHeight;
}

QString meaningOf(Status status)
{
    switch (status) {
    case Status::Detected:
        return StatusSteps::tr("Time to detect: from when its first alert began to be true to its opening");
    case Status::Investigating:
        return StatusSteps::tr("Time to acknowledge: from its opening until somebody looked at it");
    case Status::Identified:
        return StatusSteps::tr("Time to identify: from its opening until the cause was named or confirmed");
    case Status::Mitigated:
        return StatusSteps::tr("Time to mitigate: from its opening until users were well again");
    case Status::Resolved:
        return StatusSteps::tr("Time to resolve: from its opening to its end");
    }
    return {};
}

QFont nameFont(bool isCurrent)
{
    return uiFont(11, isCurrent ? QFont::DemiBold : QFont::Normal);
}

QString nameOf(int step)
{
    return incident::wordOf(static_cast<Status>(step));
}

} // namespace

StatusSteps::StatusSteps(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StatusSteps::display(const incident::Incident *incident, units::Zone zone)
{
    m_zone = zone;
    m_steps = {};
    m_current = incident ? int(incident->status()) : -1;
    if (incident) {
        const incident::Times times = incident::timesOf(*incident);
        const std::array took{times.detect, times.acknowledge, times.identify, times.mitigate, times.resolve};
        for (int i = 0; i < count; ++i)
            m_steps[std::size_t(i)] = {incident->reached(static_cast<Status>(i)), took[std::size_t(i)]};
    }
    setAccessibleName(m_current < 0 ? tr("Status: not opened yet") : tr("Status: %1").arg(nameOf(m_current)));
    update();
}

void StatusSteps::setTerse(bool terse)
{
    if (std::exchange(m_isTerse, terse) != terse)
        updateGeometry();
}

void StatusSteps::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    setCursor(why ? Qt::ArrowCursor : Qt::PointingHandCursor);
}

QStringList StatusSteps::wordsOf(int step) const
{
    const Step &one = m_steps[std::size_t(step)];
    return {nameOf(step), one.at ? units::clock(*one.at, m_zone) : QString(),
            one.took ? units::duration(*one.took) : QString()};
}

QSize StatusSteps::sizeHint() const
{
    return {360, heightOf(m_isTerse ? 1 : 3)};
}

QSize StatusSteps::minimumSizeHint() const
{
    return {300, sizeHint().height()};
}

/// Each has the room its name takes, and the gaps between names are alike: in a narrow tab five equal places would
/// be too narrow for the longest.
std::array<double, StatusSteps::count> StatusSteps::middles() const
{
    std::array<double, count> widths{};
    double all = 0;
    for (int i = 0; i < count; ++i)
        all += widths[std::size_t(i)] = tabularAdvance(nameFont(true), nameOf(i));
    const double gap = std::max(4.0, (width() - 2 * side - all) / (count - 1));
    std::array<double, count> out{};
    double left = side;
    for (int i = 0; i < count; ++i) {
        out[std::size_t(i)] = left + widths[std::size_t(i)] / 2;
        left += widths[std::size_t(i)] + gap;
    }
    return out;
}

int StatusSteps::stepAt(QPoint pos) const
{
    const auto places = middles();
    const auto nearest = std::ranges::min_element(places, {}, [&](double x) { return std::abs(x - pos.x()); });
    return int(nearest - places.begin());
}

void StatusSteps::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto places = middles();
    for (int i = 0; i + 1 < count; ++i) {
        painter.setPen(QPen(i < m_current ? theme().accent : theme().line, 2));
        painter.drawLine(QPointF(places[std::size_t(i)] + dotRadius + 3, dotY),
                         QPointF(places[std::size_t(i) + 1] - dotRadius - 3, dotY));
    }
    for (int i = 0; i < count; ++i)
        paintStep(painter, i, places[std::size_t(i)]);
}

void StatusSteps::paintDot(QPainter &painter, int step, QPointF middle) const
{
    const Theme &t = theme();
    const QColor color = step == int(Status::Resolved) ? t.ok : t.accent;
    const bool isReached = m_steps[std::size_t(step)].at.has_value() && step <= m_current;
    painter.setPen(QPen(step == m_current || isReached ? color : t.line, 2));
    painter.setBrush(step == m_current ? color : t.surface);
    painter.drawEllipse(middle, dotRadius - 1, dotRadius - 1);
    if (isReached && step != m_current) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(middle, 2, 2);
    }
    if (hasFocus() && step == m_chosen) {
        painter.setPen(QPen(t.text, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(middle, dotRadius + 2, dotRadius + 2);
    }
}

void StatusSteps::paintStep(QPainter &painter, int step, double x) const
{
    paintDot(painter, step, QPointF(x, dotY));
    const bool isCurrent = step == m_current;
    const QStringList words = wordsOf(step);
    for (int line = 0; line < (m_isTerse ? 1 : words.size()); ++line) {
        painter.setPen(line == 0 && (isCurrent || step < m_current) ? theme().text : theme().muted);
        const QFont font = line == 0 ? nameFont(isCurrent) : uiFont(11);
        const double wanted = tabularAdvance(font, words[line]) + 1;
        // Those at the edges stay within.
        const double left = std::clamp(x - wanted / 2, 0.0, std::max(0.0, width() - wanted));
        drawTabular(painter, QRectF(left, dotY + 9 + line * lineHeight, wanted, lineHeight), Qt::AlignLeft, font,
                    words[line]);
    }
}

bool StatusSteps::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int step = stepAt(help->pos());
    QToolTip::showText(help->globalPos(), m_refusal.value_or(meaningOf(static_cast<Status>(step))), this);
    return true;
}

void StatusSteps::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        m_chosen = std::max(0, m_chosen - 1);
        break;
    case Qt::Key_Right:
        m_chosen = std::min(count - 1, m_chosen + 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return choose(m_chosen);
    default:
        return QWidget::keyPressEvent(event);
    }
    setAccessibleDescription(nameOf(m_chosen));
    update();
}

void StatusSteps::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        choose(stepAt(event->position().toPoint()));
}

void StatusSteps::focusInEvent(QFocusEvent *event)
{
    m_chosen = std::clamp(m_current + 1, 0, count - 1); // what comes next
    QWidget::focusInEvent(event);
}

void StatusSteps::choose(int step)
{
    if (m_current >= 0 && step != m_current)
        Q_EMIT statusWanted(static_cast<Status>(step));
}

} // namespace qd

#include "moc_status_steps.cpp"
