// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/open_metrics_families.h"

#include "model/series/parsed_sample.h"

#include <QtCore/QByteArray>

#include <algorithm>
#include <array>
#include <limits>

namespace qd::exchange {

namespace {

/// All series of one metric name.
struct Named
{
    SeriesType type = SeriesType::Unknown;
    std::vector<SeriesKey> keys;
};
using Names = std::map<std::string, Named>;

/// Names that would be one family.
struct Candidate
{
    SeriesType type = SeriesType::Unknown;
    std::vector<std::string> names;
    bool clashes = false; ///< names of another type claim it too
};

constexpr std::array<std::string_view, 3> parts{"_bucket", "_count", "_sum"}; // in the order they are written

bool isWritable(const SeriesKey &key)
{
    const std::string text = seriesText(key);
    return text.find('\0') == std::string::npos && seriesKeyOf(text) == key;
}

Names namesIn(const SeriesCatalog &catalog, std::vector<SeriesKey> &unnamed)
{
    Names names;
    for (const auto &[key, entry] : catalog.series) {
        if (!isWritable(key)) {
            unnamed.push_back(key);
            continue;
        }
        Named &named = names[key.name];
        const bool agrees = named.keys.empty() || named.type == entry.type;
        named.type = agrees ? entry.type : SeriesType::Unknown;
        named.keys.push_back(key);
    }
    return names;
}

/// Which of `parts` the name ends with; their count when it ends with none.
std::size_t partOf(std::string_view name)
{
    const auto found =
        std::ranges::find_if(parts, [&](auto part) { return name.ends_with(part) && name != part; });
    return static_cast<std::size_t>(found - parts.begin());
}

/// What the family would be called; the name itself where it cannot be one of that type.
std::string stemOf(const std::string &name, SeriesType type)
{
    constexpr std::string_view total = "_total";
    if (type == SeriesType::Counter && name.ends_with(total) && name.size() > total.size())
        return name.substr(0, name.size() - total.size());
    const std::size_t part = partOf(name);
    const bool isPart = type == SeriesType::Histogram
                            ? part < parts.size()
                            : type == SeriesType::Summary && part < parts.size() && part > 0;
    return isPart ? name.substr(0, name.size() - parts[part].size()) : name;
}

std::string_view boundLabel(SeriesType type)
{
    return type == SeriesType::Histogram ? "le" : "quantile";
}

double boundOf(const SeriesKey &key, SeriesType type)
{
    const std::string_view text = key.labels.value(boundLabel(type));
    if (text == "+Inf")
        return std::numeric_limits<double>::infinity();
    return QByteArray(text.data(), qsizetype(text.size())).toDouble();
}

/// The parts of each histogram or summary of a family, by its labels without the bound.
std::map<Labels, SeriesUnit> metricsOf(const Candidate &candidate, const Names &names)
{
    std::map<Labels, SeriesUnit> metrics;
    for (const std::string &name : candidate.names) {
        for (const SeriesKey &key : names.at(name).keys)
            metrics[key.labels.with(boundLabel(candidate.type), {})].push_back(key);
    }
    const auto rank = [&](const SeriesKey &key) {
        const std::size_t part = partOf(key.name);
        const bool isBound = key.labels.value(boundLabel(candidate.type)) != "";
        return std::pair(isBound ? 0 : part, isBound ? boundOf(key, candidate.type) : 0.0);
    };
    for (auto &[labels, unit] : metrics)
        std::ranges::stable_sort(unit, {}, rank);
    return metrics;
}

/// A histogram has all its parts, its last bucket among them; a summary has sum and count.
bool isWhole(const SeriesUnit &unit, const std::string &stem, SeriesType type)
{
    const auto has = [&](std::string_view part) {
        return std::ranges::any_of(unit,
                                   [&](const SeriesKey &key) { return key.name == stem + std::string(part); });
    };
    const bool ends = type == SeriesType::Summary || std::ranges::any_of(unit, [](const SeriesKey &key) {
                          return key.labels.value("le") == "+Inf";
                      });
    return ends && has("_count") && has("_sum");
}

MetricFamily unknownFamily(const std::string &name, const Names &names)
{
    MetricFamily family{name, "unknown", {}};
    for (const SeriesKey &key : names.at(name).keys)
        family.metrics.push_back({key});
    return family;
}

/// Nothing where the names cannot be one family of their type.
std::optional<MetricFamily> typedFamily(const std::string &stem, const Candidate &candidate, const Names &names)
{
    const bool isCompound = candidate.type == SeriesType::Histogram || candidate.type == SeriesType::Summary;
    if (candidate.clashes || candidate.type == SeriesType::Unknown ||
        (candidate.type == SeriesType::Counter && candidate.names.front() == stem))
        return std::nullopt;
    if (!isCompound) {
        MetricFamily family = unknownFamily(candidate.names.front(), names);
        family.name = stem;
        family.type = candidate.type == SeriesType::Counter ? "counter" : "gauge";
        return family;
    }
    MetricFamily family{stem, candidate.type == SeriesType::Histogram ? "histogram" : "summary", {}};
    for (auto &[labels, unit] : metricsOf(candidate, names)) {
        if (!isWhole(unit, stem, candidate.type))
            return std::nullopt;
        family.metrics.push_back(std::move(unit));
    }
    return family;
}

} // namespace

OpenMetricsPlan planOpenMetrics(const SeriesCatalog &catalog)
{
    OpenMetricsPlan plan;
    const Names names = namesIn(catalog, plan.unnamed);
    std::map<std::string, Candidate> candidates;
    for (const auto &[name, named] : names) {
        Candidate &candidate = candidates[stemOf(name, named.type)];
        const bool isCompound = named.type == SeriesType::Histogram || named.type == SeriesType::Summary;
        candidate.clashes =
            candidate.clashes || (!candidate.names.empty() && (candidate.type != named.type || !isCompound));
        candidate.type = named.type;
        candidate.names.push_back(name);
    }
    for (const auto &[stem, candidate] : candidates) {
        if (auto family = typedFamily(stem, candidate, names)) {
            plan.families.push_back(std::move(*family));
            continue;
        }
        for (const std::string &name : candidate.names)
            plan.families.push_back(unknownFamily(name, names));
    }
    std::ranges::stable_sort(plan.families, {}, &MetricFamily::name);
    return plan;
}

} // namespace qd::exchange
