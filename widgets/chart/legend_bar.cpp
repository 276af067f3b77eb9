// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/legend_bar.h"

#include "widgets/chart/text_face.h"
#include "widgets/shared/theme.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace qd {

namespace {

constexpr double swatch = 9;
constexpr double swatchGap = 4;
constexpr double valueGap = 4;
constexpr double entryGap = 11;
constexpr double moreWidth = 28;   ///< of "+3" for entries without room
constexpr double dashWidth = 12;   ///< before a compared value
constexpr int onMore = -2;         ///< hovered, as an index
constexpr double othersWidth = 62; ///< of "+192 more"

const TextFace &labelFace()
{
    return TextFace::of(11);
}

const TextFace &valueFace()
{
    return TextFace::of(11, QFont::DemiBold);
}

} // namespace

LegendBar::LegendBar(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
}

void LegendBar::restyle()
{
    std::fill(m_valueWidths.begin(), m_valueWidths.end(), 0.0);
    std::fill(m_comparedWidths.begin(), m_comparedWidths.end(), 0.0);
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
    m_comparedWidths.resize(m_entries.size(), 0);
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_entries.size()) - 1));
    arrange();
    update();
}

void LegendBar::setNote(const QString &note)
{
    if (note != m_note) {
        m_note = note;
        arrange();
        update();
    }
}

void LegendBar::setOthers(int others)
{
    if (others != m_others) {
        m_others = others;
        arrange();
        update();
    }
}

double LegendBar::entryWidth(std::size_t index, const QString &label) const
{
    return swatch + swatchGap + std::ceil(labelFace().width(label)) + valueGap + m_valueWidths[index] +
           comparedWidth(index);
}

double LegendBar::comparedWidth(std::size_t index) const
{
    return m_entries[index].compared.isEmpty() ? 0 : valueGap + dashWidth + valueGap + m_comparedWidths[index];
}

double LegendBar::noteWidth() const
{
    return m_note.isEmpty() ? 0 : std::ceil(labelFace().width(m_note)) + entryGap;
}

int LegendBar::fullWidth() const
{
    double sum = noteWidth() + (m_others > 0 ? othersWidth + entryGap : 0);
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        sum += entryWidth(i, m_entries[i].label) + (i > 0 ? entryGap : 0);
    }
    return static_cast<int>(std::ceil(sum));
}

void LegendBar::arrange()
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const LegendEntry &e = m_entries[i];
        m_valueWidths[i] = std::max(m_valueWidths[i], std::ceil(valueFace().width(e.value)));
        m_comparedWidths[i] = std::max(m_comparedWidths[i], std::ceil(labelFace().width(e.compared)));
    }
    m_slots.assign(m_entries.size(), {});
    if (m_entries.empty()) {
        return;
    }
    const bool inFull = fullWidth() <= width();
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        const LegendEntry &e = m_entries[i];
        m_slots[i].label = inFull || e.shortLabel.isEmpty() ? e.label : e.shortLabel;
    }
    // The figures of a span matter more than entries, but one entry is always seen.
    choose(width() - std::min(noteWidth(), width() * 0.6));
    place();
}

/// Most important first; the one under the keyboard is what matters now.
std::vector<std::size_t> LegendBar::byImportance() const
{
    std::vector<std::size_t> order(m_entries.size());
    std::iota(order.rbegin(), order.rend(), std::size_t(0));
    const auto rank = [this](std::size_t i) {
        const bool current = hasFocus() && i == static_cast<std::size_t>(m_current);
        return current ? std::numeric_limits<int>::max() : m_entries[i].importance;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) > rank(b); });
    return order;
}

/// Gives a width to what has room.
void LegendBar::choose(double room)
{
    double used = 0;
    std::size_t taken = 0;
    for (const std::size_t i : byImportance()) {
        const double needed = entryWidth(i, m_slots[i].label) + (taken > 0 ? entryGap : 0);
        const double some = taken + 1 < m_slots.size() ? moreWidth : 0;
        const double reserved = m_others > 0 ? othersWidth : some;
        if (taken > 0 && used + needed + reserved > room) {
            break;
        }
        m_slots[i].width = entryWidth(i, m_slots[i].label);
        used += needed;
        ++taken;
    }
}

/// In the order of the chart, up to the right edge.
void LegendBar::place()
{
    double x = width();
    for (std::size_t i = m_slots.size(); i-- > 0;) {
        if (m_slots[i].width > 0) {
            m_slots[i].left = x - m_slots[i].width;
            x = m_slots[i].left - entryGap;
        }
    }
}

int LegendBar::hiddenEntries() const
{
    return static_cast<int>(
        std::count_if(m_slots.begin(), m_slots.end(), [](const Slot &s) { return s.width == 0; }));
}

QString LegendBar::hiddenWords() const
{
    QStringList hidden;
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        if (m_slots[i].width == 0) {
            hidden << m_entries[i].label + u' ' + m_entries[i].value;
        }
    }
    if (m_others > 0) {
        hidden << tr("%1 more that are not drawn; click to choose").arg(m_others);
    }
    return hidden.join(u'\n');
}

QRect LegendBar::entryRect(int index) const
{
    const Slot &slot = m_slots[static_cast<std::size_t>(index)];
    if (slot.width == 0) {
        return {};
    }
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
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (m_slots[i].width > 0) {
            paintEntry(painter, i);
        }
    }
    paintNote(painter);
}

/// "+3" entries that have no room; "+192 more" when there are series that are not drawn.
QString LegendBar::moreText() const
{
    const int more = hiddenEntries() + m_others;
    if (more == 0) {
        return {};
    }
    return (m_others > 0 ? QStringLiteral("+%1 more") : QStringLiteral("+%1")).arg(more);
}

/// Left of the entries.
QRectF LegendBar::moreRect() const
{
    double right = width();
    for (const Slot &slot : m_slots) {
        if (slot.width > 0) {
            right = std::min(right, slot.left - entryGap);
        }
    }
    const QString more = moreText();
    const double needed = more.isEmpty() ? 0 : labelFace().width(more);
    return QRectF(right - needed, 0, needed, height());
}

void LegendBar::paintNote(QPainter &painter) const
{
    const QRectF more = moreRect();
    const double baseline = height() / 2.0 + 4;
    double right = more.left();
    if (more.width() > 0) {
        painter.setPen(theme().muted);
        labelFace().draw(painter, QPointF(more.left(), baseline), moreText());
        right -= entryGap;
    }
    if (!m_note.isEmpty() && right > 0) {
        painter.setPen(theme().accent);
        const QString text = labelFace().elided(m_note, right);
        labelFace().draw(painter, QPointF(std::max(0.0, right - labelFace().width(text)), baseline), text);
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
    painter.setPen(at == m_hovered ? theme().text : theme().muted);
    labelFace().draw(painter, QPointF(slot.left + swatch + swatchGap, baseline), slot.label);
    painter.setPen(entry.shown ? theme().text : theme().muted);
    const double right = slot.left + slot.width - comparedWidth(at);
    valueFace().draw(painter, QPointF(right - valueFace().width(entry.value), baseline), entry.value);
    if (!entry.compared.isEmpty()) {
        // Dashed as its line is.
        QPen pen(theme().muted, 1.4);
        pen.setDashPattern({2.5, 2});
        painter.setPen(pen);
        const double middle = height() / 2.0 + 0.5;
        painter.drawLine(QPointF(right + valueGap, middle), QPointF(right + valueGap + dashWidth, middle));
        painter.setPen(theme().muted);
        labelFace().draw(painter, QPointF(right + 2 * valueGap + dashWidth, baseline), entry.compared);
    }
}

void LegendBar::resizeEvent(QResizeEvent *)
{
    arrange();
}

void LegendBar::request(int index, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier) {
        Q_EMIT toggleRequested(index);
    } else {
        Q_EMIT isolateRequested(index);
    }
}

void LegendBar::mousePressEvent(QMouseEvent *event)
{
    const int index = entryAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && m_others > 0 && moreRect().contains(event->position())) {
        Q_EMIT othersRequested();
        return;
    }
    if (event->button() != Qt::LeftButton || index < 0) {
        event->ignore();
        return;
    }
    m_current = index;
    request(index, event->modifiers());
}

void LegendBar::mouseMoveEvent(QMouseEvent *event)
{
    const bool overMore = m_others > 0 && moreRect().contains(event->position());
    const int index = overMore ? onMore : entryAt(event->position().toPoint());
    if (index == m_hovered && index >= 0) {
        return;
    }
    m_hovered = index;
    setCursor(index >= 0 || overMore ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const auto at = static_cast<std::size_t>(std::max(index, 0));
    const bool shortened = index >= 0 && m_slots[at].label != m_entries[at].label;
    // Left of the entries there is only "+3".
    setToolTip(index < 0 ? hiddenWords() : shortened ? m_entries[at].label : QString());
    update();
}

void LegendBar::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void LegendBar::step(int direction)
{
    m_current = std::clamp(m_current + direction, 0, std::max(0, static_cast<int>(m_entries.size()) - 1));
    arrange();
    describe();
    update();
}

void LegendBar::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        step(-1);
        return;
    case Qt::Key_Right:
        step(1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (!m_entries.empty() && !event->isAutoRepeat()) {
            request(m_current, event->modifiers());
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
    arrange();
    update();
}

void LegendBar::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    arrange();
    update();
}

void LegendBar::describe()
{
    if (m_entries.empty()) {
        return;
    }
    const LegendEntry &e = m_entries[static_cast<std::size_t>(m_current)];
    const QString compared = e.compared.isEmpty() ? QString() : QStringLiteral(", compared with ") + e.compared;
    setAccessibleDescription(e.label + u' ' + e.value + compared +
                             (e.shown ? QString() : QStringLiteral(", hidden")) +
                             QStringLiteral(". Return isolates, Shift+Return toggles."));
}

} // namespace qd

#include "moc_legend_bar.cpp"
