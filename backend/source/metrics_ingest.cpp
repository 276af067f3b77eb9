// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/source/metrics_ingest.h"

namespace qd {

MetricsIngest::MetricsIngest(SeriesStore &store, Labels target, Millis interval)
    : m_store(store)
    , m_group(store.addGroup({GroupKind::Scraped, std::move(target), interval}))
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
    return m_store.appendScrape(m_group, scrape.at, parsed->samples, scrape.durationSeconds);
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
