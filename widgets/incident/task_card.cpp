// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/task_card.h"

#include "model/incident/incident_events.h"
#include "model/incident/incident_words.h"
#include "model/incident/postmortem.h"
#include "widgets/shared/buttons.h"
#include "widgets/shared/deliberate_button.h"
#include "widgets/shared/labels.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace qd {

using incident::Task;

namespace {

QString factsOfTask(const Task &task)
{
    QStringList facts{task.kind == Task::Kind::Improvement ? TaskCard::tr("improvement") : TaskCard::tr("task")};
    facts << (task.owner.isEmpty() ? TaskCard::tr("nobody has it")
                                   : incident::oneLine(task.owner, incident::longestTitle));
    if (task.due.isValid())
        facts << TaskCard::tr("due %1").arg(task.due.toString(Qt::ISODate));
    return facts.join(QStringLiteral(" · "));
}

void displayState(StateLabel *mark, const Task &task, QDate today)
{
    if (task.isOverdue(today))
        return mark->display(Severity::Critical, TaskCard::tr("Overdue"));
    const Severity severity = task.state == Task::State::Done   ? Severity::Ok
                              : task.state == Task::State::Open ? Severity::Warning
                                                                : Severity::Unknown;
    mark->display(severity, incident::wordOf(task.state));
}

QString wordsOfStep(Task::State state)
{
    return state == Task::State::Open ? TaskCard::tr("Done") : TaskCard::tr("Open again");
}

} // namespace

TaskCard::TaskCard(QWidget *parent)
    : Card(parent)
    , m_mark(new StateLabel(this))
    , m_facts(plainLabel({}, QStringLiteral("small"), this))
    , m_title(plainLabel({}, {}, this))
    , m_proof(plainLabel({}, QStringLiteral("small"), this))
    , m_done(addStep(wordsOfStep(m_state), QStringLiteral("taskDone")))
    , m_edit(smallButton(tr("Edit…"), QStringLiteral("editTask"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(4);
    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(m_mark);
    head->addWidget(m_facts, 1);
    column->addLayout(head);
    m_mark->setObjectName(QStringLiteral("taskState"));
    m_facts->setObjectName(QStringLiteral("taskFacts"));
    for (QLabel *label : {m_title, m_proof}) {
        label->setWordWrap(true);
        column->addWidget(label);
    }
    auto *row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_done);
    row->addWidget(m_edit);
    row->addStretch(1);
    column->addLayout(row);
    connect(m_done, &QPushButton::clicked, this, [this] {
        rest();
        Q_EMIT stateWanted(m_id, m_state == Task::State::Open ? Task::State::Done : Task::State::Open);
    });
    connect(m_edit, &QPushButton::clicked, this, [this] { Q_EMIT editWanted(m_id); });
}

void TaskCard::display(const Task &task, QDate today, units::Zone zone)
{
    if (!m_id.isEmpty() && (m_id != task.id || m_state != task.state))
        rest();
    m_id = task.id;
    m_state = task.state;
    displayState(m_mark, task, today);
    m_facts->setText(factsOfTask(task));
    m_title->setText(incident::oneLine(task.title, incident::longestTitle));
    m_proof->setVisible(task.proof.has_value());
    if (task.proof)
        m_proof->setText(tr("Proven: %1 fires at %2 on %3")
                             .arg(incident::oneLine(task.proof->rule, incident::longestTitle),
                                  units::dateClock(task.proof->firedAt, zone),
                                  incident::oneLine(task.proof->recording, incident::longestTitle)));
    m_done->setText(wordsOfStep(task.state));
}

void TaskCard::setRefusal(const std::optional<QString> &why)
{
    refuseSteps(why);
    refuseButton(m_edit, why);
}

} // namespace qd

#include "moc_task_card.cpp"
