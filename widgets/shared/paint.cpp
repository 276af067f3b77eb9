// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/paint.h"

#include "widgets/shared/theme.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace qd {

void paintShape(QPainter &painter, const QRectF &box, Severity severity)
{
    paintShape(painter, box, severity, theme().severity(severity));
}

void paintShape(QPainter &painter, const QRectF &box, Severity severity, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const qreal side = std::min(box.width(), box.height());
    QRectF square(0, 0, side, side);
    square.moveCenter(box.center());
    switch (severity) {
    case Severity::Ok:
        painter.drawEllipse(square.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case Severity::Warning:
        painter.drawPolygon(
            QPolygonF({QPointF(square.center().x(), square.top()), square.bottomRight(), square.bottomLeft()}));
        break;
    case Severity::Critical:
        painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5));
        break;
    case Severity::Unknown: {
        QPen dotted(color, 1.6, Qt::CustomDashLine);
        dotted.setDashPattern({1.2, 1.1});
        painter.setPen(dotted);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(square.adjusted(1, 1, -1, -1));
        break;
    }
    }
    painter.restore();
}

namespace {
/// Fewer make a stroke at the edge that looks like a fault and tells nothing.
constexpr int fewestPoints = 8;
} // namespace

void paintSparkline(QPainter &painter, const QRectF &box, std::span<const double> values, const QColor &color)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    int known = 0;
    for (double v : values) {
        if (std::isfinite(v)) {
            ++known;
            low = std::min(low, v);
            high = std::max(high, v);
        }
    }
    if (known < fewestPoints) {
        return;
    }
    // A curve that moves by under 2 % of its height is drawn as calm as it is.
    const double least = std::max(std::abs(high) * 0.02, std::numeric_limits<double>::min());
    const double span = std::max(high - low, least);
    const double middle = (high + low) / 2;
    QPainterPath path;
    bool pen = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            pen = false;
            continue;
        }
        const QPointF at(box.left() + box.width() * double(i) / double(values.size() - 1),
                         box.center().y() - (values[i] - middle) / span * box.height());
        pen ? path.lineTo(at) : path.moveTo(at);
        pen = true;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.restore();
}

void paintCardEnd(QPainter &painter, const QRect &card)
{
    painter.setPen(theme().grid);
    painter.drawLine(card.bottomLeft(), card.bottomRight());
}

} // namespace qd
