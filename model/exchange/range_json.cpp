// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/range_json.h"

#include "model/series/exposition_scanner.h"

#include <numeric>

namespace qd::exchange {

namespace {

using Token = JsonStream::Token;

constexpr std::size_t mostLabels = 64; ///< of one series

tl::unexpected<Error> problem(const JsonStream &json)
{
    return tl::unexpected(json.error());
}

tl::unexpected<Error> shapeFailure(const JsonStream &json, const char *words)
{
    return failure(ErrorCode::Invalid, QStringLiteral("%1 at byte %2").arg(QLatin1String(words)).arg(json.byte()));
}

} // namespace

RangeJson::RangeJson(ImportSink &sink, std::string unnamed)
    : m_sink(sink)
    , m_unnamed(std::move(unnamed))
{}

Result<void> RangeJson::read(JsonStream &json, const std::function<bool(double)> &keepGoing)
{
    m_keepGoing = &keepGoing;
    m_sawResult = false;
    m_errorWords.clear();
    if (json.next() != Token::BeginObject)
        return json.error().words.isEmpty() ? shapeFailure(json, "no object begins") : problem(json);
    if (auto done = readObject(json); !done)
        return done;
    if (json.next() != Token::End)
        return problem(json);
    if (!m_errorWords.empty())
        return failure(
            ErrorCode::Refused,
            QStringLiteral("Prometheus says: %1").arg(QString::fromStdString(exposition::quoted(m_errorWords))));
    return m_sawResult ? Result<void>() : shapeFailure(json, "there is no result");
}

/// The answer itself, or the `data` in it.
Result<void> RangeJson::readObject(JsonStream &json)
{
    while (true) {
        const Token token = json.next();
        if (token == Token::EndObject)
            return {};
        if (token != Token::Key)
            return problem(json);
        if (auto done = readMember(json, std::string(json.text())); !done)
            return done;
    }
}

Result<void> RangeJson::readMember(JsonStream &json, const std::string &key)
{
    if (key == "data") {
        const Token token = json.next();
        return token == Token::BeginObject
                   ? readObject(json)
                   : (token == Token::Bad ? problem(json) : shapeFailure(json, "no object begins"));
    }
    if (key == "result")
        return readSeriesList(json);
    if (key != "error" && key != "resultType")
        return json.skipValue() ? Result<void>() : problem(json);
    if (json.next() != Token::String)
        return json.error().words.isEmpty() ? shapeFailure(json, "a text is missing") : problem(json);
    if (key == "error")
        m_errorWords = json.text();
    else if (json.text() != "matrix" && json.text() != "vector")
        return shapeFailure(json, "the result holds no series");
    return {};
}

Result<void> RangeJson::readSeriesList(JsonStream &json)
{
    m_sawResult = true;
    if (const Token token = json.next(); token != Token::BeginArray)
        return token == Token::Bad ? problem(json) : shapeFailure(json, "the result is no list");
    while (true) {
        const Token token = json.next();
        if (token == Token::EndArray)
            return {};
        if (token != Token::BeginObject)
            return token == Token::Bad ? problem(json) : shapeFailure(json, "a series is no object");
        if (auto done = readSeries(json); !done)
            return done;
    }
}

Result<void> RangeJson::readSeries(JsonStream &json)
{
    m_series.reset();
    m_previous.reset();
    m_hasMetric = false;
    while (true) {
        const Token token = json.next();
        if (token == Token::EndObject)
            return {};
        if (token != Token::Key)
            return problem(json);
        const std::string key(json.text());
        Result<void> done;
        if (key == "metric") {
            const auto metric = readMetric(json);
            if (!metric)
                return tl::unexpected(metric.error());
            m_hasMetric = true;
            m_series =
                m_sink.series(*metric, typeOf(metric->name), {0, 0, static_cast<std::int64_t>(json.byte())});
        } else if (key == "values" || key == "value") {
            if (!m_hasMetric)
                return shapeFailure(json, "values stand before their metric");
            done = key == "values" ? readValues(json)
                                   : (json.next() == Token::BeginArray ? readPair(json) : problem(json));
        } else {
            if (key == "histograms" || key == "histogram")
                m_sink.log().lose(LossKind::Histogram, {0, 0, static_cast<std::int64_t>(json.byte())});
            if (!json.skipValue())
                return problem(json);
        }
        if (!done)
            return done;
    }
}

Result<SeriesKey> RangeJson::readMetric(JsonStream &json)
{
    if (const Token token = json.next(); token != Token::BeginObject)
        return token == Token::Bad ? problem(json) : shapeFailure(json, "a metric is no object");
    SeriesKey key{m_unnamed, {}};
    std::vector<Labels::Pair> pairs;
    bool named = false;
    while (true) {
        const Token token = json.next();
        if (token == Token::EndObject)
            break;
        if (token != Token::Key)
            return problem(json);
        if (pairs.size() > mostLabels)
            return failure(
                ErrorCode::TooLarge,
                QStringLiteral("a series has more than %1 labels at byte %2").arg(mostLabels).arg(json.byte()));
        const std::string name(json.text());
        if (const Token value = json.next(); value != Token::String)
            return value == Token::Bad ? problem(json) : shapeFailure(json, "a label is no text");
        if (name == "__name__" && !json.text().empty()) {
            key.name = json.text();
            named = true;
        } else {
            pairs.emplace_back(name, std::string(json.text()));
        }
    }
    m_sawUnnamed |= !named;
    if (!named)
        pairs.push_back(m_unnamedLabel);
    key.labels = Labels(std::move(pairs));
    return key;
}

Result<void> RangeJson::readValues(JsonStream &json)
{
    if (const Token token = json.next(); token != Token::BeginArray)
        return token == Token::Bad ? problem(json) : shapeFailure(json, "values are no list");
    while (true) {
        const Token token = json.next();
        if (token == Token::EndArray)
            return {};
        if (token != Token::BeginArray)
            return token == Token::Bad ? problem(json) : shapeFailure(json, "a sample is no pair");
        if (auto done = readPair(json); !done)
            return done;
    }
}

/// `[seconds, "value"]`, behind its opening bracket.
Result<void> RangeJson::readPair(JsonStream &json)
{
    const Place place{0, 0, static_cast<std::int64_t>(json.byte())};
    const Token first = json.next();
    const std::string time(json.text());
    if (first != Token::Number && first != Token::String)
        return first == Token::Bad ? problem(json) : shapeFailure(json, "a sample has no time");
    const Token second = json.next();
    const std::string value(second == Token::Null ? std::string_view("NaN") : json.text());
    if (second != Token::String && second != Token::Number && second != Token::Null)
        return second == Token::Bad ? problem(json) : shapeFailure(json, "a sample has no value");
    if (const Token end = json.next(); end != Token::EndArray)
        return end == Token::Bad ? problem(json) : shapeFailure(json, "a sample is no pair");
    takeSample(time, value, place);
    if (++m_samples % 4096 == 0 && !(*m_keepGoing)(double(json.byte()) / double(json.size())))
        return failure(ErrorCode::Refused, QStringLiteral("The import was stopped; nothing was written."));
    return {};
}

/// Prometheus knows types by metric; the parts of histograms and summaries end in words of their own.
SeriesType RangeJson::typeOf(const std::string &name) const
{
    if (!m_types)
        return SeriesType::Unknown;
    for (const std::string_view suffix : {"", "_bucket", "_sum", "_count", "_total"}) {
        if (!std::string_view(name).ends_with(suffix))
            continue;
        const auto known = m_types->find(std::string_view(name).substr(0, name.size() - suffix.size()));
        if (known != m_types->end())
            return known->second;
    }
    return SeriesType::Unknown;
}

void RangeJson::takeSample(std::string_view time, std::string_view value, Place place)
{
    const auto ms = exposition::secondsToMillis(time);
    const auto number = exposition::number(value);
    if (!ms || !number)
        m_sink.log().lose(LossKind::BadSample, place, exposition::quoted(ms ? value : time));
    else if (m_series && *ms > m_after && *ms <= m_upTo) {
        followSteps(*ms);
        m_sink.add(*m_series, *ms, *number, place);
    }
}

void RangeJson::followSteps(std::int64_t ms)
{
    if (m_first && ms != *m_first && (m_grid == 0 || (ms - *m_first) % m_grid != 0))
        m_grid = std::gcd(m_grid, ms - *m_first);
    if (m_previous && ms > *m_previous)
        m_shortest = m_shortest == 0 ? ms - *m_previous : std::min(m_shortest, ms - *m_previous);
    m_first = m_first.value_or(ms);
    m_previous = ms;
}

} // namespace qd::exchange
