// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/card_column.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QVBoxLayout>

namespace qd {

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
