// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/playhead/history.h"

#include <QtWidgets/QWidget>

class QLabel;
class QStackedWidget;
class QTreeView;

namespace qd {

class LogFilter;
class LogModel;

/// The log tab: what happened, filtered by kind and text. A click moves the playhead there.
class LogPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LogPanel(QWidget *parent = nullptr);
    void setHistory(const HistoryPtr &history);
    void setZone(units::Zone zone);
    [[nodiscard]] LogModel *model() const { return m_model; }

Q_SIGNALS:
    void instantWanted(qd::Timestamp at);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void addFilters();
    void addView();
    void go(const QModelIndex &index);
    void followCount();

    LogModel *m_model = nullptr;
    LogFilter *m_filter = nullptr;
    QStackedWidget *m_stack = nullptr;
    QTreeView *m_view = nullptr;
    QLabel *m_empty = nullptr;
    HistoryPtr m_pending; ///< newest while hidden
};

} // namespace qd
