// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dashboard/tile.h"

#include "widgets/shared/paint.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>

#include <algorithm>

namespace qd {

namespace {

constexpr int tileHeight = 78;
constexpr qreal pad = 12;
constexpr qreal widestSpark = 104;
constexpr qreal narrowestSpark = 40;

QColor sparkColor(Severity severity)
{
    const bool alarmed = severity == Severity::Warning || severity == Severity::Critical;
    return alarmed ? theme().severity(severity) : theme().accent;
}

void paintFrame(QPainter &painter, const QRectF &box, Severity severity, bool hover, bool focus)
{
    const Theme &t = theme();
    const bool alarmed = severity == Severity::Warning || severity == Severity::Critical;
    QColor edge = alarmed ? t.severity(severity) : (hover ? t.muted : t.line);
    painter.setPen(QPen(focus ? t.accent : edge, focus ? 2 : 1));
    painter.setBrush(t.tint(severity));
    const qreal inset = focus ? 1 : 0.5;
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 8, 8);
}

} // namespace

Tile::Tile(QWidget *parent)
    : QAbstractButton(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
}

void Tile::setReading(const TileReading &reading)
{
    if (m_reading == reading) {
        return;
    }
    m_reading = reading;
    setToolTip(reading.state + QStringLiteral(" · click for its chart"));
    describe();
}

void Tile::setAge(const QString &age)
{
    if (m_age != age) {
        m_age = age;
        describe();
    }
}

void Tile::describe()
{
    const QString when = m_age.isEmpty() ? QString() : QStringLiteral(", ") + m_age;
    setAccessibleName(QStringLiteral("%1%2: %3 %4, %5")
                          .arg(m_reading.title, when, m_reading.value, m_reading.unit, m_reading.state));
    update();
}

QSize Tile::sizeHint() const
{
    return {270, tileHeight};
}

QSize Tile::minimumSizeHint() const
{
    return {150, tileHeight};
}

void Tile::paintEvent(QPaintEvent *)
{
    const Theme &t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFrame(painter, rect(), m_reading.severity, underMouse(), hasFocus());

    const QRectF inner = QRectF(rect()).adjusted(pad, 8, -pad, -8);
    paintHead(painter, QRectF(inner.left(), inner.top(), inner.width(), 16));

    const QRectF valueLine(inner.left(), inner.top() + 17, inner.width(), 28);
    painter.setPen(m_reading.isValueKnown ? t.text : t.muted);
    qreal used = drawTabular(painter, valueLine, Qt::AlignLeft, uiFont(24, QFont::DemiBold), m_reading.value);
    if (!m_reading.unit.isEmpty()) {
        painter.setPen(t.muted);
        used += 5;
        used += drawTabular(painter, valueLine.adjusted(used, 4, 0, 4), Qt::AlignLeft, uiFont(13, QFont::Medium),
                            m_reading.unit);
    }

    const QRectF stateLine(inner.left(), inner.bottom() - 15, inner.width(), 16);
    paintShape(painter, QRectF(stateLine.left(), stateLine.center().y() - 4.5, 9, 9), m_reading.severity);
    painter.setPen(t.severity(m_reading.severity));
    drawTabular(painter, stateLine.adjusted(14, 0, 0, 0), Qt::AlignLeft, uiFont(12, QFont::DemiBold),
                m_reading.state);

    const qreal room = std::min(inner.width() - used - 12, widestSpark);
    if (room >= narrowestSpark) {
        const bool meetsTitle = tabularAdvance(uiFont(12), m_reading.title) > inner.width() - room - 6;
        const qreal top = m_age.isEmpty() && !meetsTitle ? 6 : 18; // words stand above it
        paintSparkline(painter, QRectF(inner.right() - room, inner.top() + top, room, 36 - top), m_reading.spark,
                       sparkColor(m_reading.severity));
    }
}

void Tile::paintHead(QPainter &painter, const QRectF &line) const
{
    painter.setPen(theme().warning);
    const qreal age = m_age.isEmpty() ? 0 : drawTabular(painter, line, Qt::AlignRight, uiFont(12), m_age) + 8;
    painter.setPen(theme().muted);
    drawTabular(painter, line.adjusted(0, 0, -age, 0), Qt::AlignLeft, uiFont(12), m_reading.title);
}

TileRow::TileRow(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (int i = 0; i < tileCount; ++i) {
        auto *tile = new Tile(this);
        const auto kind = static_cast<TileKind>(i);
        connect(tile, &Tile::clicked, this, [this, kind] { Q_EMIT chartWanted(kind); });
        row->addWidget(tile, 1);
        m_tiles.push_back(tile);
    }
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TileRow::setReadings(const std::vector<TileReading> &readings)
{
    for (const TileReading &reading : readings) {
        tile(reading.kind)->setReading(reading);
    }
}

void TileRow::setAge(const QString &age)
{
    for (Tile *tile : m_tiles) {
        tile->setAge(age);
    }
}

Tile *TileRow::tile(TileKind kind) const
{
    return m_tiles[static_cast<std::size_t>(kind)];
}

} // namespace qd

#include "moc_tile.cpp"
