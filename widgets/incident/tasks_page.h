// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/incident/task_card.h"

#include <QtWidgets/QWidget>

class QVBoxLayout;

namespace qd {

/// Corrective actions: what is overdue first, then what is open, then the rest.
class TasksPage : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t mostCards = 100; ///< an export has all of them

    explicit TasksPage(QWidget *parent = nullptr);
    void display(const std::vector<incident::Task> &tasks, QDate today, units::Zone zone);
    void setRefusal(const std::optional<QString> &why);

Q_SIGNALS:
    void newWanted();
    void stateWanted(const QString &task, qd::incident::Task::State state);
    void editWanted(const QString &task);
    void csvWanted();
    void checklistWanted();

private:
    struct Shown
    {
        std::vector<incident::Task> tasks;
        QDate today;
        units::Zone zone = units::Zone::Utc;
        friend bool operator==(const Shown &, const Shown &) = default;
    };
    void displayCards(const std::vector<const incident::Task *> &sorted);
    [[nodiscard]] TaskCard *makeCard();

    QPushButton *m_new;
    QPushButton *m_csv;
    QPushButton *m_checklist;
    QLabel *m_empty;
    QVBoxLayout *m_column = nullptr;
    std::vector<TaskCard *> m_cards;
    std::optional<Shown> m_shown;
    std::optional<QString> m_refusal;
};

} // namespace qd
