// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/chart/chart_unit.h"

#include <vector>

namespace qd {

enum class ScaleKind {
    Linear, ///< from zero
    Close,  ///< from zero unless that would press the curve flat: the labels say where it begins then
    Logarithmic,
};

/// The vertical axis of one chart in stored units. Steady: it grows at once, and shrinks only when less than 45 %
/// of it is used (a logarithmic one: when more than a decade is empty), so that it does not jump with every
/// second.
class ValueScale
{
public:
    explicit ValueScale(Unit unit = Unit::Number, ScaleKind kind = ScaleKind::Linear);

    /// Bounds of a logarithmic scale while there are no data: powers of ten in stored units.
    void setDecades(double lowest, double highest);
    /// Adapts to the visible data; NaN or no data keeps what is. Returns whether the scale changed.
    bool fit(double lowest, double highest);
    /// The next fit() starts afresh: another span or history is shown.
    void unsettle() { m_settled = false; }

    [[nodiscard]] double bottom() const { return m_bottom; }
    [[nodiscard]] double top() const { return m_top; }
    [[nodiscard]] ScaleKind kind() const { return m_kind; }
    [[nodiscard]] const UnitScale &unit() const { return m_unitScale; }
    /// 0 at the bottom, 1 at the top; clamped a little outside of that so that a pixel position always exists.
    [[nodiscard]] double share(double value) const;
    /// Values to label, ascending, at most `most` of them (at least bottom and top).
    [[nodiscard]] std::vector<double> ticks(int most) const;

private:
    bool fitLinear(double lowest, double highest);
    bool fitClose(double lowest, double highest);
    bool fitLogarithmic(double lowest, double highest);
    void setBounds(double bottom, double top);

    Unit m_unit;
    ScaleKind m_kind;
    double m_bottom = 0;
    double m_top = 1;
    double m_logBottom = 0; ///< cached, share() runs once a pixel column and trace
    double m_logSpan = 1;
    bool m_settled = false;
    UnitScale m_unitScale;
};

} // namespace qd
