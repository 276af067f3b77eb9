// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/answer_json.h"

#include "model/query/label_choice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace qd::query {

namespace {

void appendString(std::string &out, std::string_view text)
{
    out += '"';
    // What is no UTF-8 is no JSON, either.
    for (const char c : QString::fromUtf8(text.data(), qsizetype(text.size())).toUtf8()) {
        if (c == '"' || c == '\\') {
            (out += '\\') += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x", unsigned(c));
            out += escaped.data();
        } else {
            out += c;
        }
    }
    out += '"';
}

/// The longest of what follows is a value without an exponent, some forty characters.
using SampleText = std::array<char, 128>;

template <typename... Format>
char *written(char *to, Format... format)
{
    return std::to_chars(to, to + 48, format...).ptr;
}

char *written(char *to, std::string_view text)
{
    return std::ranges::copy(text, to).out;
}

/// util/jsonutil of Prometheus, MarshalFloat: an exponent only where digits would be many.
char *writtenValue(char *to, double value)
{
    constexpr double mostExact = 1e15; // whole numbers below have no shorter form than their digits
    const double size = std::abs(value);
    if (size < mostExact && value == std::trunc(value) && (value != 0 || !std::signbit(value)))
        return written(to, static_cast<std::int64_t>(value));
    if (std::isfinite(value) && value != 0 && (size < 1e-6 || size >= 1e21))
        return written(to, value, std::chars_format::scientific);
    if (size >= 1e-4 && size < mostExact)
        return written(to, value, std::chars_format::fixed);
    return written(to, std::string_view(numberText(value)));
}

/// Seconds, with what there is of milliseconds.
char *writtenTime(char *to, Timestamp at)
{
    const std::int64_t ms = at.time_since_epoch().count();
    const std::int64_t size = std::abs(ms);
    if (ms < 0)
        *to++ = '-';
    to = written(to, size / 1000);
    if (size % 1000 == 0)
        return to;
    char *const point = to;
    to = written(to, 1000 + size % 1000); // with its leading zeros
    *point = '.';
    return to;
}

void appendTime(std::string &out, Timestamp at)
{
    SampleText text;
    out.append(text.data(), writtenTime(text.data(), at));
}

// Most of an answer is this, so it is put together first and appended once.
void appendSample(std::string &out, const Sample &sample)
{
    SampleText text;
    char *end = text.data();
    *end++ = '[';
    end = writtenTime(end, sample.at);
    end = written(end, std::string_view(",\""));
    end = writtenValue(end, sample.value);
    end = written(end, std::string_view("\"]"));
    out.append(text.data(), end);
}

void appendMetric(std::string &out, const SeriesKey &key)
{
    bool isFirst = true;
    const auto add = [&](std::string_view name, std::string_view value) {
        out += isFirst ? "" : ",";
        isFirst = false;
        appendString(out, name);
        out += ':';
        appendString(out, value);
    };
    out += "{\"metric\":{";
    if (!key.name.empty())
        add(nameLabel, key.name);
    for (const auto &[name, value] : key.labels.pairs())
        add(name, value);
    out += '}';
}

void appendVector(std::string &out, const std::vector<VectorElement> &elements)
{
    out += '[';
    for (std::size_t i = 0; i < elements.size(); ++i) {
        out += i > 0 ? "," : "";
        appendMetric(out, elements[i].key);
        out += ",\"value\":";
        appendSample(out, elements[i].sample);
        out += '}';
    }
    out += ']';
}

void appendMatrix(std::string &out, const std::vector<ResultSeries> &series)
{
    constexpr std::size_t usualSample = 30; // characters
    std::size_t samples = 0;
    for (const ResultSeries &one : series)
        samples += one.samples.size();
    out.reserve(out.size() + samples * usualSample);
    out += '[';
    for (std::size_t i = 0; i < series.size(); ++i) {
        out += i > 0 ? "," : "";
        appendMetric(out, series[i].key);
        out += ",\"values\":[";
        for (std::size_t j = 0; j < series[i].samples.size(); ++j) {
            out += j > 0 ? "," : "";
            appendSample(out, series[i].samples[j]);
        }
        out += "]}";
    }
    out += ']';
}

template <typename Texts>
void appendList(std::string &out, const char *name, const Texts &texts)
{
    if (texts.empty())
        return;
    ((out += ",\"") += name) += "\":[";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        out += i > 0 ? "," : "";
        if constexpr (std::is_same_v<typename Texts::value_type, QString>)
            appendString(out, texts[i].toStdString());
        else
            appendString(out, texts[i]);
    }
    out += ']';
}

std::string finished(std::string out, const Remarks &remarks)
{
    out += '}';
    appendList(out, "warnings", remarks.warnings);
    appendList(out, "infos", remarks.infos);
    appendList(out, "unmatched", remarks.unmatched);
    return out + '}';
}

std::string begun(std::string_view type)
{
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"" + std::string(type) + "\",\"result\":";
}

std::string failed(std::string_view type, const QString &words)
{
    std::string out = "{\"status\":\"error\",\"errorType\":\"" + std::string(type) + "\",\"error\":";
    appendString(out, words.toStdString());
    return out + '}';
}

} // namespace

std::string jsonOf(const Answer &answer, Timestamp at)
{
    std::string out;
    if (const auto *scalar = std::get_if<double>(&answer.value)) {
        out = begun("scalar");
        appendSample(out, {at, *scalar});
    } else if (const auto *text = std::get_if<std::string>(&answer.value)) {
        out = begun("string") + '[';
        appendTime(out, at);
        out += ',';
        appendString(out, *text);
        out += ']';
    } else if (const auto *vector = std::get_if<std::vector<VectorElement>>(&answer.value)) {
        out = begun("vector");
        appendVector(out, *vector);
    } else {
        out = begun("matrix");
        appendMatrix(out, std::get<std::vector<ResultSeries>>(answer.value));
    }
    return finished(std::move(out), answer);
}

std::string jsonOf(const RangeAnswer &answer)
{
    std::string out = begun("matrix");
    appendMatrix(out, answer.series);
    return finished(std::move(out), answer);
}

std::string jsonOf(const QueryError &error)
{
    switch (error.fault) {
    case QueryFault::Syntax:
        return failed("bad_data", errorText(error));
    case QueryFault::Unsupported:
        return failed("unsupported", errorText(error));
    case QueryFault::Execution:
    case QueryFault::TooMuch:
        break;
    }
    return failed("execution", errorText(error));
}

std::string badRequestJson(const QString &words)
{
    return failed("bad_data", words);
}

} // namespace qd::query
