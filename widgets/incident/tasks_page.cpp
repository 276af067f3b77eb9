// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/tasks_page.h"

#include "widgets/incident/card_column.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/labels.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>
#include <tuple>
#include <utility>

namespace qd {

using incident::Task;

TasksPage::TasksPage(QWidget *parent)
    : QWidget(parent)
    , m_new(smallButton(tr("New action…"), QStringLiteral("newTask"), this))
    , m_csv(smallButton(tr("CSV…"), QStringLiteral("tasksCsv"), this))
    , m_checklist(smallButton(tr("Checklist…"), QStringLiteral("tasksChecklist"), this))
    , m_empty(plainLabel(tr("Nothing is to be done yet. Say what would have helped, who does it and until when."),
                         QStringLiteral("muted"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->setSpacing(6);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(6);
    row->addWidget(m_new);
    row->addStretch(1);
    row->addWidget(m_csv);
    row->addWidget(m_checklist);
    column->addLayout(row);
    m_column = addCardColumn(column, m_empty, tr("Corrective actions"), this);
    connect(m_new, &QPushButton::clicked, this, &TasksPage::newWanted);
    connect(m_csv, &QPushButton::clicked, this, &TasksPage::csvWanted);
    connect(m_checklist, &QPushButton::clicked, this, &TasksPage::checklistWanted);
}

void TasksPage::display(const std::vector<Task> &tasks, QDate today, units::Zone zone)
{
    std::optional<Shown> wanted = Shown{tasks, today, zone};
    if (wanted == m_shown) // at every snapshot, and most of them say nothing new
        return;
    m_shown = std::move(wanted);
    std::vector<const Task *> sorted;
    for (const Task &task : m_shown->tasks)
        sorted.push_back(&task);
    // What has no due date comes after what has one.
    std::ranges::stable_sort(sorted, {}, [today](const Task *task) {
        return std::tuple(!task->isOverdue(today), task->state != Task::State::Open, !task->due.isValid(),
                          task->due);
    });
    displayCards(sorted);
    m_empty->setVisible(tasks.empty());
    m_csv->setVisible(!tasks.empty());
    m_checklist->setVisible(!tasks.empty());
}

void TasksPage::displayCards(const std::vector<const Task *> &sorted)
{
    const std::size_t count = std::min(sorted.size(), mostCards);
    fitCards(m_cards, count, m_column, [this] { return makeCard(); });
    for (std::size_t i = 0; i < count; ++i)
        m_cards[i]->display(*sorted[i], m_shown->today, m_shown->zone);
}

TaskCard *TasksPage::makeCard()
{
    auto *card = new TaskCard(this);
    connect(card, &TaskCard::stateWanted, this, &TasksPage::stateWanted);
    connect(card, &TaskCard::editWanted, this, &TasksPage::editWanted);
    card->setRefusal(m_refusal);
    return card;
}

void TasksPage::setRefusal(const std::optional<QString> &why)
{
    m_refusal = why;
    refuseButton(m_new, why);
    for (TaskCard *card : m_cards)
        card->setRefusal(why);
}

} // namespace qd

#include "moc_tasks_page.cpp"
