// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/text_face.h"

#include "widgets/shared/theme.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QGlyphRun>
#include <QtGui/QPainter>

#include <algorithm>
#include <map>
#include <utility>

namespace qd {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

} // namespace

const TextFace &TextFace::of(int pixelSize, QFont::Weight weight)
{
    // Never destroyed: a raw font must not outlive the application's font engines.
    static auto &faces = *new std::map<std::pair<int, int>, TextFace>;
    const std::pair<int, int> key(pixelSize, weight);
    auto it = faces.find(key);
    if (it == faces.end()) {
        it = faces.emplace(key, TextFace(uiFont(pixelSize, weight))).first;
    }
    return it->second;
}

TextFace::TextFace(const QFont &font)
    : m_font(font)
    , m_raw(QRawFont::fromFont(font))
{
    for (char16_t d = u'0'; d <= u'9'; ++d) {
        m_digitWidth = std::max(m_digitWidth, glyph(QChar(d)).advance);
    }
    m_glyphs.clear(); // the digits' cells are known only now
}

const TextFace::Glyph &TextFace::glyph(QChar c) const
{
    auto it = m_glyphs.constFind(c);
    if (it == m_glyphs.constEnd()) {
        Glyph g;
        const QList<quint32> index = m_raw.glyphIndexesForString(QString(c));
        g.index = index.isEmpty() ? 0 : index.front();
        if (g.index != 0) {
            g.advance = m_raw.advancesForGlyphIndexes({g.index}).front().x();
        }
        if (isDigit(c) && m_digitWidth > 0) {
            g.shift = (m_digitWidth - g.advance) / 2;
            g.advance = m_digitWidth;
        }
        it = m_glyphs.insert(c, g);
    }
    return *it;
}

bool TextFace::isPlain(const QString &text) const
{
    return std::all_of(text.begin(), text.end(),
                       [this](QChar c) { return !c.isSurrogate() && glyph(c).index != 0; });
}

double TextFace::width(const QString &text) const
{
    if (!isPlain(text)) {
        return QFontMetricsF(m_font).horizontalAdvance(text);
    }
    double sum = 0;
    for (QChar c : text) {
        sum += glyph(c).advance;
    }
    return sum;
}

double TextFace::draw(QPainter &painter, QPointF baseline, const QString &text) const
{
    if (text.isEmpty()) {
        return 0;
    }
    if (!isPlain(text)) {
        painter.setFont(m_font);
        painter.drawText(baseline, text);
        return width(text);
    }
    QList<quint32> indexes;
    QList<QPointF> positions;
    indexes.reserve(text.size());
    positions.reserve(text.size());
    double x = 0;
    for (QChar c : text) {
        const Glyph &g = glyph(c);
        indexes.append(g.index);
        positions.append(QPointF(x + g.shift, 0));
        x += g.advance;
    }
    QGlyphRun run;
    run.setRawFont(m_raw);
    run.setGlyphIndexes(indexes);
    run.setPositions(positions);
    painter.drawGlyphRun(baseline, run);
    return x;
}

QString TextFace::elided(const QString &text, double room) const
{
    if (width(text) <= room) {
        return text;
    }
    const QString dots = QStringLiteral("…");
    for (qsizetype length = text.size() - 1; length > 0; --length) {
        const QString cut = text.left(length).trimmed() + dots;
        if (width(cut) <= room) {
            return cut;
        }
    }
    return {};
}

} // namespace qd
