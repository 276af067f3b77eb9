// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/value_scale.h"

#include "model/base/units.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace qd {

namespace {

constexpr double usedAtLeast = 0.45;
constexpr double headroom = 1.04;
constexpr int fewestDecades = 2;  ///< of a logarithmic axis: less shows noise as drama
constexpr double flatAbove = 0.6; ///< lowest over highest, from where on a curve over zero is a flat one
constexpr double steady = 0.01; ///< what varies less is as good as constant, and its labels would all be the same

/// The smallest of 1, 2, 4, 6, 8 × 10^k (or 1, 1.5, 2, 3 × 2^k for bytes) that is not below v: tops that divide
/// into two or four even steps.
double niceTop(double v, const UnitScale &unit)
{
    const double x = v / unit.divisor;
    if (x <= 0) {
        return unit.divisor;
    }
    if (unit.binary) {
        const double base = std::exp2(std::floor(std::log2(x)));
        for (double m : std::array{1.0, 1.25, 1.5, 2.0}) {
            if (base * m >= x && (m != 1.25 || base >= 64)) {
                return base * m * unit.divisor;
            }
        }
    }
    const double base = std::pow(10, std::floor(std::log10(x)));
    for (double m : std::array{1.0, 1.2, 1.6, 2.0, 3.0, 4.0, 6.0, 8.0}) {
        if (base * m >= x * (1 - 1e-12)) {
            return base * m * unit.divisor;
        }
    }
    return 10 * base * unit.divisor;
}

bool isFlat(double lowest, double highest)
{
    return highest > 0 && lowest >= flatAbove * highest && highest - lowest >= steady * highest;
}

} // namespace

ValueScale::ValueScale(Unit unit, ScaleKind kind)
    : m_unit(unit)
    , m_kind(kind)
{
    constexpr double mebibyte = 1024 * 1024;
    const double linearTop = unit == Unit::Bytes ? mebibyte : 1;
    const bool logarithmic = kind == ScaleKind::Logarithmic;
    setBounds(logarithmic ? 1e-4 : 0, logarithmic ? 1e-1 : linearTop);
}

void ValueScale::setDecades(double lowest, double highest)
{
    if (m_kind == ScaleKind::Logarithmic) {
        setBounds(lowest, highest);
    }
}

bool ValueScale::fit(double lowest, double highest)
{
    if (!std::isfinite(highest)) {
        return false;
    }
    bool changed = false;
    if (m_kind == ScaleKind::Logarithmic) {
        changed = fitLogarithmic(lowest, highest);
    } else if (m_kind == ScaleKind::Close && isFlat(lowest, highest)) {
        changed = fitClose(lowest, highest);
    } else {
        m_settled = m_settled && m_bottom <= 0; // from near the data back to zero
        changed = fitLinear(lowest, highest);
    }
    m_settled = true;
    return changed;
}

/// Four even steps from a round number below the data to one above.
bool ValueScale::fitClose(double lowest, double highest)
{
    const bool fits = lowest >= m_bottom && highest <= m_top && m_bottom > 0;
    if (m_settled && fits && highest - lowest >= usedAtLeast * (m_top - m_bottom)) {
        return false;
    }
    const UnitScale unit = unitScaleFor(m_unit, highest);
    const auto nice = [&](double atLeast) {
        const double step = atLeast / unit.divisor;
        // Powers of ten of a binary unit as well: no power of two reads well between 13 and 14 GiB.
        return units::niceStep(step) * unit.divisor;
    };
    double step = nice((highest - lowest) / 4);
    const auto below = [&] { return std::floor(lowest / step) * step; };
    while (below() + 4 * step < highest) {
        step = nice(step * 1.01);
    }
    const bool changed = m_bottom != below() || m_top != below() + 4 * step;
    setBounds(below(), below() + 4 * step);
    return changed;
}

bool ValueScale::fitLinear(double lowest, double highest)
{
    const double bottomBefore = m_bottom;
    const double topBefore = m_top;
    const bool fits = highest <= m_top && highest >= usedAtLeast * m_top;
    const bool zeroes = highest <= 0 && m_settled;
    if (!m_settled || !(fits || zeroes)) {
        const double wanted = std::max(highest, 0.0) * headroom;
        m_top = niceTop(wanted, unitScaleFor(m_unit, wanted));
        if (m_unit == Unit::Count) {
            m_top = std::max(m_top, 4.0); // whole things: no half of a session on the axis
        }
    }
    // Almost everything here counts from zero; a gauge that goes below gets room there.
    const double below = std::isfinite(lowest) && lowest < 0 ? -niceTop(-lowest, unitScaleFor(m_unit, m_top)) : 0;
    m_bottom = m_settled ? std::min(m_bottom, below) : below;
    setBounds(m_bottom, m_top);
    return m_bottom != bottomBefore || m_top != topBefore;
}

/// Whole decades around what is there. One that has become empty stays while the scale is settled, a second one
/// does not: a single slow request must not stretch the axis for good.
bool ValueScale::fitLogarithmic(double lowest, double highest)
{
    if (!(highest > 0)) {
        return false;
    }
    const auto decade = [](double v, auto round) { return std::pow(10, round(std::log10(v))); };
    double bottom = decade(lowest > 0 ? lowest : highest, [](double e) { return std::floor(e + 1e-9); });
    double top = decade(highest, [](double e) { return std::ceil(e - 1e-9); });
    if (m_settled) {
        constexpr double tolerated = 10.5;
        bottom = m_bottom < bottom && m_bottom * tolerated > bottom ? m_bottom : bottom;
        top = m_top > top && m_top < top * tolerated ? m_top : top;
    }
    while (std::log10(top / bottom) < fewestDecades - 0.5) {
        bottom /= 10;
        if (std::log10(top / bottom) < fewestDecades - 0.5) {
            top *= 10;
        }
    }
    const bool changed = bottom != m_bottom || top != m_top;
    setBounds(bottom, top);
    return changed;
}

void ValueScale::setBounds(double bottom, double top)
{
    m_bottom = bottom;
    m_top = top > bottom ? top : bottom + 1;
    if (m_kind == ScaleKind::Logarithmic) {
        m_logBottom = std::log2(m_bottom);
        m_logSpan = std::log2(m_top) - m_logBottom;
    }
    m_unitScale = unitScaleFor(m_unit, m_top);
}

double ValueScale::share(double value) const
{
    double s = 0;
    if (m_kind == ScaleKind::Logarithmic) {
        s = value > 0 ? (std::log2(value) - m_logBottom) / m_logSpan : -1;
    } else {
        s = (value - m_bottom) / (m_top - m_bottom);
    }
    return std::clamp(s, -0.02, 1.02);
}

std::vector<double> ValueScale::ticks(int most) const
{
    std::vector<double> out;
    if (m_kind == ScaleKind::Logarithmic) {
        const int decades = static_cast<int>(std::lround(std::log10(m_top / m_bottom)));
        const int step = std::max(1, static_cast<int>(std::ceil(decades / std::max(1.0, most - 1.0))));
        for (int d = 0; d <= decades; d += step) {
            out.push_back(m_bottom * std::pow(10, d));
        }
        return out;
    }
    int parts = most >= 5 ? 4 : (most >= 3 ? 2 : 1);
    if (m_bottom < 0) {
        parts = 2;
    }
    for (int i = 0; i <= parts; ++i) {
        out.push_back(m_bottom + (m_top - m_bottom) * i / parts);
    }
    return out;
}

} // namespace qd
