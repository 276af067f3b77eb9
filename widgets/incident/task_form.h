// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/base/units.h"
#include "model/incident/task.h"
#include "widgets/incident/incident_form.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace qd {

/// A corrective action: new, or one that is there, changed. Its proof is a rule that fires on a recording, and
/// when.
class TaskForm : public IncidentForm
{
    Q_OBJECT

public:
    TaskForm(const incident::Task &task, units::Zone zone, const QString &place, QWidget *parent);
    /// Of the incident: times of the proof are read within it.
    void setKnown(TimeRange known);
    [[nodiscard]] incident::Task task() const;
    /// What proofWanted() has found; or why there is no proof.
    void setProof(const Result<incident::Proof> &proof);

Q_SIGNALS:
    /// When does the rule fire over the history on screen?
    void proofWanted(const QString &rule);

private:
    void addProof(const std::optional<incident::Proof> &proof);
    void follow();
    /// Invalid where nothing, or no date, stands there.
    [[nodiscard]] QDate due() const;
    [[nodiscard]] std::optional<incident::Proof> proof() const;

    const QString m_id;
    const units::Zone m_zone;
    TimeRange m_known;
    QLineEdit *m_title;
    QComboBox *m_kind;
    QLineEdit *m_owner;
    QLineEdit *m_due;
    QComboBox *m_state;
    QLineEdit *m_rule;
    QLineEdit *m_recording;
    QLineEdit *m_fired;
    QPushButton *m_find;
    bool m_isFinding = false;
};

} // namespace qd
