// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/incident/task_form.h"

#include "model/incident/incident_events.h"
#include "model/incident/incident_words.h"
#include "model/session/instant_text.h"
#include "widgets/shared/row_delegate.h"
#include "widgets/shared/style_sheet.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace qd {

using incident::Task;

namespace {

QLineEdit *taskLineField(const QString &text, const char *name, const QString &hint, QWidget *parent)
{
    auto *field = new QLineEdit(text, parent);
    field->setObjectName(QLatin1String(name));
    field->setPlaceholderText(hint);
    field->setMaxLength(int(incident::longestTitle));
    return field;
}

QComboBox *choiceField(const QStringList &words, int current, const char *name, QWidget *parent)
{
    auto *field = new QComboBox(parent);
    field->setObjectName(QLatin1String(name));
    field->setItemDelegate(new RowDelegate(field));
    field->addItems(words);
    field->setCurrentIndex(current);
    return field;
}

QStringList stateWords()
{
    return {incident::wordOf(Task::State::Open), incident::wordOf(Task::State::Done),
            incident::wordOf(Task::State::Dropped)};
}

} // namespace

TaskForm::TaskForm(const Task &task, units::Zone zone, const QString &place, QWidget *parent)
    : IncidentForm(task.id.isEmpty() ? tr("New corrective action") : tr("Corrective action"), place,
                   tr("Keep the action"), parent)
    , m_id(task.id)
    , m_zone(zone)
    , m_title(taskLineField(task.title, "taskTitle", tr("What is to be done"), this))
    , m_kind(choiceField({tr("Improvement"), tr("Task")}, int(task.kind), "taskKind", this))
    , m_owner(taskLineField(task.owner, "taskOwner", tr("Who does it"), this))
    , m_due(taskLineField(task.due.toString(Qt::ISODate), "taskDue", tr("2024-09-01, or empty"), this))
    , m_state(choiceField(stateWords(), int(task.state), "taskStateChoice", this))
{
    addRow(tr("Title"), m_title);
    addRow(tr("Kind"), m_kind);
    addRow(tr("Owner"), m_owner);
    addRow(tr("Due"), m_due);
    addRow(tr("State"), m_state);
    addProof(task.proof);
    for (QLineEdit *field : {m_title, m_owner, m_due, m_rule, m_recording, m_fired})
        connect(field, &QLineEdit::textChanged, this, &TaskForm::follow);
    m_title->setFocus(Qt::OtherFocusReason);
    follow();
}

void TaskForm::addProof(const std::optional<incident::Proof> &proof)
{
    m_rule =
        taskLineField(proof ? proof->rule : QString(), "proofRule", tr("A rule that fires; not required"), this);
    m_recording =
        taskLineField(proof ? proof->recording : QString(), "proofRecording", tr("on this recording"), this);
    m_fired = taskLineField(proof ? units::dateClock(proof->firedAt, m_zone) : QString(), "proofFired",
                            tr("at 2024-08-20 07:41"), this);
    m_find = new QPushButton(tr("When does it fire?"), this);
    m_find->setObjectName(QStringLiteral("findProof"));
    m_find->setAutoDefault(false);
    m_find->setToolTip(tr("Tries the rule over the history on screen"));
    connect(m_find, &QPushButton::clicked, this, [this] {
        m_isFinding = true;
        follow();
        Q_EMIT proofWanted(m_rule->text().trimmed());
    });
    auto *ruleRow = new QWidget(this);
    auto *row = new QHBoxLayout(ruleRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_rule, 1);
    row->addWidget(m_find);
    m_rule->setAccessibleName(tr("Rule that proves it"));
    addRow(tr("Proven by"), ruleRow);
    addRow(tr("On"), m_recording);
    addRow(tr("At"), m_fired);
}

void TaskForm::setProof(const Result<incident::Proof> &proof)
{
    m_isFinding = false;
    follow();
    if (!proof) {
        setError(proof.error().words);
        return;
    }
    setError({});
    m_recording->setText(proof->recording);
    m_fired->setText(units::dateClock(proof->firedAt, m_zone));
}

void TaskForm::setKnown(TimeRange known)
{
    m_known = known;
    follow();
}

QDate TaskForm::due() const
{
    return QDate::fromString(m_due->text().trimmed(), Qt::ISODate);
}

std::optional<incident::Proof> TaskForm::proof() const
{
    const auto at = parseInstant(m_fired->text(), m_known.end, m_known, m_zone);
    const QString rule = m_rule->text().trimmed();
    const QString recording = m_recording->text().trimmed();
    return rule.isEmpty() || recording.isEmpty() || !at ? std::nullopt
                                                        : std::optional(incident::Proof{rule, recording, *at});
}

Task TaskForm::task() const
{
    return {m_id,
            m_title->text().trimmed(),
            static_cast<Task::Kind>(m_kind->currentIndex()),
            m_owner->text().trimmed(),
            due(),
            static_cast<Task::State>(m_state->currentIndex()),
            proof()};
}

/// Half a proof, or a date that is none, is not quietly left out.
void TaskForm::follow()
{
    const bool hasProof = !(m_rule->text() + m_recording->text() + m_fired->text()).trimmed().isEmpty();
    m_find->setEnabled(!m_isFinding && !m_rule->text().trimmed().isEmpty());
    const bool isDated = m_due->text().trimmed().isEmpty() || due().isValid();
    setLook(m_due, isDated ? QString() : QStringLiteral("wrong"));
    const bool lacksTitle =
        m_title->text().trimmed().isEmpty() && !(m_owner->text() + m_due->text()).trimmed().isEmpty();
    setHint(!isDated ? tr("“%1” is no date: write it as 2024-09-01.").arg(m_due->text().trimmed())
            : hasProof && !proof() ? tr("A proof has a rule, a recording and a time.")
            : lacksTitle           ? tr("What is to be done? It needs a title.")
                                   : QString());
    setReady(incident::check(task()).has_value() && isDated && (!hasProof || proof()));
}

} // namespace qd

#include "moc_task_form.cpp"
