// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/task.h"
#include "widgets/incident/card_column.h"

class QLabel;
class QPushButton;

namespace qd {

class StateLabel;

/// One corrective action: its state, what is to be done, by whom and until when, and what proves it.
class TaskCard : public Card
{
    Q_OBJECT

public:
    explicit TaskCard(QWidget *parent = nullptr);
    void display(const incident::Task &task, QDate today, units::Zone zone);
    void setRefusal(const std::optional<QString> &why);

Q_SIGNALS:
    void stateWanted(const QString &task, qd::incident::Task::State state);
    void editWanted(const QString &task);

private:
    QString m_id;
    incident::Task::State m_state = incident::Task::State::Open;
    StateLabel *m_mark;
    QLabel *m_facts;
    QLabel *m_title;
    QLabel *m_proof;
    DeliberateButton *m_done;
    QPushButton *m_edit;
};

} // namespace qd
