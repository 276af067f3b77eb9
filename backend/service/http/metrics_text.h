// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sessiond::http {

/// To the microsecond, as the double nearest to that decimal: what is shown stays short and packs well, which the
/// sum of many nanoseconds as a double does not.
[[nodiscard]] double decimalSeconds(std::uint64_t nanoseconds);

enum class MetricsFormat { Prometheus, OpenMetrics };

/// Writes an exposition in the Prometheus text format 0.0.4 or OpenMetrics 1.0, family by family. Names are those
/// of the Prometheus format; where OpenMetrics names the family differently (counters without `_total`) it is done
/// here.
class MetricsText
{
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    explicit MetricsText(MetricsFormat format)
        : m_format(format)
    {}

    void counter(std::string_view name, std::string_view help);
    void gauge(std::string_view name, std::string_view help);
    void histogram(std::string_view name, std::string_view help);
    /// One sample of the family begun last.
    void sample(double value, Labels labels = {});
    void sample(std::uint64_t value, Labels labels = {});
    /// `buckets` has one count more than `bounds`, for +Inf; not cumulative. `label` may have an empty name.
    void buckets(std::span<const double> bounds, std::span<const std::uint64_t> buckets, double sum,
                 std::pair<std::string_view, std::string_view> label);

    [[nodiscard]] std::size_t series() const { return m_series; }
    [[nodiscard]] std::string finish();

private:
    void family(std::string_view name, std::string_view type, std::string_view help);
    void line(std::string_view suffix, Labels labels, std::string_view value);

    MetricsFormat m_format;
    std::string m_out;
    std::string m_name;
    std::size_t m_series = 0;
};

} // namespace sessiond::http
