// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exchange/series_reader.h"

#include "model/exchange/sample_order.h"

#include <algorithm>

namespace qd::exchange {

namespace {

/// Overlapping samples of one series that are held at once: 64 MiB.
constexpr std::size_t mostOverlapping = 4U << 20U;

} // namespace

SeriesReader::SeriesReader(const PieceStore &store, SeriesId series, std::int64_t from)
    : m_store(&store)
    , m_name(store.series(series).key.name)
{
    const auto pieces = store.pieces(series);
    if (!pieces) {
        m_status = tl::unexpected(pieces.error());
        return;
    }
    for (std::size_t i = 0; i < pieces->size(); ++i) {
        if ((*pieces)[i].last >= from)
            m_pieces.emplace_back((*pieces)[i], i);
    }
    std::ranges::stable_sort(m_pieces, {}, [](const auto &piece) { return piece.first.first; });
    fill();
}

void SeriesReader::advance()
{
    if (++m_at == m_times.size())
        fill();
}

void SeriesReader::fill()
{
    m_at = 0;
    m_times.clear();
    m_values.clear();
    if (m_next == m_pieces.size() || !m_status)
        return;
    std::size_t end = m_next + 1;
    std::int64_t last = m_pieces[m_next].first.last;
    for (; end < m_pieces.size() && m_pieces[end].first.first <= last; ++end)
        last = std::max(last, m_pieces[end].first.last);
    // In the order in which they came, so that the first of two samples of one time is the one that counts.
    const auto group = std::span(m_pieces).subspan(m_next, end - m_next);
    std::ranges::sort(group, {}, [](const auto &piece) { return piece.second; });
    m_next = end;
    for (const auto &[piece, place] : group) {
        if (m_status && m_times.size() + piece.count > mostOverlapping)
            m_status = failure(ErrorCode::TooLarge,
                               QStringLiteral("The samples of %1 are too far out of order: more than %2 of them "
                                              "would have to be sorted. Sort the file by time first.")
                                   .arg(QString::fromStdString(m_name))
                                   .arg(mostOverlapping));
        if (m_status)
            m_status = m_store->read(piece, m_times, m_values);
    }
    if (!m_status) {
        m_times.clear();
    } else if (group.size() > 1) {
        const Doubles doubles = sortSamples(m_times, m_values);
        m_doubles += doubles.count;
        m_conflicts += doubles.conflicts;
    }
}

} // namespace qd::exchange
