// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/series/series_panel.h"

#include "model/base/units.h"
#include "widgets/series/series_delegate.h"
#include "widgets/series/series_model.h"
#include "widgets/shared/labels.h"

#include <QtCore/QSortFilterProxyModel>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTreeView>
#include <QtWidgets/QVBoxLayout>

namespace qd {

namespace {

/// Few enough to be seen whole.
constexpr int expandAllBelow = 30;

/// The names from the top down to an index; empty of none.
QStringList pathOf(QModelIndex index)
{
    QStringList path;
    for (; index.isValid(); index = index.parent()) {
        path.prepend(index.siblingAtColumn(SeriesModel::Name).data().toString());
    }
    return path;
}

} // namespace

SeriesPanel::SeriesPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new SeriesModel(this))
    , m_filter(new QSortFilterProxyModel(this))
{
    m_filter->setSourceModel(m_model);
    m_filter->setRecursiveFilteringEnabled(true);
    m_filter->setAutoAcceptChildRows(true);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 8);
    column->setSpacing(8);
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("seriesSearch"));
    m_search->setPlaceholderText(tr("Search metrics and labels"));
    m_search->setAccessibleName(tr("Search metrics and labels"));
    m_search->setClearButtonEnabled(true);
    connect(m_search, &QLineEdit::textChanged, this, &SeriesPanel::filter);
    column->addWidget(m_search);
    addView();
    column->addWidget(m_view, 1);
    auto *foot = new QHBoxLayout;
    m_count = plainLabel({}, QStringLiteral("muted"), this);
    m_count->setObjectName(QStringLiteral("seriesCount"));
    m_usual = new QPushButton(tr("As usual"), this);
    m_usual->setObjectName(QStringLiteral("seriesUsual"));
    m_usual->setProperty("look", QStringLiteral("quiet"));
    m_usual->setToolTip(tr("Show what is shown when nobody chooses"));
    connect(m_usual, &QPushButton::clicked, m_model, &SeriesModel::forgetChoice);
    foot->addWidget(m_count, 1);
    foot->addWidget(m_usual);
    column->addLayout(foot);
    connect(m_model, &SeriesModel::choiceChanged, this, &SeriesPanel::followCount);
    connect(m_model, &SeriesModel::modelAboutToBeReset, this, &SeriesPanel::keepPlace);
    connect(m_model, &SeriesModel::modelReset, this, &SeriesPanel::restorePlace);
    followCount();
}

void SeriesPanel::addView()
{
    m_view = new QTreeView(this);
    m_view->setObjectName(QStringLiteral("seriesView"));
    m_view->setAccessibleName(tr("Metrics and their series"));
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new SeriesDelegate(m_view));
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setIndentation(16);
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(SeriesModel::Name, QHeaderView::Stretch);
    m_view->header()->setSectionResizeMode(SeriesModel::About, QHeaderView::ResizeToContents);
}

void SeriesPanel::filter(const QString &words)
{
    m_filter->setFilterFixedString(words);
    if (!words.isEmpty()) {
        m_view->expandAll();
    }
}

void SeriesPanel::reveal(const std::string &metric)
{
    m_search->clear();
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(metric));
    if (index.isValid()) {
        m_view->expand(index.parent());
        m_view->expand(index);
        m_view->setCurrentIndex(index);
        m_view->scrollTo(index, QAbstractItemView::PositionAtTop);
    }
}

void SeriesPanel::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void SeriesPanel::keepPlace()
{
    m_expanded.clear();
    keepExpandedIn({});
    m_current = pathOf(m_view->currentIndex());
    m_scrolled = m_view->verticalScrollBar()->value();
    m_known = m_filter->rowCount() > 0;
}

/// What lies in a closed branch is not seen: with thousands of series only a few rows are looked at.
void SeriesPanel::keepExpandedIn(const QModelIndex &parent)
{
    for (int row = 0; row < m_filter->rowCount(parent); ++row) {
        const QModelIndex index = m_filter->index(row, SeriesModel::Name, parent);
        if (m_view->isExpanded(index)) {
            m_expanded << pathOf(index);
            keepExpandedIn(index);
        }
    }
}

void SeriesPanel::restorePlace()
{
    restoreExpandedIn({}, !m_known && std::ssize(m_model->panels()) < expandAllBelow);
    m_view->doItemsLayout(); // or there is nothing yet to scroll over
    m_view->verticalScrollBar()->setValue(m_scrolled);
    followCount();
}

void SeriesPanel::restoreExpandedIn(const QModelIndex &parent, bool all)
{
    for (int row = 0; row < m_filter->rowCount(parent); ++row) {
        const QModelIndex index = m_filter->index(row, SeriesModel::Name, parent);
        const QStringList path = pathOf(index);
        if (path == m_current) {
            m_view->setCurrentIndex(index);
        }
        if (all || m_expanded.contains(path)) {
            m_view->expand(index);
            restoreExpandedIn(index, false);
        }
    }
}

void SeriesPanel::followCount()
{
    const auto all = static_cast<double>(m_model->panels().size());
    m_count->setText(
        all == 0 ? tr("No series yet")
                 : tr("%1 of %2 metrics shown").arg(units::count(m_model->shownPanels()), units::count(all)));
    m_usual->setVisible(m_model->choice().isTouched());
}

} // namespace qd

#include "moc_series_panel.cpp"
