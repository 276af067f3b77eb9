// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/series/series_snapshot.h"
#include "model/session/service_status.h"

#include <QtCore/QObject>

#include <memory>

namespace qd {

/// Everything the window shows, as it was at one moment: immutable, shared, cheap to hand across threads.
struct HistorySnapshot
{
    std::uint64_t generation = 0; ///< grows by one with each publication
    Timestamp now{};              ///< end of what is known
    std::uint64_t detail =
        0; ///< grows when what was drawn before may now be drawn finer: columns are then forgotten
    SeriesSnapshot series;
    EventSnapshot events;
    ServiceStatus status;
};

using HistoryPtr = std::shared_ptr<const HistorySnapshot>;

/// Where snapshots come from: the live engine, or a file. Lives on the GUI thread; publishes at most ten times a
/// second, and only the newest: a stalled window misses pictures, never data.
class HistoryFeed : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// The newest snapshot; never null (an empty one at first).
    [[nodiscard]] virtual HistoryPtr current() const = 0;

Q_SIGNALS:
    void published(const qd::HistoryPtr &snapshot);
};

} // namespace qd
