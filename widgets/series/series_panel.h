// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QSet>
#include <QtWidgets/QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace qd {

class SeriesModel;

/// The series tab: every metric of the history, to be searched, and checked to be drawn.
class SeriesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SeriesPanel(QWidget *parent = nullptr);
    [[nodiscard]] SeriesModel *model() const { return m_model; }
    /// Opens a metric, so that its series are seen.
    void reveal(const std::string &metric);
    void focusSearch();

private:
    void addView();
    void filter(const QString &words);
    void keepPlace();
    void restorePlace();
    void keepExpandedIn(const QModelIndex &parent);
    void restoreExpandedIn(const QModelIndex &parent, bool all);
    void followCount();

    SeriesModel *m_model = nullptr;
    QSortFilterProxyModel *m_filter = nullptr;
    QLineEdit *m_search = nullptr;
    QTreeView *m_view = nullptr;
    QLabel *m_count = nullptr;
    QPushButton *m_usual = nullptr;
    // Over a change of the catalogue, as paths of names:
    QSet<QStringList> m_expanded;
    QStringList m_current;
    int m_scrolled = 0;
    bool m_known = false; ///< there was something before
};

} // namespace qd
