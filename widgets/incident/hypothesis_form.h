// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/incident.h"
#include "widgets/incident/incident_form.h"

class QComboBox;
class QListWidget;
class QPlainTextEdit;

namespace qd {

/// A hypothesis: new, or one that is there with other words, another state or more evidence.
class HypothesisForm : public IncidentForm
{
    Q_OBJECT

public:
    /// What it points at is checked; `offers` are what else there is to point at now.
    HypothesisForm(const incident::Hypothesis &hypothesis, const std::vector<incident::Exhibit> &offers,
                   units::Zone zone, const QString &place, QWidget *parent);
    [[nodiscard]] incident::Hypothesis hypothesis() const;

private:
    void addExhibit(const incident::Exhibit &exhibit, bool checked, units::Zone zone);
    void follow();

    incident::Hypothesis m_before;
    std::vector<incident::Exhibit> m_exhibits; ///< as the list has them
    QPlainTextEdit *m_text;
    QComboBox *m_state;
    QListWidget *m_list;
};

} // namespace qd
