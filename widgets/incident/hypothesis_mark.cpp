// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/hypothesis_mark.h"

#include "model/incident/incident_words.h"
#include "widgets/chart/event_glyph.h"
#include "widgets/shared/paint.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>

#include <cmath>

namespace qd {

using State = incident::Hypothesis::State;

namespace {

QFont wordFont()
{
    return uiFont(12, QFont::DemiBold);
}

void paintCross(QPainter &painter, QPointF middle, const QColor &color)
{
    constexpr double reach = 4;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(middle + QPointF(-reach, -reach), middle + QPointF(reach, reach));
    painter.drawLine(middle + QPointF(-reach, reach), middle + QPointF(reach, -reach));
}

} // namespace

HypothesisMark::HypothesisMark(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void HypothesisMark::display(State state)
{
    m_state = state;
    setAccessibleName(incident::wordOf(state));
    updateGeometry();
    update();
}

QSize HypothesisMark::sizeHint() const
{
    return {int(std::ceil(tabularAdvance(wordFont(), incident::wordOf(m_state)))) + 18, 18};
}

void HypothesisMark::paintEvent(QPaintEvent *)
{
    const Theme &t = theme();
    QPainter painter(this);
    const QPointF middle(6, height() / 2.0);
    QColor color = t.muted;
    switch (m_state) {
    case State::Suspected:
        color = isEnabled() ? t.warning : t.muted;
        paintShape(painter, QRectF(middle - QPointF(5, 5), QSizeF(10, 10)), Severity::Unknown, color);
        break;
    case State::RuledOut:
        paintCross(painter, middle, color);
        break;
    case State::Confirmed:
        color = isEnabled() ? t.accent : t.muted;
        paintGlyph(painter, middle, Glyph::Deploy, color);
        break;
    }
    painter.setPen(color);
    drawTabular(painter, QRectF(rect()).adjusted(17, 0, 0, 0), Qt::AlignLeft, wordFont(),
                incident::wordOf(m_state));
}

} // namespace qd

#include "moc_hypothesis_mark.cpp"
