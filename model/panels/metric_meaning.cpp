// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/panels/metric_meaning.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace qd {

namespace {

using Words = std::vector<std::string>;

/// "node_memoryFree_bytes" is node, memory, free, bytes: some names are not of Prometheus' making.
Words wordsOf(std::string_view name)
{
    Words words(1);
    bool wasLower = false;
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        const bool apart = std::isalnum(u) == 0;
        if ((apart || (wasLower && std::isupper(u) != 0)) && !words.back().empty()) {
            words.emplace_back();
        }
        if (!apart) {
            words.back() += static_cast<char>(std::tolower(u));
        }
        wasLower = std::islower(u) != 0;
    }
    if (words.back().empty()) {
        words.pop_back();
    }
    return words;
}

bool has(const Words &words, std::initializer_list<std::string_view> any)
{
    return std::any_of(any.begin(), any.end(), [&](std::string_view wanted) {
        return std::find(words.begin(), words.end(), wanted) != words.end();
    });
}

bool beginsWith(std::string_view name, std::initializer_list<std::string_view> any)
{
    return std::any_of(any.begin(), any.end(), [&](std::string_view begin) { return name.starts_with(begin); });
}

bool cutEnd(std::string &name, std::string_view end)
{
    if (name.size() <= end.size() || !name.ends_with(end)) {
        return false;
    }
    name.resize(name.size() - end.size());
    return true;
}

MetricPart partOf(std::string &family, SeriesType type)
{
    const bool distribution = type == SeriesType::Histogram || type == SeriesType::Summary;
    // Without a type the name has to do: _bucket and _total are reserved, _sum and _count are used for more.
    if (type != SeriesType::Gauge && type != SeriesType::Counter && cutEnd(family, "_bucket")) {
        return MetricPart::Bucket;
    }
    if (distribution && cutEnd(family, "_sum")) {
        return MetricPart::Sum;
    }
    if (distribution && cutEnd(family, "_count")) {
        return MetricPart::Count;
    }
    const bool named = type == SeriesType::Unknown && family.ends_with("_total");
    return type == SeriesType::Counter || named ? MetricPart::Counter : MetricPart::Value;
}

/// Of the stored numbers. The unit stands last by convention, but many put a word behind it.
Unit storedUnit(const Words &words)
{
    const auto per = std::ranges::find(words, "per");
    if (per != words.end() && std::next(per) != words.end() && std::next(per)->starts_with("sec")) {
        return has(words, {"bytes", "byte"}) ? Unit::BytesPerSecond : Unit::PerSecond;
    }
    if (has(words, {"bytes", "byte"})) {
        return Unit::Bytes;
    }
    if (has(words, {"milliseconds", "millis", "ms"})) {
        return Unit::Milliseconds;
    }
    if (has(words, {"seconds", "second"})) {
        return Unit::Seconds;
    }
    if (has(words, {"percent", "percentage", "pct"})) {
        return Unit::Percent;
    }
    if (has(words, {"ratio"})) {
        return Unit::Ratio;
    }
    if (has(words, {"celsius"})) {
        return Unit::Celsius;
    }
    return has(words, {"temperature", "temp", "fahrenheit"}) ? Unit::Degrees : Unit::Number;
}

Unit rateOf(Unit stored)
{
    switch (stored) {
    case Unit::Bytes:
        return Unit::BytesPerSecond;
    case Unit::Seconds:
        return Unit::Ratio; // seconds of work in each second: a share of the time
    default:
        return Unit::PerSecond;
    }
}

Interest interestOf(std::string_view name, MetricPart part, const Words &words)
{
    if (name == "up" || name == "ALERTS" || name == "ALERTS_FOR_STATE" ||
        beginsWith(name, {"scrape_", "quarterdeck_"}) || part == MetricPart::Sum || words.back() == "info" ||
        words.back() == "created" || has(words, {"timestamp"}) || name.ends_with("_start_time_seconds")) {
        return Interest::Bookkeeping;
    }
    return beginsWith(name, {"go_", "promhttp_", "python_", "jvm_", "nodejs_", "process_max_", "net_conntrack_"})
               ? Interest::Runtime
               : Interest::Own;
}

} // namespace

MetricMeaning meaningOf(std::string_view name, SeriesType type)
{
    MetricMeaning meaning;
    meaning.family = name;
    meaning.part = partOf(meaning.family, type);
    const Words words = wordsOf(meaning.family);
    if (words.empty()) {
        return meaning;
    }
    const Unit stored = storedUnit(words);
    switch (meaning.part) {
    case MetricPart::Value:
    case MetricPart::Bucket:
        meaning.unit = stored;
        break;
    case MetricPart::Counter:
    case MetricPart::Sum:
        meaning.unit = rateOf(stored);
        break;
    case MetricPart::Count:
        meaning.unit = Unit::PerSecond;
        break;
    }
    meaning.interest = interestOf(name, meaning.part, words);
    return meaning;
}

} // namespace qd
