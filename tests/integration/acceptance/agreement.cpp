// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/acceptance/agreement.h"

#include "model/series/parsed_sample.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace qd::test {

namespace {

using Samples = std::vector<Sample>;

SamplesBySeries withoutTarget(const SamplesBySeries &samples)
{
    SamplesBySeries bare;
    for (const auto &[key, values] : samples)
        bare[{key.name, key.labels.with("job", {}).with("instance", {})}] = values;
    return bare;
}

bool isCounter(const std::string &name)
{
    constexpr std::string_view endings[]{"_total", "_bucket", "_count", "_sum"};
    return std::ranges::any_of(endings, [&](auto ending) { return name.ends_with(ending); });
}

std::span<const Sample> within(const Samples &samples, TimeRange range)
{
    const auto begin = std::ranges::lower_bound(samples, range.begin, {}, &Sample::at);
    const auto end = std::ranges::lower_bound(samples, range.end, {}, &Sample::at);
    return {begin, end};
}

/// The largest step between two samples, the one before the range and the one behind it included.
double largestStep(const Samples &samples, TimeRange range)
{
    double largest = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        if (samples[i].at >= range.begin && samples[i - 1].at < range.end)
            largest = std::max(largest, samples[i].value - samples[i - 1].value);
    }
    return largest;
}

struct Mean
{
    double mean = 0;
    double error = 0; ///< standard error, squared
};

Mean meanOf(std::span<const Sample> samples)
{
    const auto count = double(samples.size());
    const double sum = std::accumulate(samples.begin(), samples.end(), 0.0,
                                       [](double all, const Sample &s) { return all + s.value; });
    double squares = 0;
    for (const Sample &sample : samples)
        squares += (sample.value - sum / count) * (sample.value - sum / count);
    return {sum / count, squares / std::max(1.0, count - 1) / count};
}

QString nameOf(const SeriesKey &key, TimeRange range)
{
    return QStringLiteral("%1 from %2")
        .arg(QString::fromStdString(seriesText(key)))
        .arg(range.begin.time_since_epoch().count());
}

void compareCounter(const SeriesKey &key, const Samples &ours, const Samples &theirs, TimeRange range,
                    Agreement &agreement)
{
    const auto grown = [&](const Samples &samples) {
        const auto inside = within(samples, range);
        return inside.back().value - inside.front().value;
    };
    const double worth = std::max(largestStep(ours, range), largestStep(theirs, range));
    const double difference = std::abs(grown(ours) - grown(theirs));
    ++agreement.counterWindows;
    if (difference > worth * (1 + 1e-9))
        agreement.problems << QStringLiteral("%1: grown by %2 and by %3, a scrape is worth %4")
                                  .arg(nameOf(key, range))
                                  .arg(grown(ours))
                                  .arg(grown(theirs))
                                  .arg(worth);
}

void compareGauge(const SeriesKey &key, const Samples &ours, const Samples &theirs, TimeRange range,
                  Agreement &agreement)
{
    const Mean a = meanOf(within(ours, range));
    const Mean b = meanOf(within(theirs, range));
    const double difference = std::abs(a.mean - b.mean);
    const double share = difference == 0 ? 0 : difference / std::max(std::abs(a.mean), std::abs(b.mean));
    ++agreement.gaugeWindows;
    if (share <= 0.01) {
        ++agreement.gaugeWindowsWithinPercent;
        agreement.worstShare = std::max(agreement.worstShare, share);
    } else if (difference > 4 * std::sqrt(a.error + b.error)) {
        agreement.problems
            << QStringLiteral("%1: means %2 and %3").arg(nameOf(key, range)).arg(a.mean).arg(b.mean);
    } else if (const QString name = QString::fromStdString(seriesText(key)); !agreement.noisy.contains(name)) {
        agreement.noisy << name;
    }
}

} // namespace

QString Agreement::words() const
{
    return QStringLiteral(
               "%1 series; %2 counter windows; %3 gauge windows, %4 of them within 1 % (the worst %5 %), "
               "the rest within chance (%6); %7 problems")
        .arg(series)
        .arg(counterWindows)
        .arg(gaugeWindows)
        .arg(gaugeWindowsWithinPercent)
        .arg(worstShare * 100, 0, 'g', 2)
        .arg(noisy.join(QStringLiteral(", ")))
        .arg(problems.size());
}

Agreement compare(const SamplesBySeries &ours, const SamplesBySeries &theirs, Millis window)
{
    Agreement agreement;
    const SamplesBySeries known = withoutTarget(ours);
    for (const auto &[key, samples] : withoutTarget(theirs)) {
        if (key.name == "up" || key.name.starts_with("scrape_"))
            continue; // of each one's own scrapes
        const auto same = known.find(key);
        if (same == known.end()) {
            agreement.problems << QStringLiteral("%1 is missing").arg(QString::fromStdString(seriesText(key)));
            continue;
        }
        ++agreement.series;
        const Samples &mine = same->second;
        const Timestamp begin = std::max(mine.front().at, samples.front().at) + Millis(1000);
        const Timestamp end = std::min(mine.back().at, samples.back().at) - Millis(1000);
        for (TimeRange range{begin, begin + window}; range.end <= end; range = {range.end, range.end + window}) {
            if (within(mine, range).size() >= 2 && within(samples, range).size() >= 2)
                (isCounter(key.name) ? compareCounter : compareGauge)(key, mine, samples, range, agreement);
        }
    }
    return agreement;
}

} // namespace qd::test
