// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QPointF>
#include <QtCore/QString>
#include <QtGui/QFont>
#include <QtGui/QRawFont>

class QPainter;

namespace qd {

/// Short text of one size and weight, drawn fast and with digits of equal width, so that figures do not dance:
/// Inter's digits are proportional, and Qt 6.4 cannot ask a font for its `tnum` form. A pane draws some 200 labels
/// a frame; shaping each anew cost half of the frame, hence glyph by glyph without kerning. Text with characters
/// that the font lacks goes the ordinary way. GUI thread only.
class TextFace
{
public:
    /// The theme's font at that size; kept for good.
    [[nodiscard]] static const TextFace &of(int pixelSize, QFont::Weight weight = QFont::Normal);

    [[nodiscard]] double width(const QString &text) const;
    /// Draws from the left end of the baseline with the painter's pen; returns the width.
    double draw(QPainter &painter, QPointF baseline, const QString &text) const;
    /// The text, cut at the right with "…" to fit into `width`.
    [[nodiscard]] QString elided(const QString &text, double width) const;

    explicit TextFace(const QFont &font);

private:
    struct Glyph
    {
        quint32 index = 0; ///< 0 = the font has none
        double advance = 0;
        double shift = 0; ///< a digit stands in the middle of its cell
    };
    [[nodiscard]] const Glyph &glyph(QChar c) const;
    [[nodiscard]] bool isPlain(const QString &text) const;

    QFont m_font;
    QRawFont m_raw;
    double m_digitWidth = 0;
    mutable QHash<QChar, Glyph> m_glyphs;
};

} // namespace qd
