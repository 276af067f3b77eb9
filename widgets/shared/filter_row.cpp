// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/shared/filter_row.h"

#include "widgets/shared/row_delegate.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>

namespace qd {

FilterRow::FilterRow(const Groups &groups, const QString &hint, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_group(new QComboBox(this))
    , m_text(new QLineEdit(this))
{
    m_group->setAccessibleName(tr("Kind of entry"));
    m_group->setItemDelegate(new RowDelegate(m_group));
    m_group->addItem(tr("Everything"), everything);
    for (const auto &[words, group] : groups)
        m_group->addItem(words, group);
    m_text->setPlaceholderText(hint);
    m_text->setAccessibleName(name);
    m_text->setClearButtonEnabled(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_group);
    row->addWidget(m_text, 1);
    connect(m_group, &QComboBox::activated, this, [this] { Q_EMIT groupChosen(m_group->currentData().toInt()); });
    connect(m_text, &QLineEdit::textChanged, this, &FilterRow::textChanged);
}

void FilterRow::clear()
{
    m_text->clear();
    m_group->setCurrentIndex(0);
}

} // namespace qd

#include "moc_filter_row.cpp"
