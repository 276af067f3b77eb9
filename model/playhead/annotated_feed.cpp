// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/playhead/annotated_feed.h"

namespace qd {

AnnotatedFeed::AnnotatedFeed(HistoryFeed *base, QObject *parent)
    : HistoryFeed(parent)
    , m_base(base)
    , m_current(base->current())
{
    connect(base, &HistoryFeed::published, this, &AnnotatedFeed::follow);
    follow();
}

void AnnotatedFeed::setNotes(std::vector<Event> notes)
{
    m_notes = std::move(notes);
    m_merged = m_plain.with(m_notes);
    follow();
}

void AnnotatedFeed::follow()
{
    const HistoryPtr base = m_base ? m_base->current() : m_current;
    if (m_base && (base->events.newestSeq() != m_plain.newestSeq() || base->events.size() != m_plain.size())) {
        m_plain = base->events;
        m_merged = m_plain.with(m_notes);
    }
    auto next = std::make_shared<HistorySnapshot>(*base);
    next->events = m_merged;
    next->generation = ++m_generation;
    m_current = std::move(next);
    Q_EMIT published(m_current);
}

} // namespace qd

#include "moc_annotated_feed.cpp"
