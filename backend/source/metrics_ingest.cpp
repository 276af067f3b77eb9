// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/metrics_ingest.h"

#include <cmath>

namespace qd {

namespace {

/// By the naming conventions of Prometheus.
bool isInstant(std::string_view series)
{
    const std::string_view name = series.substr(0, series.find('{'));
    return name == "process_start_time_seconds" || name.ends_with("_timestamp_seconds");
}

} // namespace

ParsedSample storyOf(ParsedSample sample, const StoryClock &story)
{
    const bool counts = sample.type == SeriesType::Counter || sample.type == SeriesType::Histogram;
    if (counts) {
        sample.value *= story.speed();
    } else if (isInstant(sample.series)) {
        const Timestamp world(Millis(std::llround(sample.value * 1000)));
        sample.value = double(story.told(world).time_since_epoch().count()) / 1000;
    }
    return sample;
}

MetricsIngest::MetricsIngest(SeriesStore &store, Labels target, Millis interval, const StoryClock *story)
    : m_store(store)
    , m_group(store.addGroup({GroupKind::Scraped, std::move(target), interval}))
    , m_story(story)
{}

Result<AppendReport> MetricsIngest::store(const Scrape &scrape)
{
    if (!scrape.text)
        return tl::unexpected(scrape.text.error());
    const std::string_view text(scrape.text->constData(), static_cast<std::size_t>(scrape.text->size()));
    const auto parsed = m_parser.parse(text, ExpositionFormat::PrometheusText);
    if (!parsed)
        return tl::unexpected(parsed.error().toError());
    if (parsed->samples.empty())
        return failure(ErrorCode::Invalid, QStringLiteral("the metrics are empty"));
    if (!m_story)
        return m_store.appendScrape(m_group, scrape.at, parsed->samples, scrape.durationSeconds);
    m_told.clear();
    for (const ParsedSample &sample : parsed->samples)
        m_told.push_back(storyOf(sample, *m_story));
    return m_store.appendScrape(m_group, scrape.at, m_told, scrape.durationSeconds);
}

Result<AppendReport> MetricsIngest::ingest(const Scrape &scrape)
{
    Result<AppendReport> stored = store(scrape);
    if (!stored && stored.error().code != ErrorCode::Conflict) {
        if (const auto marked = m_store.appendFailure(m_group, scrape.at, scrape.durationSeconds); !marked)
            return tl::unexpected(marked.error());
    }
    return stored;
}

} // namespace qd
