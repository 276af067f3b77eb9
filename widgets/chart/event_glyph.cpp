// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/event_glyph.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

namespace qd {

namespace {

QPainterPath polygon(QPointF c, std::initializer_list<QPointF> points)
{
    QPainterPath path;
    bool first = true;
    for (QPointF p : points) {
        first ? path.moveTo(c + p) : path.lineTo(c + p);
        first = false;
    }
    path.closeSubpath();
    return path;
}

/// Almost a circle, clockwise, with its arrow at the upper right.
void paintRestart(QPainter &painter, QPointF c)
{
    painter.setBrush(Qt::NoBrush);
    const QRectF circle(c.x() - 4.4, c.y() - 4.4, 8.8, 8.8);
    painter.drawArc(circle, 10 * 16, -285 * 16);
    painter.setBrush(painter.pen().color());
    painter.setPen(Qt::NoPen);
    painter.drawPath(polygon(c, {{1.2, -5.2}, {5.4, -5.2}, {5.4, -1.0}}));
}

/// A broom, swept down to the left.
void paintPurge(QPainter &painter, QPointF c)
{
    painter.drawLine(c + QPointF(4.8, -4.8), c + QPointF(0.6, -0.6));
    painter.setBrush(painter.pen().color());
    painter.drawPath(polygon(c, {{-0.8, -2.6}, {2.6, 0.8}, {-0.6, 5.0}, {-5.0, 0.6}}));
}

void paintNote(QPainter &painter, QPointF c)
{
    painter.setBrush(painter.pen().color());
    painter.drawPath(polygon(c, {{3.2, -5.0}, {5.0, -3.2}, {-2.4, 4.2}, {-4.8, 4.8}, {-4.2, 2.4}}));
}

} // namespace

void paintGlyph(QPainter &painter, QPointF c, Glyph glyph, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(color);
    switch (glyph) {
    case Glyph::Restart:
        paintRestart(painter, c);
        break;
    case Glyph::Purge:
        paintPurge(painter, c);
        break;
    case Glyph::Note:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.setPen(QPen(color, 0.5));
        paintNote(painter, c);
        break;
    case Glyph::Deploy:
        painter.drawPath(polygon(c, {{0, -5}, {5, 0}, {0, 5}, {-5, 0}}));
        break;
    case Glyph::Warning:
        painter.drawPath(polygon(c, {{0, -4.4}, {4.8, 4}, {-4.8, 4}}));
        break;
    case Glyph::Critical:
    case Glyph::Crash:
        painter.drawRect(QRectF(c.x() - 4, c.y() - 4, 8, 8));
        if (glyph == Glyph::Crash) {
            // A crash is not an alert: the square is struck through.
            painter.setPen(QPen(QColor(255, 255, 255), 1.4, Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(c + QPointF(-2, -2), c + QPointF(2, 2));
            painter.drawLine(c + QPointF(-2, 2), c + QPointF(2, -2));
        }
        break;
    case Glyph::Resolved:
        painter.drawEllipse(c, 3.8, 3.8);
        break;
    case Glyph::Info:
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(polygon(c, {{0, -4}, {4, 0}, {0, 4}, {-4, 0}}));
        break;
    }
    painter.restore();
}

} // namespace qd
