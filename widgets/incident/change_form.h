// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident_events.h"
#include "widgets/incident/incident_form.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace qd {

/// Status, lead, severity and title of an incident, as they are: what somebody changes of them is one step.
class ChangeForm : public IncidentForm
{
    Q_OBJECT

public:
    enum class Field { Status, Lead, Severity, Title };

    /// `field` has the focus.
    ChangeForm(const incident::Incident &incident, Field field, const QString &place, QWidget *parent);
    void setStatus(incident::Status status);
    /// Alerts that page and fire still: to resolve the incident all the same has to be meant.
    void setFiring(const QStringList &alerts);
    /// What differs from how it was.
    [[nodiscard]] incident::Change change() const;

private:
    void follow();

    const incident::Status m_wasStatus;
    const QString m_wasLead;
    const QString m_wasSeverity;
    const QString m_wasTitle;
    QStringList m_firing;
    QComboBox *m_status;
    QLineEdit *m_lead;
    QComboBox *m_severity;
    QLineEdit *m_title;
    QPlainTextEdit *m_reason;
};

} // namespace qd
