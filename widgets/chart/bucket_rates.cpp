// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/chart/bucket_rates.h"

#include "model/query/counter_rate.h"
#include "model/query/histogram_quantile.h"

#include <algorithm>
#include <cmath>

namespace qd {

namespace {

std::optional<double> quantileOf(double q, std::vector<query::Bucket> buckets)
{
    if (buckets.empty() || !(buckets.back().count > 0)) {
        return std::nullopt;
    }
    const double value = query::histogramQuantile(q, std::move(buckets)).value;
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

void BucketRates::bind(const SeriesSnapshot &series, const std::string &metric, const Labels &labels)
{
    std::vector<Bucket> found;
    for (SeriesView &view : series.select(metric, labels)) {
        const Labels &own = view.key().labels;
        const auto bound = query::bucketBound(own.value("le"));
        // Another histogram may carry these labels and more.
        if (bound && own.with("le", {}) == labels) {
            found.push_back({*bound, std::move(view), {}});
        }
    }
    std::sort(found.begin(), found.end(), [](const Bucket &a, const Bucket &b) { return a.bound < b.bound; });
    const auto sameBound = [](const Bucket &a, const Bucket &b) { return a.bound == b.bound; };
    if (std::equal(found.begin(), found.end(), m_buckets.begin(), m_buckets.end(), sameBound)) {
        for (std::size_t i = 0; i < found.size(); ++i) {
            found[i].rates = std::move(m_buckets[i].rates);
        }
    }
    m_buckets = std::move(found);
}

SeriesView BucketRates::all() const
{
    return !m_buckets.empty() && std::isinf(m_buckets.back().bound) ? m_buckets.back().series : SeriesView();
}

bool BucketRates::update(const TimeAxis &axis, Timestamp knownUntil)
{
    bool changed = false;
    for (Bucket &bucket : m_buckets) {
        changed = bucket.rates.update(bucket.series, axis, knownUntil) || changed;
    }
    return changed;
}

void BucketRates::reset()
{
    for (Bucket &bucket : m_buckets) {
        bucket.rates.reset();
    }
}

std::vector<ColumnSummary> BucketRates::columns(double quantile) const
{
    if (all().isNull()) {
        return {};
    }
    std::vector<ColumnSummary> out(m_buckets.back().rates.columns().size());
    for (std::size_t c = 0; c < out.size(); ++c) {
        std::vector<query::Bucket> counts;
        for (const Bucket &bucket : m_buckets) {
            const auto &columns = bucket.rates.columns();
            if (c < columns.size() && columns[c].count > 0) {
                counts.push_back({bucket.bound, columns[c].last});
            }
        }
        out[c].stale = m_buckets.back().rates.columns()[c].stale;
        if (const auto value = quantileOf(quantile, std::move(counts))) {
            out[c] = {*value, *value, *value, *value, 1, out[c].stale};
        }
    }
    return out;
}

std::optional<Sample> BucketRates::at(double quantile, Timestamp at, Millis lookBack) const
{
    const auto newest = all().at(at, lookBack);
    if (!newest) {
        return std::nullopt;
    }
    std::optional<Sample> found;
    forEach(quantile, {newest->at, newest->at + Millis(1)}, [&](const Sample &sample) {
        found = isStaleMarker(sample.value) ? std::nullopt : std::optional(sample);
        return true;
    });
    return found;
}

void BucketRates::forEach(double quantile, TimeRange range, const std::function<bool(const Sample &)> &visit) const
{
    if (all().isNull()) {
        return;
    }
    const Millis window = query::rateWindow(all().interval(), Millis(0));
    std::vector<std::vector<Sample>> rates;
    for (const Bucket &bucket : m_buckets) {
        rates.push_back(query::rates(bucket.series, range, window));
    }
    std::vector<std::size_t> next(rates.size(), 0);
    for (const Sample &total : rates.back()) {
        std::vector<query::Bucket> counts;
        for (std::size_t b = 0; b < rates.size(); ++b) {
            while (next[b] < rates[b].size() && rates[b][next[b]].at < total.at) {
                ++next[b];
            }
            if (next[b] < rates[b].size() && rates[b][next[b]].at == total.at) {
                counts.push_back({m_buckets[b].bound, rates[b][next[b]].value});
            }
        }
        const bool stale = isStaleMarker(total.value);
        const auto value = stale ? std::optional(total.value) : quantileOf(quantile, std::move(counts));
        if (value && !visit({total.at, *value})) {
            return;
        }
    }
}

} // namespace qd
