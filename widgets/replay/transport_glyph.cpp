// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replay/transport_glyph.h"

#include "widgets/shared/theme.h"

#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

namespace qd {

namespace {

constexpr double glyphSize = 12;
constexpr int padding = 9;
constexpr int wordsGap = 6;

/// A box of 12 × 12 around the origin is what all glyphs are drawn in.
void addTriangle(QPainterPath &path, double left, double right)
{
    path.moveTo(left, -5);
    path.lineTo(right, 0);
    path.lineTo(left, 5);
    path.closeSubpath();
}

void addBar(QPainterPath &path, double x, double width = 2)
{
    path.addRect(x - width / 2, -5, width, 10);
}

void addDiamond(QPainterPath &path, double x)
{
    path.moveTo(x, -3.5);
    path.lineTo(x + 3.5, 0);
    path.lineTo(x, 3.5);
    path.lineTo(x - 3.5, 0);
    path.closeSubpath();
}

void addBookmark(QPainterPath &path)
{
    path.moveTo(-4, -6);
    path.lineTo(4, -6);
    path.lineTo(4, 6);
    path.lineTo(0, 2.5);
    path.lineTo(-4, 6);
    path.closeSubpath();
}

void addBell(QPainterPath &path)
{
    path.moveTo(-5, 3.5);
    path.quadTo(-3.5, 2, -3.5, -1.5);
    path.arcTo(QRectF(-3.5, -5.5, 7, 8), 180, -180);
    path.quadTo(3.5, 2, 5, 3.5);
    path.closeSubpath();
    path.addEllipse(QPointF(0, 5), 1.5, 1.2);
}

/// Two ends and an arrow over what lies between them.
void addGap(QPainterPath &path)
{
    path.addRect(-6, 1, 3, 5);
    path.addRect(3, 1, 3, 5);
    path.addRect(-5, -3.5, 6, 1.5);
    path.moveTo(1, -6);
    path.lineTo(5.5, -2.75);
    path.lineTo(1, 0.5);
    path.closeSubpath();
}

/// Those that point on; the others are their mirror images.
void addForward(QPainterPath &path, TransportGlyph glyph)
{
    switch (glyph) {
    case TransportGlyph::End:
        addTriangle(path, -5, 3);
        addBar(path, 4.5);
        break;
    case TransportGlyph::EventOn:
        addTriangle(path, -6, 0);
        addDiamond(path, 3);
        break;
    case TransportGlyph::SampleOn:
        addBar(path, -4);
        addTriangle(path, -1.5, 5);
        break;
    default:
        addTriangle(path, -4, 5.5);
        break;
    }
}

QPainterPath pathOf(TransportGlyph glyph)
{
    QPainterPath path;
    switch (glyph) {
    case TransportGlyph::Pause:
        addBar(path, -2.75, 3);
        addBar(path, 2.75, 3);
        return path;
    case TransportGlyph::Bookmark:
        addBookmark(path);
        return path;
    case TransportGlyph::Bell:
        addBell(path);
        return path;
    case TransportGlyph::Gap:
        addGap(path);
        return path;
    case TransportGlyph::Start:
        addForward(path, TransportGlyph::End);
        break;
    case TransportGlyph::EventBack:
        addForward(path, TransportGlyph::EventOn);
        break;
    case TransportGlyph::SampleBack:
        addForward(path, TransportGlyph::SampleOn);
        break;
    default:
        addForward(path, glyph);
        return path;
    }
    return QTransform::fromScale(-1, 1).map(path);
}

} // namespace

void paintGlyph(QPainter &painter, const QRectF &box, TransportGlyph glyph, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(box.center());
    painter.scale(box.width() / glyphSize, box.height() / glyphSize);
    painter.fillPath(pathOf(glyph), color);
    painter.restore();
}

GlyphButton::GlyphButton(TransportGlyph glyph, const QString &words, QWidget *parent)
    : QPushButton(parent)
    , m_glyph(glyph)
{
    setAutoDefault(false);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setGlyph(glyph, words);
}

void GlyphButton::setGlyph(TransportGlyph glyph, const QString &words)
{
    if (glyph == m_glyph && words == m_words) {
        return;
    }
    m_glyph = glyph;
    m_words = words;
    setAccessibleName(words);
    updateGeometry();
    update();
}

void GlyphButton::setWordsShown(bool shown)
{
    if (shown != m_wordsShown) {
        m_wordsShown = shown;
        updateGeometry();
        update();
    }
}

QSize GlyphButton::sizeHint() const
{
    const int words = m_wordsShown ? wordsGap + fontMetrics().horizontalAdvance(m_words) : 0;
    return {int(glyphSize) + 2 * padding + words, 28};
}

void GlyphButton::paintEvent(QPaintEvent *event)
{
    QPushButton::paintEvent(event);
    QPainter painter(this);
    const QColor color = !isEnabled() ? theme().unknown : (isChecked() ? theme().accent : theme().text);
    const QRectF box(padding, (height() - glyphSize) / 2, glyphSize, glyphSize);
    paintGlyph(painter, box, m_glyph, color);
    if (m_wordsShown) {
        painter.setPen(color);
        painter.drawText(QRectF(box.right() + wordsGap, 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter,
                         m_words);
    }
}

} // namespace qd

#include "moc_transport_glyph.cpp"
