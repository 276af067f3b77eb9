// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Before the standard's own headers: moc of Qt 6.4 fails on <concepts> when it meets that first.
#include <QtCore/QtGlobal>

#include <compare>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qd {

/// Label names and values in UTF-8, sorted by name, without the metric name and without empty values.
class Labels
{
public:
    using Pair = std::pair<std::string, std::string>;

    Labels() = default;
    /// Sorts; the last of two equal names wins; pairs with an empty value are dropped.
    explicit Labels(std::vector<Pair> pairs);
    /// Labels{{"job", "sessiond"}, {"instance", "local"}}
    Labels(std::initializer_list<Pair> pairs)
        : Labels(std::vector<Pair>(pairs))
    {}

    /// The value of a label, empty when it is absent (Prometheus treats the two alike).
    [[nodiscard]] std::string_view value(std::string_view name) const;
    [[nodiscard]] const std::vector<Pair> &pairs() const { return m_pairs; }
    [[nodiscard]] bool isEmpty() const { return m_pairs.empty(); }
    /// A copy with one label set (or removed, with an empty value).
    [[nodiscard]] Labels with(std::string_view name, std::string_view value) const;

    friend auto operator<=>(const Labels &, const Labels &) = default;

private:
    std::vector<Pair> m_pairs;
};

/// A series is its metric name and its labels, as in Prometheus.
struct SeriesKey
{
    std::string name;
    Labels labels;
    friend auto operator<=>(const SeriesKey &, const SeriesKey &) = default;
};

} // namespace qd
