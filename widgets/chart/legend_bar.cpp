// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/legend_bar.h"

#include "widgets/chart/tabular_text.h"
#include "widgets/shared/theme.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace qd {

namespace {

constexpr double swatch = 9;
constexpr double swatchGap = 4;
constexpr double valueGap = 4;
constexpr double entryGap = 12;
constexpr double leastLabel = 22;

QFont labelFont()
{
    return uiFont(11);
}

QFont valueFont()
{
    return uiFont(11, QFont::DemiBold);
}

} // namespace

LegendBar::LegendBar(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(QString());
}

void LegendBar::restyle()
{
    std::fill(m_valueWidths.begin(), m_valueWidths.end(), 0.0);
    arrange();
    update();
}

void LegendBar::setEntries(std::vector<LegendEntry> entries)
{
    if (entries == m_entries) {
        return;
    }
    m_entries = std::move(entries);
    m_valueWidths.resize(m_entries.size(), 0);
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_entries.size()) - 1));
    arrange();
    update();
}

void LegendBar::setNote(const QString &note)
{
    if (note != m_note) {
        m_note = note;
        update();
    }
}

/// Full entries when they fit; else labels share what is left after swatches and values; else values go, then
/// labels.
void LegendBar::arrange()
{
    const QFontMetricsF metrics(labelFont());
    const double count = static_cast<double>(m_entries.size());
    std::vector<double> labels;
    double values = 0;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        m_valueWidths[i] = std::max(m_valueWidths[i], std::ceil(tabularWidth(valueFont(), m_entries[i].value)));
        labels.push_back(std::ceil(metrics.horizontalAdvance(m_entries[i].label)) + 1);
        values += m_valueWidths[i] + valueGap;
    }
    const double fixed = count * (swatch + swatchGap + entryGap) - entryGap;
    double room = width() - fixed - values;
    const bool withValues = room >= count * leastLabel;
    if (!withValues) {
        room += values;
    }
    // The longest labels give first: lower the ceiling until all fit.
    double ceiling = labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end());
    const auto total = [&] {
        return std::accumulate(labels.begin(), labels.end(), 0.0,
                               [&](double sum, double w) { return sum + std::min(w, ceiling); });
    };
    while (ceiling > leastLabel && total() > room) {
        ceiling -= 2;
    }
    if (total() > room) {
        ceiling = 0;
    }
    m_slots.assign(m_entries.size(), {});
    double x = width();
    for (std::size_t i = m_entries.size(); i-- > 0;) {
        Slot &slot = m_slots[i];
        slot.value = withValues;
        slot.labelWidth = std::min(labels[i], ceiling);
        slot.width = swatch + (slot.labelWidth > 0 ? swatchGap + slot.labelWidth : 0) +
                     (withValues ? valueGap + m_valueWidths[i] : 0);
        x -= slot.width;
        slot.left = x;
        x -= entryGap;
    }
}

QRect LegendBar::entryRect(int index) const
{
    const Slot &slot = m_slots[static_cast<std::size_t>(index)];
    return QRectF(slot.left - entryGap / 2, 0, slot.width + entryGap, height()).toAlignedRect();
}

int LegendBar::entryAt(QPoint pos) const
{
    for (int i = 0; i < static_cast<int>(m_slots.size()); ++i) {
        if (entryRect(i).contains(pos)) {
            return i;
        }
    }
    return -1;
}

void LegendBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme().surface);
    if (!m_note.isEmpty()) {
        const double room = (m_slots.empty() ? width() : m_slots.front().left) - entryGap;
        painter.setPen(theme().accent);
        const QString text = QFontMetricsF(labelFont()).elidedText(m_note, Qt::ElideRight, room);
        const double left = std::max(0.0, room - tabularWidth(labelFont(), text));
        drawTabular(painter, QPointF(left, height() / 2.0 + 4), labelFont(), text);
    }
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        paintEntry(painter, i);
    }
}

void LegendBar::paintEntry(QPainter &painter, std::size_t index) const
{
    const LegendEntry &entry = m_entries[index];
    const Slot &slot = m_slots[index];
    const double baseline = height() / 2.0 + 4;
    const auto at = static_cast<int>(index);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(slot.left + 0.5, height() / 2.0 - swatch / 2 + 0.5, swatch - 1, swatch - 1);
    painter.setPen(QPen(entry.color, 1));
    painter.setBrush(entry.shown ? QBrush(entry.color) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, 2, 2);
    if (hasFocus() && m_current == at) {
        painter.setPen(QPen(theme().accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(entryRect(at)).adjusted(2, 1, -2, -1), 4, 4);
    }
    double x = slot.left + swatch + swatchGap;
    painter.setPen(at == m_hovered ? theme().text : theme().muted);
    if (slot.labelWidth > 0) {
        painter.setFont(labelFont());
        painter.drawText(QPointF(x, baseline),
                         QFontMetricsF(labelFont()).elidedText(entry.label, Qt::ElideRight, slot.labelWidth));
        x += slot.labelWidth + valueGap;
    }
    if (slot.value) {
        painter.setPen(entry.shown ? theme().text : theme().muted);
        const double own = tabularWidth(valueFont(), entry.value);
        drawTabular(painter, QPointF(x + m_valueWidths[index] - own, baseline), valueFont(), entry.value);
    }
}

void LegendBar::resizeEvent(QResizeEvent *)
{
    arrange();
}

void LegendBar::mousePressEvent(QMouseEvent *event)
{
    const int index = entryAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || index < 0) {
        event->ignore();
        return;
    }
    m_current = index;
    if (event->modifiers() & Qt::ShiftModifier) {
        Q_EMIT toggleRequested(index);
    } else {
        Q_EMIT isolateRequested(index);
    }
}

void LegendBar::mouseMoveEvent(QMouseEvent *event)
{
    const int index = entryAt(event->position().toPoint());
    if (index == m_hovered) {
        return;
    }
    m_hovered = index;
    setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const bool elided =
        index >= 0 &&
        QFontMetricsF(labelFont()).horizontalAdvance(m_entries[static_cast<std::size_t>(index)].label) >
            m_slots[static_cast<std::size_t>(index)].labelWidth;
    const LegendEntry none;
    const LegendEntry &entry = index >= 0 ? m_entries[static_cast<std::size_t>(index)] : none;
    setToolTip(elided ? entry.label + u' ' + entry.value : QString());
    update();
}

void LegendBar::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void LegendBar::keyPressEvent(QKeyEvent *event)
{
    const int count = static_cast<int>(m_entries.size());
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (count > 0) {
            m_current = std::clamp(m_current + (event->key() == Qt::Key_Left ? -1 : 1), 0, count - 1);
            describe();
            update();
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (count > 0 && !event->isAutoRepeat()) {
            if (event->modifiers() & Qt::ShiftModifier) {
                Q_EMIT toggleRequested(m_current);
            } else {
                Q_EMIT isolateRequested(m_current);
            }
        }
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void LegendBar::focusInEvent(QFocusEvent *event)
{
    describe();
    QWidget::focusInEvent(event);
    update();
}

void LegendBar::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void LegendBar::describe()
{
    if (m_entries.empty()) {
        return;
    }
    const LegendEntry &e = m_entries[static_cast<std::size_t>(m_current)];
    setAccessibleDescription(e.label + u' ' + e.value + (e.shown ? QString() : QStringLiteral(", hidden")) +
                             QStringLiteral(". Return isolates, Shift+Return toggles."));
}

} // namespace qd
