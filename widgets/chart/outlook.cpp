// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/outlook.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace qd {

namespace {

using namespace std::chrono_literals;
using Seconds = std::chrono::duration<double>;

constexpr Seconds longest = 14 * 24h; ///< the farthest horizon of the detectors
constexpr Millis leastHold = 15s;
constexpr double limitBelowTop = 6; ///< of a limit that is above the scale

/// The value told last that still holds.
std::optional<Sample> lastKnown(const SeriesView &series, Timestamp at)
{
    std::optional<Sample> last;
    const Millis hold = std::max(leastHold, 3 * series.interval());
    series.forEach({at - hold, at + Millis(1)}, [&](const Sample &sample) {
        if (std::isfinite(sample.value))
            last = sample;
        return true;
    });
    return last;
}

/// Told at its own time; from `at` on it is as much less as has passed since.
std::optional<Seconds> leftAt(const SeriesView &series, Timestamp at)
{
    const auto told = lastKnown(series, at);
    return told ? std::optional(std::max(Seconds(0), Seconds(told->value) - Seconds(at - told->at)))
                : std::nullopt;
}

/// A ray that ends where the limit is, or where it leaves the room.
QLineF rayTo(QPointF end, QPointF from, double right)
{
    const double share = end.x() > right ? (right - from.x()) / (end.x() - from.x()) : 1;
    return {from, from + (end - from) * share};
}

struct LengthUnit
{
    Seconds length;
    const char *name;
};

/// The largest of which there are two.
const LengthUnit &unitFor(Seconds length)
{
    static constexpr std::array<LengthUnit, 4> units{{{24h, "d"}, {1h, "h"}, {1min, "min"}, {1s, "s"}}};
    const auto *const fits =
        std::ranges::find_if(units, [&](const LengthUnit &unit) { return length >= 2 * unit.length; });
    return fits == units.end() ? units.back() : *fits;
}

QString numberText(Seconds length, const LengthUnit &unit)
{
    const double value = length / unit.length;
    return QString::number(value, 'f', value < 9.95 && unit.length >= 1h ? 1 : 0);
}

} // namespace

std::optional<Outlook> outlookAt(const SeriesSnapshot &series, const ChartSpec &spec, Timestamp at)
{
    if (!spec.outlook || spec.limits.empty())
        return std::nullopt;
    const OutlookSpec &names = *spec.outlook;
    Outlook nearest;
    const SeriesView *which = nullptr;
    const auto all = series.select(names.likely);
    for (const SeriesView &one : all) {
        const auto left = leftAt(one, at);
        if (left && *left <= longest && (!which || *left < nearest.likely)) {
            nearest.likely = *left;
            which = &one;
        }
    }
    if (!which)
        return std::nullopt;
    const auto value = lastKnown(series.first(names.metric, names.labels), at);
    const auto limit = lastKnown(series.first(spec.limits.front().metric, spec.limits.front().labels), at);
    if (!value || !limit || !(limit->value > 0))
        return std::nullopt;
    nearest.value = value->value;
    nearest.limit = limit->value;
    const Labels &labels = which->key().labels;
    nearest.soonest = std::min(nearest.likely, leftAt(series.first(names.soonest, labels), at).value_or(longest));
    nearest.latest = std::max(nearest.likely, leftAt(series.first(names.latest, labels), at).value_or(Seconds(0)));
    return nearest;
}

std::chrono::seconds spanOf(const Outlook &outlook)
{
    using std::chrono::seconds;
    static constexpr std::array<seconds, 40> spans{
        10s,   15s,   20s,   30s,   45s,   1min,  75s, 90s,     2min,    150s,    3min,     4min,    5min, 7min,
        10min, 15min, 20min, 30min, 40min, 50min, 1h,  75min,   90min,   2h,      150min,   3h,      4h,   5h,
        6h,    8h,    10h,   12h,   18h,   24h,   36h, 2 * 24h, 3 * 24h, 5 * 24h, 10 * 24h, 20 * 24h};
    const Seconds wanted = std::clamp<Seconds>(1.05 * outlook.latest, 1.2 * outlook.likely, 2 * outlook.likely);
    const auto *const fits = std::ranges::find_if(spans, [&](seconds span) { return span >= wanted; });
    return fits == spans.end() ? spans.back() : *fits;
}

Cone coneOf(const Outlook &outlook, const QRectF &room, double bottom, double top)
{
    const auto yOf = [&](double v) { return room.bottom() - (v - bottom) / (top - bottom) * room.height(); };
    Cone cone;
    cone.isBroken = outlook.limit > top;
    cone.limit = cone.isBroken ? room.top() + limitBelowTop : yOf(outlook.limit);
    if (!(outlook.value < outlook.limit) || !(bottom < top))
        return cone;
    const QPointF now(room.left(), std::clamp(yOf(outlook.value), cone.limit, room.bottom()));
    const Seconds span = spanOf(outlook);
    const auto ray = [&](Seconds end) {
        return rayTo({room.left() + end / span * room.width(), cone.limit}, now, room.right());
    };
    cone.soonest = ray(outlook.soonest);
    cone.likely = ray(outlook.likely);
    cone.latest = ray(outlook.latest);
    cone.area << now << cone.soonest.p2();
    if (cone.latest.p2().y() > cone.limit && cone.soonest.p2().x() < room.right())
        cone.area << QPointF(room.right(), cone.limit);
    cone.area << cone.latest.p2();
    return cone;
}

QString roughText(const Outlook &outlook)
{
    const LengthUnit &unit = unitFor(outlook.likely);
    return numberText(outlook.likely, unit) + u' ' + QLatin1String(unit.name);
}

QString bandText(const Outlook &outlook)
{
    const LengthUnit &unit = unitFor(outlook.latest);
    const QString from = numberText(outlook.soonest, unit);
    const QString to = numberText(outlook.latest, unit);
    return from == to ? QString() : from + u'–' + to + u' ' + QLatin1String(unit.name);
}

} // namespace qd
