// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/units.h"

#include <QtCore/QLocale>

#include <array>
#include <cmath>

namespace qd::units {

namespace {

const QString minus = QStringLiteral("\u2212");

/// The words for what is no finite number; empty for what is one.
QString notFinite(double value)
{
    if (std::isnan(value))
        return QStringLiteral("\u2013");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("\u221e") : minus + QStringLiteral("\u221e");
    return {};
}

/// |value| with a fixed number of decimals and thousands separators.
QString grouped(double value, int decimals)
{
    const QString plain = QString::number(std::abs(value), 'f', decimals);
    const qsizetype point = plain.indexOf(QLatin1Char('.'));
    QString text = plain;
    for (qsizetype at = (point < 0 ? plain.size() : point) - 3; at > 0; at -= 3)
        text.insert(at, QLatin1Char(','));
    return text;
}

/// The sign that the shown digits deserve: none for what rounds to zero.
QString withSign(double value, const QString &digits, const QString &plus)
{
    const bool zero = digits.count(QLatin1Char('0')) + digits.count(QLatin1Char('.')) == digits.size();
    if (zero)
        return digits;
    return (value < 0 ? minus : plus) + digits;
}

/// Decimals that leave `significant` digits, none past the point for larger numbers.
int decimalsFor(double value, int significant)
{
    double limit = 10;
    for (int decimals = significant - 1; decimals > 0; --decimals, limit *= 10)
        if (std::abs(value) < limit - 0.5 * std::pow(10.0, -decimals))
            return decimals;
    return 0;
}

/// One decimal below ten, where it says something: "1.2", "3", "42".
QString brief(double value)
{
    QString digits = grouped(value, decimalsFor(value, 2));
    if (digits.endsWith(QStringLiteral(".0")))
        digits.chop(2);
    return digits;
}

QString signedBytes(double bytes, const QString &plus)
{
    static constexpr std::array names{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = std::abs(bytes);
    std::size_t unit = 0;
    while (value >= 1023.5 && unit + 1 < names.size()) {
        value /= 1024;
        ++unit;
    }
    const QString digits = grouped(value, unit == 0 ? 0 : decimalsFor(value, 3));
    return withSign(bytes, digits, plus) + QLatin1Char(' ') + QLatin1String(names[unit]);
}

QString inUnits(double seconds, double unit, const char *name)
{
    return brief(seconds / unit) + QLatin1Char(' ') + QString::fromUtf8(name);
}

/// Whole units of two sizes: "1 h 12 min"; the smaller is left out when it is zero.
QString twoUnits(std::int64_t whole, std::int64_t large, const char *largeName, const char *smallName)
{
    const QString first =
        grouped(static_cast<double>(whole / large), 0) + QLatin1Char(' ') + QLatin1String(largeName);
    if (whole % large == 0)
        return first;
    return first + QStringLiteral(" %1 ").arg(whole % large) + QLatin1String(smallName);
}

QString positiveSeconds(double value)
{
    if (value < 999.5e-6)
        return value < 0.5e-6 ? QStringLiteral("0 s") : inUnits(value, 1e-6, "µs");
    if (value < 0.9995)
        return inUnits(value, 1e-3, "ms");
    if (value < 119.5)
        return inUnits(value, 1, "s");
    const auto whole = std::llround(std::min(value, 9e15));
    if (whole < 600)
        return twoUnits(whole, 60, "min", "s");
    const auto minutes = std::llround(std::min(value, 9e15) / 60);
    if (minutes < 60)
        return QStringLiteral("%1 min").arg(minutes);
    if (minutes < 24 * 60)
        return twoUnits(minutes, 60, "h", "min");
    if (value > 100 * 86'400.0)
        return grouped(std::min(value, 9e15) / 86'400, 0) + QStringLiteral(" d");
    return twoUnits(std::llround(value / 3600), 24, "d", "h");
}

} // namespace

QString count(double value)
{
    const QString none = notFinite(value);
    return none.isEmpty() ? withSign(value, grouped(value, 0), {}) : none;
}

QString number(double value)
{
    const QString none = notFinite(value);
    return none.isEmpty() ? withSign(value, grouped(value, decimalsFor(value, 3)), {}) : none;
}

QString bytes(double bytes)
{
    const QString none = notFinite(bytes);
    return none.isEmpty() ? signedBytes(bytes, {}) : none;
}

QString bytesPerMinute(double bytesPerSecond)
{
    const QString none = notFinite(bytesPerSecond);
    return none.isEmpty() ? signedBytes(bytesPerSecond * 60, QStringLiteral("+")) + QStringLiteral(" / min")
                          : none;
}

QString perMinute(double value)
{
    const QString none = notFinite(value);
    return none.isEmpty() ? withSign(value, brief(value), QStringLiteral("+")) + QStringLiteral(" / min") : none;
}

QString perSecond(double value)
{
    const QString none = notFinite(value);
    return none.isEmpty() ? withSign(value, brief(value), {}) + QStringLiteral(" / s") : none;
}

QString percent(double percent)
{
    const QString none = notFinite(percent);
    if (!none.isEmpty())
        return none;
    const double size = std::abs(percent);
    // A share that is not zero must not read as zero: two decimals below 0.1.
    const QString digits = size < 0.0995 && size >= 0.005 ? grouped(percent, 2) : brief(percent);
    if (size > 0 && size < 0.005)
        return (percent < 0 ? QStringLiteral("> ") + minus : QStringLiteral("< ")) + QStringLiteral("0.01 %");
    return withSign(percent, digits, {}) + QStringLiteral(" %");
}

QString seconds(double seconds)
{
    const QString none = notFinite(seconds);
    if (!none.isEmpty())
        return none;
    const QString words = positiveSeconds(std::abs(seconds));
    return seconds < 0 && !words.startsWith(QLatin1Char('0')) ? minus + words : words;
}

QString duration(std::chrono::nanoseconds length)
{
    return seconds(std::chrono::duration<double>(length).count());
}

double niceStep(double atLeast)
{
    if (!(atLeast > 0) || std::isinf(atLeast))
        return 1;
    const double power = std::pow(10.0, std::floor(std::log10(atLeast)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (power * factor >= atLeast * (1 - 1e-12))
            return power * factor;
    return power * 10;
}

double niceByteStep(double atLeast)
{
    if (!(atLeast > 0) || std::isinf(atLeast))
        return 1;
    return std::max(1.0, std::exp2(std::ceil(std::log2(atLeast))));
}

namespace {

std::vector<double> multiples(double low, double high, int most, double (*nice)(double))
{
    if (!std::isfinite(high - low) || high <= low || most < 1)
        return {};
    const double step = nice((high - low) / most);
    // Counted from an index: adding up steps would drift, and never end where a step is below the resolution.
    const double first = std::ceil(low / step - 1e-9);
    std::vector<double> found;
    for (int i = 0; i <= most && (first + i) * step <= high + step * 1e-9; ++i)
        found.push_back((first + i) * step + 0.0);
    if (static_cast<int>(found.size()) > most)
        return multiples(low, high, most - 1, nice);
    return found;
}

} // namespace

std::vector<double> ticks(double low, double high, int most)
{
    return multiples(low, high, most, niceStep);
}

std::vector<double> byteTicks(double low, double high, int most)
{
    return multiples(low, high, most, niceByteStep);
}

} // namespace qd::units
