// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/chart_unit.h"

#include "model/base/units.h"

#include <QtCore/QLocale>

#include <cmath>

namespace qd {

namespace {

constexpr double kibi = 1024;

UnitScale bytesScale(double top)
{
    if (top >= 2 * kibi * kibi * kibi) {
        return {kibi * kibi * kibi, QStringLiteral("GiB"), true};
    }
    return top >= kibi * kibi ? UnitScale{kibi * kibi, QStringLiteral("MiB"), true}
                              : UnitScale{kibi, QStringLiteral("KiB"), true};
}

UnitScale secondsScale(double top)
{
    if (top >= 100) {
        return {1, QStringLiteral("s")};
    }
    return top >= 1e-4 ? UnitScale{1e-3, QStringLiteral("ms")} : UnitScale{1e-6, QStringLiteral("µs")};
}

UnitScale bytesPerSecondScale(double top)
{
    UnitScale scale = bytesScale(top);
    scale.name += QStringLiteral(" per second");
    return scale;
}

UnitScale countScale(double top)
{
    if (top >= 1e10) {
        return {1e9, QStringLiteral("billions")};
    }
    if (top >= 10'000'000) {
        return {1e6, QStringLiteral("millions")};
    }
    return top >= 10'000 ? UnitScale{1e3, QStringLiteral("thousands")} : UnitScale{1, QString()};
}

} // namespace

UnitScale unitScaleFor(Unit unit, double top)
{
    switch (unit) {
    case Unit::Bytes:
        return bytesScale(top);
    case Unit::BytesPerSecond:
        return bytesPerSecondScale(top);
    case Unit::Seconds:
        return secondsScale(top);
    case Unit::Milliseconds:
        return {1, QStringLiteral("ms")};
    case Unit::Count:
        return countScale(top);
    case Unit::PerSecond:
        return {1, QStringLiteral("per second")};
    case Unit::Ratio:
        return {0.01, QStringLiteral("%")};
    case Unit::Percent:
        return {1, QStringLiteral("%")};
    case Unit::Celsius:
        return {1, QStringLiteral("°C")};
    case Unit::Degrees:
        return {1, QStringLiteral("°")};
    case Unit::Number:
        break;
    }
    return countScale(top);
}

QString valueText(double value, const UnitScale &scale)
{
    const double v = value / scale.divisor;
    const bool whole = value == 0 || (scale.divisor == 1 && std::abs(v - std::round(v)) < 1e-9);
    return whole ? units::count(v) : units::number(v);
}

QString deltaText(double value, const UnitScale &scale)
{
    const QString text = valueText(value, scale);
    return value > 0 ? u'+' + text : text;
}

QString tickText(double value, const UnitScale &scale)
{
    const double v = value / scale.divisor;
    if (std::abs(v) >= 1000) {
        return units::count(v);
    }
    // %g without exponents: 0.1, 2.5, 13.75.
    return QLocale::c().toString(v, 'g', 4);
}

} // namespace qd
