// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/cursors.h"

#include "widgets/chart/trace_source.h"

#include <QtCore/QStringList>

#include <algorithm>

namespace qd {

std::optional<TimeRange> Cursors::span() const
{
    return a && b ? std::optional(TimeRange{std::min(*a, *b), std::max(*a, *b)}) : std::nullopt;
}

void Cursors::place(Timestamp at)
{
    if (!a || (b && std::chrono::abs(at - *a) < std::chrono::abs(at - *b))) {
        a = at;
    } else {
        b = at;
    }
}

CursorFigures cursorFigures(const TraceSource &trace, const Cursors &cursors)
{
    CursorFigures figures;
    figures.a = cursors.a ? trace.at(*cursors.a) : std::nullopt;
    figures.b = cursors.b ? trace.at(*cursors.b) : std::nullopt;
    if (auto span = cursors.span()) {
        const auto &earlier = *cursors.a <= *cursors.b ? figures.a : figures.b;
        span->begin = earlier ? earlier->at : span->begin;
        span->end += Millis(1);
        figures.between = spanFigures(trace, *span);
    }
    if (figures.a && figures.b) {
        const double sign = *cursors.a <= *cursors.b ? 1 : -1;
        figures.delta = sign * (figures.b->value - figures.a->value);
    }
    return figures;
}

QString cursorText(const QString &label, const CursorFigures &figures, const UnitScale &unit)
{
    QStringList parts;
    const auto at = [&](const QString &cursor, const std::optional<Sample> &sample) {
        parts << cursor + u' ' + (sample ? valueText(sample->value, unit) : QStringLiteral("–"));
    };
    at(QStringLiteral("A"), figures.a);
    at(QStringLiteral("B"), figures.b);
    if (figures.a && figures.b && figures.between) {
        parts << QStringLiteral("Δ ") + deltaText(figures.delta, unit)
              << rateText(figures.between->perMinute, unit);
    }
    if (figures.between) {
        parts << extremesText(*figures.between, unit);
    }
    return label + QStringLiteral(": ") + parts.join(QStringLiteral(" · "));
}

} // namespace qd
