// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/grid.h"

namespace qd::query {

/// The metric name as a label, as the language has it.
inline constexpr std::string_view nameLabel = "__name__";

/// A label's value, `__name__` included; empty when it is absent.
[[nodiscard]] std::string_view labelOf(const SeriesKey &key, std::string_view label);
/// Sets a label, `__name__` included; an empty value removes it.
void setLabel(SeriesKey &key, std::string_view label, std::string_view value);
/// Whether Prometheus 3 takes it for a label's name: any UTF-8 but nothing.
[[nodiscard]] bool isLabelName(std::string_view text);
/// {__name__="up", job="a b"}, as Prometheus' errors show label sets.
[[nodiscard]] std::string textOf(const SeriesKey &key);
/// up{job="a"}, as people write a selector.
[[nodiscard]] std::string textOf(const VectorSelector &selector);
/// In double quotes, with Go's escapes.
[[nodiscard]] std::string quoted(std::string_view text);
/// The shortest decimal that is this double, never with an exponent; NaN, +Inf, -Inf.
[[nodiscard]] std::string numberText(double value);

/// By which labels series belong together: those named (by, on), or all but those and the name (without,
/// ignoring).
class LabelChoice
{
public:
    LabelChoice(bool onlyNamed, std::vector<std::string> names);

    /// Equal for series that belong together, and for no others.
    [[nodiscard]] std::string signature(const SeriesKey &key) const;
    /// What is left of a key.
    [[nodiscard]] SeriesKey chosen(const SeriesKey &key) const;
    [[nodiscard]] bool holds(std::string_view label) const;

private:
    bool m_onlyNamed;
    std::vector<std::string> m_names; ///< sorted
};

/// Series of equal signatures.
struct SeriesGrouping
{
    std::vector<std::size_t> groupOf;      ///< of each series
    std::vector<std::size_t> firstOfGroup; ///< the first series of each, in order
};
[[nodiscard]] SeriesGrouping groupedBy(const LabelChoice &choice, const std::vector<GridSeries> &series);

} // namespace qd::query
