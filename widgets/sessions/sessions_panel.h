// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/action/gateway.h"
#include "model/base/units.h"
#include "model/playhead/history.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace qd {

class SessionsModel;

/// The sessions tab: search, filters, the list, and what can be done to one session.
class SessionsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SessionsPanel(QWidget *parent = nullptr);
    /// Null when nothing is watched.
    void setGateway(Gateway *gateway);
    void setHistory(const HistoryPtr &history);
    void setZone(units::Zone zone);
    void focusSearch();
    [[nodiscard]] SessionsModel *model() const { return m_model; }

Q_SIGNALS:
    void endWanted(const qd::SessionRow &session);
    void purgeWanted(const qd::PurgeSelector &selector);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void addFilters(QVBoxLayout *column);
    void addTable(QVBoxLayout *column);
    void addActions(QVBoxLayout *column);
    void applyFilter();
    void followPhase();
    void followSelection();
    void refreshQuietly();
    void refreshFromTop();
    void showCount();
    [[nodiscard]] bool isBeingRead() const;
    void showMenu(const QPoint &at);
    [[nodiscard]] std::optional<SessionRow> selected() const;
    void copyId();

    QPointer<Gateway> m_gateway;
    SessionsModel *m_model = nullptr;
    QLineEdit *m_search = nullptr;
    QComboBox *m_state = nullptr;
    QComboBox *m_idle = nullptr;
    QComboBox *m_age = nullptr;
    QStackedWidget *m_stack = nullptr;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void shareWidth();
    QTableView *m_table = nullptr;
    QLabel *m_words = nullptr;
    QPushButton *m_retry = nullptr;
    QLabel *m_count = nullptr;
    QPushButton *m_fresh = nullptr;
    QPushButton *m_end = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_purgeUser = nullptr;
    Timestamp m_now{};
    Timestamp m_asOf{}; ///< when the list on screen was fetched
    units::Zone m_zone = units::Zone::Utc;
    bool m_toTop = false; ///< the next answer is shown from its beginning
    QTimer m_debounce;
    QTimer m_refresh;
};

} // namespace qd
