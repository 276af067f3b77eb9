// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/labels.h"

#include "widgets/shared/buttons.h"
#include "widgets/shared/paint.h"
#include "widgets/shared/style_sheet.h"
#include "widgets/shared/tabular.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>

#include <cmath>

namespace qd {

namespace {
constexpr int pillSide = 8;
}

ElidedLabel::ElidedLabel(QWidget *parent)
    : QWidget(parent)
{
    setFont(uiFont(13));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    if (m_text == text) {
        return;
    }
    m_text = text;
    setAccessibleName(text);
    explainElision();
    updateGeometry();
    update();
}

void ElidedLabel::setMuted(bool muted)
{
    m_muted = muted;
    update();
}

void ElidedLabel::setPixelSize(int size)
{
    setFont(uiFont(size));
    updateGeometry();
}

QSize ElidedLabel::sizeHint() const
{
    return {int(std::ceil(tabularAdvance(font(), m_text))) + 1, fontMetrics().height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(m_muted ? theme().muted : theme().text);
    drawTabular(painter, rect(), Qt::AlignLeft, font(), m_text);
}

void ElidedLabel::resizeEvent(QResizeEvent *)
{
    explainElision();
}

void ElidedLabel::explainElision()
{
    setToolTip(sizeHint().width() > width() ? plainTip(m_text) : QString());
}

Pill::Pill(QWidget *parent)
    : QWidget(parent)
{
    setFont(uiFont(12, QFont::Bold));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void Pill::display(const QString &text, Tone tone)
{
    if (m_text == text && m_tone == tone) {
        return;
    }
    m_text = text;
    m_tone = tone;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const
{
    return {int(std::ceil(tabularAdvance(font(), m_text))) + 2 * pillSide, 22};
}

QSize Pill::minimumSizeHint() const
{
    constexpr int narrowest = 86;
    return sizeHint().boundedTo({narrowest, 22});
}

void Pill::paintEvent(QPaintEvent *)
{
    const Theme &t = theme();
    QColor fill = t.text;
    switch (m_tone) {
    case Tone::Inverse:
        break;
    case Tone::Ok:
        fill = t.ok;
        break;
    case Tone::Warning:
        fill = t.warning;
        break;
    case Tone::Critical:
        fill = t.critical;
        break;
    case Tone::Muted:
        fill = t.muted;
        break;
    case Tone::Accent:
        fill = t.accent;
        break;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(rect(), 4, 4);
    painter.setPen(t.scheme == Scheme::Light ? t.surface : t.background);
    const QRect inside = rect().adjusted(pillSide, 0, -pillSide, 0);
    const bool fits = sizeHint().width() <= width();
    // Of a place both ends tell: what it is, and its port.
    drawTabular(painter, fits ? rect() : inside, Qt::AlignHCenter, font(),
                fits ? m_text : fontMetrics().elidedText(m_text, Qt::ElideMiddle, inside.width()));
}

StateLabel::StateLabel(QWidget *parent)
    : QWidget(parent)
{
    setFont(uiFont(13, QFont::DemiBold));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StateLabel::display(Severity severity, const QString &word)
{
    if (m_severity == severity && m_word == word) {
        return;
    }
    m_severity = severity;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

QSize StateLabel::sizeHint() const
{
    return {int(std::ceil(tabularAdvance(font(), m_word))) + 17, fontMetrics().height() + 2};
}

void StateLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintShape(painter, QRectF(1, (height() - 10) / 2.0, 10, 10), m_severity);
    painter.setPen(theme().severity(m_severity));
    drawTabular(painter, QRectF(rect()).adjusted(16, 0, 0, 0), Qt::AlignLeft, font(), m_word);
}

QLabel *plainLabel(const QString &text, const QString &look, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    if (!look.isEmpty()) {
        label->setProperty("look", look);
    }
    return label;
}

} // namespace qd

#include "moc_labels.cpp"
