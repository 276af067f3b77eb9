// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/playhead/history.h"

#include <QtCore/QPointer>

namespace qd {

/// A history with notes of somebody added to its events: what a recording looks like together with what was
/// written beside it.
class AnnotatedFeed final : public HistoryFeed
{
    Q_OBJECT

public:
    /// `base` may end first: its last snapshot stays.
    explicit AnnotatedFeed(HistoryFeed *base, QObject *parent = nullptr);

    [[nodiscard]] HistoryPtr current() const override { return m_current; }
    /// Replaces the notes.
    void setNotes(std::vector<Event> notes);

private:
    void follow();

    QPointer<HistoryFeed> m_base;
    std::vector<Event> m_notes;
    EventSnapshot m_plain;  ///< the base's events that m_merged was made of
    EventSnapshot m_merged; ///< those and the notes
    std::uint64_t m_generation = 0;
    HistoryPtr m_current;
};

} // namespace qd
