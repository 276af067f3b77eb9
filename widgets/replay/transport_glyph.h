// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QPushButton>

class QPainter;

namespace qd {

enum class TransportGlyph {
    Start,
    EventBack,
    SampleBack,
    Play,
    Pause,
    SampleOn,
    EventOn,
    End,
    Bookmark,
    Bell,
    Gap
};

/// The sign of a transport button as geometry: fonts differ in these, and many have none.
void paintGlyph(QPainter &painter, const QRectF &box, TransportGlyph glyph, const QColor &color);

/// A button with a glyph and, where there is room, words beside it. The words are its accessible name either way.
class GlyphButton : public QPushButton
{
    Q_OBJECT

public:
    GlyphButton(TransportGlyph glyph, const QString &words, QWidget *parent = nullptr);
    void setGlyph(TransportGlyph glyph, const QString &words);
    [[nodiscard]] TransportGlyph glyph() const { return m_glyph; }
    void setWordsShown(bool shown);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    TransportGlyph m_glyph;
    QString m_words;
    bool m_wordsShown = false;
};

} // namespace qd
