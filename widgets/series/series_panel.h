// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    void keepExpanded();
    void restoreExpanded();
    void followCount();

    SeriesModel *m_model = nullptr;
    QSortFilterProxyModel *m_filter = nullptr;
    QLineEdit *m_search = nullptr;
    QTreeView *m_view = nullptr;
    QLabel *m_count = nullptr;
    QPushButton *m_usual = nullptr;
    QStringList m_expanded; ///< names, over a change of the catalogue
};

} // namespace qd
