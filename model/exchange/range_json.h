// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/exchange/import_sink.h"
#include "model/exchange/json_stream.h"

#include <functional>

namespace qd::exchange {

/// Reads an answer of Prometheus' `query_range` or `query` (prometheus.io/docs/prometheus/latest/querying/api)
/// into a sink: a matrix or a vector, values as strings. Samples that cannot be read are losses.
class RangeJson
{
public:
    /// Series of an expression have no name; `unnamed` is given to them.
    RangeJson(ImportSink &sink, std::string unnamed);

    /// A label for series without a name.
    void setUnnamedLabel(std::string name, std::string value)
    {
        m_unnamedLabel = {std::move(name), std::move(value)};
    }
    /// Types of metrics by name; must outlive the reader.
    void setTypes(const std::map<std::string, SeriesType, std::less<>> *types) { m_types = types; }
    /// Samples outside of (after, upTo], milliseconds since the epoch, are passed over.
    void setSpan(std::int64_t after, std::int64_t upTo)
    {
        m_after = after;
        m_upTo = upTo;
    }

    /// `keepGoing` is asked now and then with the share that was read. Invalid when the text is no such answer or
    /// ends in its middle, Refused when Prometheus refused the query or `keepGoing` said no; samples read until
    /// then are in the sink.
    [[nodiscard]] Result<void> read(JsonStream &json, const std::function<bool(double)> &keepGoing);

    [[nodiscard]] std::int64_t samples() const { return m_samples; }
    [[nodiscard]] bool sawUnnamed() const { return m_sawUnnamed; }
    /// Whether all times are whole steps apart, as those of `query_range` always are and scraped ones hardly ever.
    [[nodiscard]] bool hasSteps() const { return m_grid == m_shortest; }

private:
    [[nodiscard]] Result<void> readObject(JsonStream &json);
    [[nodiscard]] Result<void> readMember(JsonStream &json, const std::string &key);
    [[nodiscard]] Result<void> readSeriesList(JsonStream &json);
    [[nodiscard]] Result<void> readSeries(JsonStream &json);
    [[nodiscard]] Result<SeriesKey> readMetric(JsonStream &json);
    [[nodiscard]] Result<void> readValues(JsonStream &json);
    [[nodiscard]] Result<void> readPair(JsonStream &json);
    void followSteps(std::int64_t ms);
    [[nodiscard]] SeriesType typeOf(const std::string &name) const;
    void takeSample(std::string_view time, std::string_view value, Place place);

    ImportSink &m_sink;
    std::string m_unnamed;
    Labels::Pair m_unnamedLabel;
    const std::map<std::string, SeriesType, std::less<>> *m_types = nullptr;
    std::int64_t m_after = std::numeric_limits<std::int64_t>::min();
    std::int64_t m_upTo = std::numeric_limits<std::int64_t>::max();
    const std::function<bool(double)> *m_keepGoing = nullptr;
    std::optional<SeriesId> m_series; ///< at hand
    bool m_hasMetric = false;
    bool m_sawResult = false;
    bool m_sawUnnamed = false;
    std::string m_errorWords; ///< of Prometheus
    std::int64_t m_samples = 0;
    std::optional<std::int64_t> m_first;    ///< time of the first sample of all
    std::optional<std::int64_t> m_previous; ///< of the sample before in the series
    std::int64_t m_grid = 0;                ///< the greatest step that all times are multiples of
    std::int64_t m_shortest = 0;            ///< between two samples of a series
};

} // namespace qd::exchange
