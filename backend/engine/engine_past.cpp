// SPDX-License-Identifier: GPL-3.0-or-later
// How EngineCore brings back what was recorded before it began, and goes on recording.
#include "backend/engine/engine_core.h"
#include "backend/engine/engine_figures.h"
#include "backend/engine/flight_recorder.h"
#include "backend/engine/history_restore.h"

namespace qd {

/// What was recorded in earlier runs comes back beside everything else; only what is scraped meanwhile waits.
void EngineCore::restoreHistory()
{
    const Timestamp now = m_clock->now();
    m_restore = std::make_unique<HistoryRestore>(m_folder.file(QStringLiteral("recording")),
                                                 TimeRange{now - StoreLimits().retention, now}, m_labels, m_store,
                                                 m_log->snapshot());
    connect(m_restore.get(), &HistoryRestore::finished, this, [this](const RestoredHistory &restored) {
        m_restore.release()->deleteLater(); // its signal is what called
        ++m_detail; // what was drawn while one group was there and another was not yet is drawn anew
        m_figures->remember(restored.leaks);
        startRecorder(restored);
        if (const auto lost = std::exchange(m_notHeld, {})) {
            tellGap(tr("Reading the past took so long that what was scraped meanwhile could not all be kept."),
                    *lost);
        }
        for (const Scrape &scrape : std::exchange(m_held, {}))
            onScraped(scrape);
    });
    m_restore->start();
}

/// Keeps a scrape until the rows that come before it are there; a service that answers is known to meanwhile.
void EngineCore::hold(const Scrape &scrape)
{
    constexpr std::size_t most = 120;
    if (m_held.size() == most) {
        const Timestamp lost = m_held.front().at;
        m_notHeld = TimeRange{m_notHeld ? m_notHeld->begin : lost, lost + Millis(1)};
        m_held.pop_front();
    }
    m_held.push_back(scrape);
    if (scrape.text)
        m_lastGoodScrape = scrape.at;
    changed();
}

void EngineCore::tellGap(const QString &words, TimeRange span)
{
    tell(EventKind::Gap, QStringLiteral("recording"), words,
         span.isEmpty() ? QJsonObject()
                        : QJsonObject{{QStringLiteral("from"), qint64(span.begin.time_since_epoch().count())},
                                      {QStringLiteral("to"), qint64(span.end.time_since_epoch().count())}});
}

void EngineCore::startRecorder(const RestoredHistory &restored)
{
    for (const RecordingLoss &loss : restored.losses)
        tellGap(loss.words, loss.span);
    m_recorder = std::make_unique<FlightRecorder>(
        FlightRecorderConfig{m_folder.file(QStringLiteral("recording")),
                             {{"service", m_target.label().toStdString()}, {"provenance", "real"}},
                             m_config.recordEvery,
                             {},
                             {}},
        m_store.snapshot(), restored.newestEvent, m_clock->now());
}

} // namespace qd
