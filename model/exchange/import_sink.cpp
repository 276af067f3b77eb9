// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/import_sink.h"

#include "model/base/units.h"
#include "model/series/markers.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonDocument>

#include <algorithm>
#include <cmath>

namespace qd::exchange {

namespace {

std::size_t bytesOf(const SeriesKey &key)
{
    std::size_t bytes = sizeof(key) + key.name.size();
    for (const auto &[name, value] : key.labels.pairs())
        bytes += sizeof(Labels::Pair) + name.size() + value.size();
    return bytes;
}

} // namespace

ImportSink::ImportSink(PieceStore &store, ImportLog &log, SinkLimits limits)
    : m_store(store)
    , m_log(log)
    , m_limits(limits)
    , m_known(ByKey{&store})
{}

std::optional<SeriesId> ImportSink::series(const SeriesKey &key, SeriesType type, Place place)
{
    if (const auto known = m_known.find(key); known != m_known.end())
        return *known;
    const std::size_t bytes = bytesOf(key);
    if (m_known.size() >= m_limits.maxSeries || m_keyBytes + bytes > m_limits.maxKeyBytes ||
        key.labels.pairs().size() > m_limits.maxLabels) {
        m_log.lose(LossKind::SurplusSeries, place);
        return std::nullopt;
    }
    m_keyBytes += bytes;
    const SeriesId id = m_store.addSeries(key, type);
    m_known.insert(id);
    return id;
}

bool ImportSink::add(SeriesId series, std::int64_t ms, double value, Place place)
{
    if (ms < 0 || ms > m_limits.latest.time_since_epoch().count()) {
        m_log.lose(ms < 0 ? LossKind::BeforeEpoch : LossKind::Future, place);
        return false;
    }
    const std::int64_t last = m_store.series(series).last;
    if (ms < last && ++m_backwards == 1)
        m_firstBackwards = place;
    if (ms <= last && m_repeatSource.isEmpty()) {
        m_repeatSource = m_source;
        m_firstRepeat = place;
    }
    m_notFinite += std::isfinite(value) ? 0 : 1;
    ++m_samples;
    m_store.add(series, ms, storable(value));
    return true;
}

void ImportSink::add(Event event, Place place)
{
    if (event.at > m_limits.latest || event.at < Timestamp{}) {
        m_log.lose(LossKind::BadEvent, place, "its time is not between 1970 and tomorrow");
        return;
    }
    const QByteArray body = QJsonDocument(event.body).toJson(QJsonDocument::Compact);
    m_eventBytes += static_cast<std::size_t>(body.size());
    if (m_events.size() >= m_limits.maxEvents || m_eventBytes > m_limits.maxEventBytes) {
        m_log.lose(LossKind::SurplusEvent, place);
        return;
    }
    ++m_eventsOfSource;
    if (numberApart(event, body))
        m_events.push_back(std::move(event));
    else
        m_log.lose(LossKind::DoubleEvent, place);
}

/// Two servers number their events alike, and some number theirs twice: those that differ become events of
/// another run. False: this very event is there already.
bool ImportSink::numberApart(Event &event, const QByteArray &body)
{
    QCryptographicHash content(QCryptographicHash::Blake2b_160);
    const QString head = QStringLiteral("%1\n%2\n%3\n%4\n")
                             .arg(event.at.time_since_epoch().count())
                             .arg(int(event.kind))
                             .arg(event.subject, event.reason);
    content.addData(head.toUtf8());
    content.addData(body);
    Numbered &same = m_origins[{event.origin, event.originInstance, event.originSeq}];
    if (!same.contents.insert(content.result()).second)
        return false;
    if (same.contents.size() > 1)
        event.originInstance += QStringLiteral("#%1").arg(same.contents.size());
    return true;
}

std::vector<Event> ImportSink::takeEvents()
{
    std::ranges::stable_sort(m_events, {}, &Event::at);
    for (std::size_t i = 0; i < m_events.size(); ++i)
        m_events[i].seq = i + 1;
    return std::move(m_events);
}

void ImportSink::beginSource(const QString &name)
{
    m_source = name;
    m_log.setSource(name);
}

void ImportSink::loseDoubles(std::int64_t same, std::int64_t conflicts)
{
    m_log.setSource(m_repeatSource);
    if (same > 0)
        m_log.lose(LossKind::Duplicate, m_firstRepeat, {}, same);
    if (conflicts > 0)
        m_log.lose(LossKind::Conflict, m_firstRepeat, {}, conflicts);
}

Result<void> ImportSink::endSource()
{
    noteOddValues();
    const bool empty = m_samples == 0 && m_eventsOfSource == 0;
    m_samples = m_eventsOfSource = m_notFinite = m_backwards = 0;
    m_firstBackwards = {};
    if (!empty)
        return {};
    return failure(ErrorCode::Invalid,
                   QStringLiteral("%1 holds no sample and no event that can be read; nothing was "
                                  "written. %2")
                       .arg(m_source, m_log.lastSourceWords())
                       .trimmed());
}

tl::unexpected<Error> ImportSink::hopelessFailure(const QString &format) const
{
    return failure(ErrorCode::Invalid, QStringLiteral("%1 looked like %2, but most of its lines cannot be read as "
                                                      "that; nothing was written. %3")
                                           .arg(m_source, format, m_log.lastSourceWords()));
}

void ImportSink::noteOddValues()
{
    if (m_notFinite > 0)
        m_log.note(m_notFinite == 1 ? QStringLiteral("One value is NaN or infinite and was kept as it is.")
                                    : QStringLiteral("%1 values are NaN or infinite and were kept as they are.")
                                          .arg(units::count(double(m_notFinite))));
    if (m_backwards == 0)
        return;
    const QString first = m_firstBackwards.line > 0
                              ? QStringLiteral(", the first in line %1,").arg(m_firstBackwards.line)
                              : QString();
    m_log.note(
        m_backwards == 1
            ? QStringLiteral("One sample stood behind later ones of its series%1 and was sorted in.").arg(first)
            : QStringLiteral("%1 samples stood behind later ones of their series%2 and were sorted in.")
                  .arg(units::count(double(m_backwards)), first));
}

} // namespace qd::exchange
