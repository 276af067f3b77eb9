// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/impact.h"
#include "model/incident/incident_book.h"

#include <QtCore/QDate>
#include <QtWidgets/QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace qd {

class HypothesesPage;
class IncidentHead;
class Segments;
class TasksPage;
class TimelinePage;

/// What there is to show, and the instant on screen. The whole timeline is seen, also what had not happened at
/// that instant; how the incident stood is of that instant.
struct IncidentView
{
    const incident::IncidentBook *whole = nullptr; ///< as of the end of the log
    const incident::IncidentBook *then = nullptr;  ///< as of the instant
    EventSnapshot events;
    Timestamp at{};
    units::Zone zone = units::Zone::Utc;
    QDate today; ///< where the window is, for what is overdue
};

/// The incident tab: which incident, how it stands, and its line of time. Knows no gateway: what somebody wants
/// is a signal.
class IncidentPanel : public QWidget
{
    Q_OBJECT

public:
    explicit IncidentPanel(QWidget *parent = nullptr);

    void display(const IncidentView &view);
    void setImpact(const std::optional<incident::Impact> &impact);
    /// Why nothing may be done to incidents now: said in the tab.
    void setRefusal(const std::optional<QString> &why);
    /// One line in the tab: what went wrong with what was wanted. Empty: nothing.
    void tell(const QString &words);
    /// Id of the incident shown, empty where there is none.
    [[nodiscard]] QString shown() const { return m_shown; }
    /// One that is not there yet is shown as soon as it is.
    void choose(const QString &incident);
    /// Shows the entry of whatever incident has it; false where none has.
    bool selectEntry(std::uint64_t seq);
    [[nodiscard]] TimelinePage *timeline() const { return m_timeline; }
    [[nodiscard]] IncidentHead *head() const { return m_head; }
    [[nodiscard]] HypothesesPage *hypotheses() const { return m_hypotheses; }
    [[nodiscard]] TasksPage *tasks() const { return m_tasks; }
    enum class Page { Timeline, Hypotheses, Tasks };
    void showPage(Page page);
    /// A button beside the pages, or below everything where that is too narrow, seen while the action is visible.
    void addFootAction(QAction *action);

Q_SIGNALS:
    void openWanted();
    void statusWanted(qd::incident::Status status);
    /// Lead, severity, title.
    void changeWanted();
    /// Another incident is shown.
    void shownChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildEmpty();
    void buildFull();
    void buildPages(QVBoxLayout *column);
    void displayPages(const incident::Incident &whole, const incident::Incident *then);
    void displayIncident();
    [[nodiscard]] const incident::Incident *toShow(const std::vector<const incident::Incident *> &inOrder);
    void followHeight();
    void followWidth();
    [[nodiscard]] std::vector<const incident::Incident *> inOrder() const;

    IncidentView m_view;
    QString m_shown;
    QString m_wanted; ///< it was chosen, and is not in the log on screen yet
    QLabel *m_readOnly;
    QString m_refusal; ///< all of it
    QLabel *m_told;
    QStackedWidget *m_stack;
    QPushButton *m_open = nullptr;
    IncidentHead *m_head = nullptr;
    Segments *m_pages = nullptr;
    QStackedWidget *m_pageStack = nullptr;
    TimelinePage *m_timeline = nullptr;
    HypothesesPage *m_hypotheses = nullptr;
    TasksPage *m_tasks = nullptr;
    QHBoxLayout *m_pageRow = nullptr;
    QHBoxLayout *m_foot = nullptr;
    std::vector<QPushButton *> m_footButtons;
};

} // namespace qd
