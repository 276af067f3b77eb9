// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/exchange/import_log.h"
#include "model/exchange/piece_store.h"

#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace qd::exchange {

/// What an import takes at most, so that its memory stays bounded whatever comes.
struct SinkLimits
{
    std::size_t maxSeries = 60'000;       ///< writing takes 3 KiB for each
    std::size_t maxKeyBytes = 32U << 20U; ///< of names and labels: a recording keeps them several times
    std::size_t maxLabels = 64;           ///< of one series
    std::size_t maxEvents = 200'000;
    std::size_t maxEventBytes = 32U << 20U; ///< of their facts, as JSON
    Timestamp latest = Timestamp::max();    ///< samples after it are left out
};

/// Where every importer puts what it reads: checks samples and events, counts what does not pass. One thread.
class ImportSink
{
public:
    ImportSink(PieceStore &store, ImportLog &log, SinkLimits limits);

    /// The series of a key, new or known; nothing, and a loss, when there are too many.
    [[nodiscard]] std::optional<SeriesId> series(const SeriesKey &key, SeriesType type, Place place);
    /// A NaN becomes the plain one. False when the sample was left out.
    bool add(SeriesId series, std::int64_t ms, double value, Place place);
    /// Of events of the same origin triple the first is kept.
    void add(Event event, Place place);

    [[nodiscard]] ImportLog &log() { return m_log; }
    [[nodiscard]] PieceStore &store() { return m_store; }
    /// Sorted by time.
    [[nodiscard]] std::vector<Event> takeEvents();
    /// What follows comes from this source.
    void beginSource(const QString &name);
    /// Says, in notes, what was special about the samples of the source that ends here. Invalid when it gave
    /// nothing at all.
    [[nodiscard]] Result<void> endSource();
    /// Says how many samples turned out to have the time of another of their series.
    void loseDoubles(std::int64_t same, std::int64_t conflicts);
    /// More lines of the source than not cannot be read, and enough to tell: it is something else.
    [[nodiscard]] bool isHopeless() const { return m_log.badLines() > 1000 && m_log.badLines() > m_samples; }
    [[nodiscard]] tl::unexpected<Error> hopelessFailure(const QString &format) const;
    [[nodiscard]] std::int64_t samplesOfSource() const { return m_samples; }

private:
    [[nodiscard]] bool numberApart(Event &event, const QByteArray &body);

    /// Compares through the store, so that keys, which may be long, are held once.
    struct ByKey
    {
        using is_transparent = void;
        const PieceStore *store;
        bool operator()(SeriesId a, SeriesId b) const { return store->series(a).key < store->series(b).key; }
        bool operator()(SeriesId a, const SeriesKey &b) const { return store->series(a).key < b; }
        bool operator()(const SeriesKey &a, SeriesId b) const { return a < store->series(b).key; }
    };

    void noteOddValues();

    PieceStore &m_store;
    ImportLog &m_log;
    SinkLimits m_limits;
    std::set<SeriesId, ByKey> m_known;
    std::size_t m_keyBytes = 0;
    std::vector<Event> m_events;
    std::size_t m_eventBytes = 0;
    struct Numbered
    {
        std::set<QByteArray> contents; ///< digests of the events that came with this number
    };
    std::map<std::tuple<QString, QString, std::uint64_t>, Numbered> m_origins;

    QString m_source;
    QString m_repeatSource; ///< where a time was first seen to be no later than the one before
    Place m_firstRepeat;
    std::int64_t m_samples = 0; ///< of the source, as are all below
    std::int64_t m_eventsOfSource = 0;
    std::int64_t m_notFinite = 0;
    std::int64_t m_backwards = 0;
    Place m_firstBackwards;
};

} // namespace qd::exchange
