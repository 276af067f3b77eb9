// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/event/event.h"
#include "model/recording/mcap_format.h"
#include "model/recording/part_file.h"
#include "model/series/series_snapshot.h"

#include <QtCore/QStringList>

#include <functional>
#include <stop_token>

namespace qd::recording {

/// Whether people and addresses in events give way to pseudonyms; see EventMask.
enum class Masking { On, Off };

/// A range of a history that becomes one file.
struct SaveOrder
{
    SeriesSnapshot series; ///< what is in memory
    EventSnapshot events;
    QString segments; ///< folder of the flight recorder, for what is older; empty: there is none
    TimeRange range{Timestamp::min(), Timestamp::max()};
    QString path;
    Existing existing = Existing::Keep;
    Masking masking = Masking::On;
    mcap::StringMap info; ///< for the front of the file: service, provenance
};

/// What was saved; counts are read back from the file.
struct SaveReport
{
    TimeRange span; ///< of events and rows, each of which stands for one interval
    int series = 0;
    std::int64_t samples = 0;
    std::int64_t events = 0;
    std::uint64_t bytes = 0;
    int maskedPeople = 0;
    int maskedAddresses = 0;
    QStringList losses; ///< in words: what the range had and the file has not
};

/// Told the share done, 0 to 1, on the thread that saves.
using SaveProgress = std::function<void(double share)>;

/// Writes the range with the events of it into one recording, streaming. The file appears when it is whole and was
/// read back. NotFound when there is nothing in the range, Conflict when the file is there, Io as of the disk,
/// Refused when told to stop: nothing is left behind.
[[nodiscard]] Result<SaveReport> saveRecording(const SaveOrder &order, const std::stop_token &stop = {},
                                               const SaveProgress &progress = {});

/// What a save of this order would come to, roughly; looks at the indexes of the segments only.
struct SaveEstimate
{
    TimeRange span; ///< what there is of the range; empty: nothing
    int series = 0; ///< of those in memory
    std::int64_t events = 0;
    std::uint64_t bytes = 0;
};
[[nodiscard]] SaveEstimate estimateSave(const SaveOrder &order);

} // namespace qd::recording
