// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/function_calls.h"
#include "model/query/histogram_quantile.h"
#include "model/query/label_choice.h"

namespace qd::query {

namespace {

constexpr std::string_view bucketLabel = "le";

struct BucketSeries
{
    double upperBound = 0;
    const std::vector<double> *counts;
};

/// The buckets that make one histogram: equal in all labels but `le`.
struct BucketGroup
{
    KeyRef key;
    std::vector<BucketSeries> buckets;
};

std::vector<BucketGroup> histogramsOf(const Evaluation &evaluation, const Expression &where,
                                      const std::vector<GridSeries> &series)
{
    std::vector<BucketGroup> groups;
    std::unordered_map<std::string, std::size_t> known;
    for (const GridSeries &one : series) {
        const std::string_view le = one.key->labels.value(bucketLabel);
        const auto bound = bucketBound(le);
        if (!bound) {
            evaluation.warn(where, QStringLiteral("bucket label \"le\" is missing or has a malformed value of "
                                                  "\"%1\" for metric name \"%2\"")
                                       .arg(QString::fromUtf8(le.data(), qsizetype(le.size())),
                                            QString::fromStdString(one.key->name)));
            continue;
        }
        const SeriesKey key{one.key->name, one.key->labels.with(bucketLabel, {})};
        const auto [at, isNew] = known.try_emplace(textOf(key), groups.size());
        if (isNew)
            groups.push_back({std::make_shared<const SeriesKey>(key), {}});
        groups[at->second].buckets.push_back({*bound, &one.values});
    }
    return groups;
}

void noteForced(const Evaluation &evaluation, const Expression &where, const SeriesKey &key)
{
    evaluation.inform(where, QStringLiteral("input to histogram_quantile needed to be fixed for monotonicity (see "
                                            "https://prometheus.io/docs/prometheus/latest/querying/functions/"
                                            "#histogram_quantile) for metric name \"%1\"")
                                 .arg(QString::fromStdString(key.name)));
}

} // namespace

GridResult calledHistogramQuantile(Evaluation &evaluation, const Expression &where, const Call &call)
{
    const auto quantiles = evaluation.scalar(*call.arguments[0]);
    if (!quantiles)
        return tl::unexpected(quantiles.error());
    const Expression &argument = *call.arguments[1];
    const auto found = evaluation.value(argument);
    if (!found)
        return found;
    evaluation.warnOfQuantiles(*call.arguments[0], *quantiles);
    const auto groups = histogramsOf(evaluation, argument, found->series);
    if (const auto paid = evaluation.chargeSeries(groups.size(), where); !paid)
        return tl::unexpected(paid.error());
    GridValue answer;
    for (const BucketGroup &group : groups) {
        std::vector<double> values(evaluation.steps(), missing());
        bool isForced = false;
        for (std::size_t i = 0; i < values.size(); ++i) {
            std::vector<Bucket> buckets;
            for (const BucketSeries &bucket : group.buckets) {
                if (!isMissing((*bucket.counts)[i]))
                    buckets.push_back({bucket.upperBound, (*bucket.counts)[i]});
            }
            if (buckets.empty())
                continue;
            const QuantileResult result = histogramQuantile((*quantiles)[i], std::move(buckets));
            values[i] = result.value;
            isForced = isForced || result.forcedMonotonic;
        }
        if (isForced)
            noteForced(evaluation, argument, *group.key);
        answer.series.push_back({group.key, std::move(values), true});
    }
    return answer;
}

} // namespace qd::query
