// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/series/series_snapshot.h"

#include <QtCore/QString>
#include <tl/expected.hpp>

#include <string_view>
#include <vector>

namespace qd::conformance {

/// What a series has at one step of a script.
struct Point
{
    enum class Kind {
        Missing,
        Number, ///< stale markers are numbers, too
        Histogram,
    };
    Kind kind = Kind::Missing;
    double value = 0;
};

struct SeriesLine
{
    SeriesKey key;
    std::vector<Point> points;

    [[nodiscard]] bool hasHistogram() const;
};

/// One series of a script: `up{job="a"} 1 2+3x4 _x2 stale NaN {{schema:0 sum:1}}x3`. An error in words where it is
/// none. promql/parser, ParseSeriesDesc.
[[nodiscard]] tl::expected<SeriesLine, QString> parseSeriesLine(std::string_view text);

/// The numbers of a line as samples from time 0 on, a step apart.
[[nodiscard]] std::vector<Sample> samplesOf(const SeriesLine &line, Millis step);

/// A number alone, as scalars are expected.
[[nodiscard]] bool parseNumber(std::string_view text, double &value);

} // namespace qd::conformance
