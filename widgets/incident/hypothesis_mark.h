// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/incident/incident.h"

#include <QtWidgets/QWidget>

namespace qd {

/// Shape and word of a hypothesis: a dotted circle is suspected, a cross ruled out, a full diamond confirmed.
class HypothesisMark : public QWidget
{
    Q_OBJECT

public:
    explicit HypothesisMark(QWidget *parent = nullptr);
    void display(incident::Hypothesis::State state);
    [[nodiscard]] incident::Hypothesis::State state() const { return m_state; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    incident::Hypothesis::State m_state = incident::Hypothesis::State::Suspected;
};

} // namespace qd
