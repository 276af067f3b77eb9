// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/series/parsed_sample.h"

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace qd {

enum class ExpositionFormat {
    PrometheusText, ///< text/plain; version=0.0.4; timestamps in milliseconds
    OpenMetrics,    ///< application/openmetrics-text; version=1.0.0; timestamps in seconds, ends with `# EOF`
};

/// The format a Content-Type announces; Prometheus text for everything that is not OpenMetrics.
[[nodiscard]] ExpositionFormat expositionFormat(std::string_view contentType);

/// Past any of these the exposition is refused as TooLarge.
struct ExpositionLimits
{
    std::size_t maxBytes = 16U << 20U;
    std::size_t maxLineBytes = 64U << 10U;
    std::size_t maxSamples = 50'000;
    std::size_t maxFamilies = 10'000;
    std::size_t maxLabels = 64; ///< of one series
};

/// Why a text is no exposition, and in which line (from 1).
struct ExpositionError
{
    ErrorCode code = ErrorCode::Invalid;
    std::size_t line = 0;
    std::string reason; ///< UTF-8, printable, a sentence without its full stop
    /// One line for people: "Line 7 of the metrics: …".
    [[nodiscard]] Error toError() const;
};

/// What `# TYPE`, `# HELP` and `# UNIT` say of a metric. Views into the text; help is still escaped.
struct MetricFamily
{
    std::string_view name;
    SeriesType type = SeriesType::Unknown;
    std::string_view help;
    std::string_view unit;
};

/// Valid until the next parse() and as long as the text lives.
struct Exposition
{
    std::span<const ParsedSample> samples;
    std::span<const MetricFamily> families;
    std::size_t exemplars = 0; ///< read and not kept
};

/// Reads Prometheus text 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats) and OpenMetrics text 1.0
/// (openmetrics.io). Accepts whatever bytes: the answer is samples or an error, within the limits, without
/// exceptions. One pass, no allocation a sample; keep the parser to keep its buffers. The same series twice is not
/// looked for here: SeriesStore counts it, whatever the order of its labels.
class ExpositionParser
{
public:
    explicit ExpositionParser(ExpositionLimits limits = {});
    [[nodiscard]] tl::expected<Exposition, ExpositionError> parse(std::string_view text, ExpositionFormat format);

private:
    class Run;

    ExpositionLimits m_limits;
    std::vector<ParsedSample> m_samples;
    std::vector<MetricFamily> m_families;
    std::vector<std::uint8_t> m_seen; ///< what was said of each family
    std::unordered_map<std::string_view, std::size_t> m_familyByName;
};

} // namespace qd
