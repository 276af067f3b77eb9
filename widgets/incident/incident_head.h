// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/impact.h"
#include "model/incident/incident_book.h"
#include "model/session/service_status.h"

#include <QtWidgets/QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace qd {

class ElidedLabel;
class StateLabel;
class StatusSteps;

/// As alerts have it: "critical" and "page" are critical, "warning" a warning, the rest is not known.
[[nodiscard]] Severity severityOf(const incident::Incident &incident);

/// Which incident, how it stands at the instant on screen, what is thought of it, and what it cost.
class IncidentHead : public QWidget
{
    Q_OBJECT

public:
    explicit IncidentHead(QWidget *parent = nullptr);

    /// What there is to choose from, in this order; chosen by id.
    void setChoice(const std::vector<const incident::Incident *> &incidents, const QString &shown,
                   units::Zone zone);
    /// `incident` at the end of the log; `then` at the instant on screen, null where it had not opened.
    void display(const incident::Incident &incident, const incident::Incident *then, units::Zone zone);
    /// None: it is not known yet.
    void setImpact(const std::optional<incident::Impact> &impact);
    void setRefusal(const std::optional<QString> &why);
    /// Without what can be done without, where there is little height.
    void setCompact(bool compact);
    [[nodiscard]] StatusSteps *steps() const { return m_steps; }

Q_SIGNALS:
    void incidentChosen(const QString &id);
    /// Lead, severity, title.
    void changeWanted();

private:
    void displayThought(const incident::Incident *then);

    QComboBox *m_choice;
    StateLabel *m_title;
    QPushButton *m_change;
    ElidedLabel *m_facts;
    StatusSteps *m_steps;
    ElidedLabel *m_thought;
    QLabel *m_impact;
    bool m_isCompact = false;
    QStringList m_offered; ///< words and ids in the choice
};

} // namespace qd
