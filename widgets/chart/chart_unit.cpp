// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/chart_unit.h"

#include <QtCore/QLocale>

#include <cmath>

namespace qd {

namespace {

constexpr double kibi = 1024;

/// One language of digits in the whole window: a point and commas, whatever the desktop's locale is.
QString number(double value, int decimals)
{
    return QLocale::c().toString(value, 'f', decimals);
}

QString grouped(double value)
{
    QLocale english(QLocale::English, QLocale::UnitedStates);
    return english.toString(value, 'f', 0);
}

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

UnitScale countScale(double top)
{
    if (top >= 10'000'000) {
        return {1e6, QStringLiteral("millions")};
    }
    return top >= 10'000 ? UnitScale{1e3, QStringLiteral("thousands")} : UnitScale{1, QString()};
}

int decimalsFor(double magnitude)
{
    if (magnitude >= 100) {
        return 0;
    }
    return magnitude >= 1 ? 1 : 2;
}

} // namespace

UnitScale unitScaleFor(Unit unit, double top)
{
    switch (unit) {
    case Unit::Bytes:
        return bytesScale(top);
    case Unit::Seconds:
        return secondsScale(top);
    case Unit::Count:
        return countScale(top);
    case Unit::PerSecond:
        return {1, QStringLiteral("per second")};
    case Unit::Ratio:
        return {0.01, QStringLiteral("%")};
    case Unit::Number:
        break;
    }
    return countScale(top);
}

QString valueText(double value, const UnitScale &scale)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    const double v = value / scale.divisor;
    const double magnitude = std::abs(v);
    if (magnitude >= 1000) {
        return grouped(v);
    }
    const bool whole = scale.divisor == 1 && std::abs(v - std::round(v)) < 1e-9;
    return whole || magnitude < 0.005 ? number(v, 0) : number(v, decimalsFor(magnitude));
}

QString deltaText(double value, const UnitScale &scale)
{
    const QString text = valueText(std::abs(value), scale);
    if (!std::isfinite(value) || text == QLatin1String("0")) {
        return text;
    }
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text;
}

QString tickText(double value, const UnitScale &scale)
{
    const double v = value / scale.divisor;
    if (std::abs(v) >= 1000) {
        return grouped(v);
    }
    // %g without exponents: 0.1, 2.5, 64.
    return QLocale::c().toString(v, 'g', 3);
}

} // namespace qd
