// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/incident.h"
#include "widgets/incident/card_column.h"

class QLabel;
class QPushButton;

namespace qd {

class DeliberateButton;
class HypothesisMark;

/// One hypothesis: how it stands, since when and by whom, what it says, and what it points at.
class HypothesisCard : public Card
{
    Q_OBJECT

public:
    explicit HypothesisCard(QWidget *parent = nullptr);
    /// `isLater`: at the instant on screen nobody had said it.
    void display(const incident::Hypothesis &hypothesis, bool isLater, units::Zone zone);
    void setRefusal(const std::optional<QString> &why);

Q_SIGNALS:
    void stateWanted(const QString &hypothesis, qd::incident::Hypothesis::State state);
    void editWanted(const QString &hypothesis);
    void exhibitWanted(const qd::incident::Exhibit &exhibit);

private:
    void displayEvidence(const std::vector<incident::Exhibit> &evidence, units::Zone zone);

    QString m_id;
    HypothesisMark *m_mark;
    QLabel *m_since;
    QLabel *m_text;
    QVBoxLayout *m_evidence;
    std::vector<DeliberateButton *> m_states; ///< by state
    QPushButton *m_edit;
};

} // namespace qd
