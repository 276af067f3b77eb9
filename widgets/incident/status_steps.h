// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/units.h"
#include "model/incident/incident_times.h"

#include <QtWidgets/QWidget>

#include <array>

namespace qd {

/// The way of an incident, Detected to Resolved: what it has reached and when, how long that took, and where it
/// is. A click, or Return on the step that arrow keys chose, asks for that status.
class StatusSteps : public QWidget
{
    Q_OBJECT

public:
    static constexpr int count = 5;

    explicit StatusSteps(QWidget *parent = nullptr);
    /// Null: it has not begun.
    void display(const incident::Incident *incident, units::Zone zone);
    /// Why no other can be chosen.
    void setRefusal(const std::optional<QString> &why);
    /// Names alone, where there is little height: times are in the line of time.
    void setTerse(bool terse);
    /// "Investigating", "07:45:12", "4 min" below each other; empty where it was not reached or is not known.
    [[nodiscard]] QStringList wordsOf(int step) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void statusWanted(qd::incident::Status status);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    struct Step
    {
        std::optional<Timestamp> at;
        std::optional<Millis> took;
    };
    [[nodiscard]] std::array<double, count> middles() const;
    [[nodiscard]] int stepAt(QPoint pos) const;
    void paintStep(QPainter &painter, int step, double x) const;
    void paintDot(QPainter &painter, int step, QPointF middle) const;
    void choose(int step);

    std::array<Step, count> m_steps;
    int m_current = -1; ///< none has begun
    int m_chosen = 0;   ///< with the keys
    bool m_isTerse = false;
    units::Zone m_zone = units::Zone::Utc;
    std::optional<QString> m_refusal;
};

} // namespace qd
