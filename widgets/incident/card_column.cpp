// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/card_column.h"

#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/paint.h"
#include "widgets/shared/theme.h"

#include <QtGui/QPainter>
#include <QtWidgets/QLabel>
#include <QtWidgets/QScrollArea>

namespace qd {

DeliberateButton *Card::addStep(const QString &words, const QString &name)
{
    auto *button = new DeliberateButton(words, name, this);
    m_steps.push_back(button);
    return button;
}

void Card::refuseSteps(const std::optional<QString> &why)
{
    for (DeliberateButton *button : m_steps)
        button->refuse(why);
}

void Card::rest()
{
    // First the focus: from a button that hides or is disabled it would go on to the next one.
    if (std::ranges::any_of(m_steps, &QWidget::hasFocus))
        setFocus(Qt::OtherFocusReason);
    for (DeliberateButton *button : m_steps)
        button->rest();
}

void Card::paintEvent(QPaintEvent *)
{
    constexpr int focusWidth = 2;
    QPainter painter(this);
    paintCardEnd(painter, rect());
    if (hasFocus())
        painter.fillRect(QRect(0, 0, focusWidth, height() - 1), theme().accent);
}

QVBoxLayout *addCardColumn(QVBoxLayout *page, QLabel *empty, const QString &name, QWidget *parent)
{
    empty->setContentsMargins(12, 8, 12, 0);
    empty->setWordWrap(true);
    page->addWidget(empty);
    auto *scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(name);
    auto *inside = new QWidget(scroll);
    auto *cards = new QVBoxLayout(inside);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(0);
    cards->addStretch(1);
    scroll->setWidget(inside);
    page->addWidget(scroll, 1);
    return cards;
}

} // namespace qd

#include "moc_card_column.cpp"
