// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/severity_shape.h"

#include "widgets/shared/paint.h"

#include <QtGui/QPainter>

namespace qd {

SeverityShape::SeverityShape(Severity severity, QWidget *parent)
    : QWidget(parent)
    , m_severity(severity)
{
    setFixedSize(12, 12);
}

void SeverityShape::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintShape(painter, QRectF(1, 1, 10, 10), m_severity);
}

} // namespace qd
