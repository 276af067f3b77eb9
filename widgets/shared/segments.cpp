// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/segments.h"

#include "widgets/shared/style_sheet.h"

#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace qd {

Segments::Segments(const QStringList &words, QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < words.size(); ++i) {
        auto *button = new QPushButton(words[i], this);
        button->setCheckable(true);
        button->setAutoDefault(false);
        const bool last = i + 1 == words.size();
        button->setProperty("segment", i == 0 ? QStringLiteral("first")
                                              : (last ? QStringLiteral("last") : QStringLiteral("middle")));
        m_group->addButton(button, i);
        row->addWidget(button);
    }
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, &Segments::chosen);
}

void Segments::setCurrent(int index)
{
    if (QAbstractButton *button = m_group->button(index)) {
        button->setChecked(true);
        return;
    }
    m_group->setExclusive(false);
    const auto buttons = m_group->buttons();
    std::ranges::for_each(buttons, [](QAbstractButton *b) { b->setChecked(false); });
    m_group->setExclusive(true);
}

int Segments::current() const
{
    return m_group->checkedId();
}

void Segments::setWords(int index, const QString &words)
{
    if (QAbstractButton *button = m_group->button(index); button && button->text() != words) {
        button->setText(words);
    }
}

void Segments::setTight(bool tight)
{
    const auto buttons = m_group->buttons();
    std::ranges::for_each(buttons,
                          [&](QAbstractButton *b) { setLook(b, tight ? QStringLiteral("tight") : QString()); });
}

void Segments::setAccessibleNames(const QStringList &names)
{
    for (int i = 0; i < names.size(); ++i) {
        if (QAbstractButton *button = m_group->button(i)) {
            button->setAccessibleName(names[i]);
            button->setToolTip(names[i]);
        }
    }
}

} // namespace qd

#include "moc_segments.cpp"
