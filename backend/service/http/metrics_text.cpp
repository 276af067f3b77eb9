// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/service/http/metrics_text.h"

#include <array>
#include <charconv>

namespace sessiond::http {
namespace {

template <typename Number>
std::string textOf(Number number)
{
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end};
}

/// Label values and help texts, as both formats escape them.
void appendEscaped(std::string &out, std::string_view text)
{
    for (const char c : text) {
        if (c == '\n') {
            out.append("\\n");
        } else if (c == '\\' || c == '"') {
            out.append(1, '\\').append(1, c);
        } else {
            out.push_back(c);
        }
    }
}

/// OpenMetrics wants a bound to be a float even where it is whole.
std::string boundText(double bound)
{
    std::string text = textOf(bound);
    if (text.find_first_of(".e") == std::string::npos) {
        text.append(".0");
    }
    return text;
}

} // namespace

double decimalSeconds(std::uint64_t nanoseconds)
{
    return static_cast<double>(nanoseconds / 1000) / 1e6;
}

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help)
{
    m_name = name;
    std::string_view shown = name;
    if (m_format == MetricsFormat::OpenMetrics && type == "counter") {
        shown.remove_suffix(std::string_view("_total").size());
    }
    m_out.append("# HELP ").append(shown).append(" ").append(help);
    m_out.append("\n# TYPE ").append(shown).append(" ").append(type).append("\n");
}

void MetricsText::counter(std::string_view name, std::string_view help)
{
    family(name, "counter", help);
}

void MetricsText::gauge(std::string_view name, std::string_view help)
{
    family(name, "gauge", help);
}

void MetricsText::histogram(std::string_view name, std::string_view help)
{
    family(name, "histogram", help);
}

void MetricsText::sample(double value, Labels labels)
{
    line({}, labels, textOf(value));
}

void MetricsText::sample(std::uint64_t value, Labels labels)
{
    line({}, labels, textOf(value));
}

void MetricsText::buckets(std::span<const double> bounds, std::span<const std::uint64_t> buckets, double sum,
                          std::pair<std::string_view, std::string_view> label)
{
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        count += buckets[i];
        const std::string bound = i < bounds.size() ? boundText(bounds[i]) : std::string("+Inf");
        line("_bucket", {label, {"le", bound}}, textOf(count));
    }
    line("_sum", {label}, textOf(sum));
    line("_count", {label}, textOf(count));
}

void MetricsText::line(std::string_view suffix, Labels labels, std::string_view value)
{
    m_out.append(m_name).append(suffix);
    char separator = '{';
    for (const auto &[name, text] : labels) {
        if (name.empty()) {
            continue;
        }
        m_out.append(1, separator).append(name).append("=\"");
        appendEscaped(m_out, text);
        m_out.push_back('"');
        separator = ',';
    }
    m_out.append(separator == ',' ? "} " : " ").append(value).append("\n");
    ++m_series;
}

std::string MetricsText::finish()
{
    if (m_format == MetricsFormat::OpenMetrics) {
        m_out.append("# EOF\n");
    }
    return std::move(m_out);
}

} // namespace sessiond::http
