// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/series/group_config.h"
#include "model/series/keyed_value.h"
#include "model/series/parsed_sample.h"
#include "model/series/series_snapshot.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace qd {

class SeriesGroup;

struct StoreLimits
{
    int maxSeriesPerGroup = 5000;
    Millis retention = std::chrono::hours(25);    ///< whole blocks older than this are dropped
    std::size_t maxKeyBytesPerGroup = 16U << 20U; ///< of names and labels: a hostile target may make them long
};

enum class GroupId : std::uint32_t {};

/// Names a series of one group for good; see SeriesStore::series().
struct SeriesHandle
{
    GroupId group{};
    std::uint32_t index = 0;
};

struct SeriesValue
{
    SeriesHandle series;
    double value = 0;
};

/// A series of an earlier run, under the key it was stored by (target included), and its cells.
struct RestoredColumn
{
    const SeriesKey &key;
    SeriesType type = SeriesType::Unknown;
    std::span<const double> cells; ///< as many as there are rows; absentMarker() where there is no sample
};

/// What became of the samples of one scrape.
struct AppendReport
{
    int stored = 0;
    int added = 0;            ///< series seen for the first time
    int duplicates = 0;       ///< a series that came twice: the first sample counts
    int malformed = 0;        ///< labels named twice and the like
    int surplus = 0;          ///< beyond what StoreLimits allow: not stored
    std::string firstProblem; ///< text of the first series that was not stored, for people
};

/// All series of one history. Series that are appended together form a group and share one time column.
/// Owned and called by one thread, the engine's; the snapshots it hands out may be read by any.
class SeriesStore
{
public:
    explicit SeriesStore(StoreLimits limits = {});
    ~SeriesStore();
    SeriesStore(const SeriesStore &) = delete;
    SeriesStore &operator=(const SeriesStore &) = delete;

    [[nodiscard]] GroupId addGroup(GroupConfig config);
    /// The group that is the same as `config` in an earlier run; nothing when there is none.
    [[nodiscard]] std::optional<GroupId> findGroup(const GroupConfig &config) const;

    /// A scrape that succeeded: one row with `samples`, `up` 1 and the scrape's own figures. Series of the group
    /// that are missing from it get a stale marker. A sample's own timestamp is not used, `at` is. Conflict, and
    /// nothing stored, when `at` is not later than the row before.
    [[nodiscard]] Result<AppendReport> appendScrape(GroupId group, Timestamp at,
                                                    std::span<const ParsedSample> samples, double durationSeconds);
    /// A scrape that failed: stale markers for every series of the group, at once, and `up` 0. Conflict as above.
    [[nodiscard]] Result<void> appendFailure(GroupId group, Timestamp at, double durationSeconds);

    /// The handle of a series, which is made known on first use. Labels of the group's target are added.
    [[nodiscard]] SeriesHandle series(GroupId group, SeriesKey key, SeriesType type = SeriesType::Gauge);
    /// One row of a derived group; series not named get a stale marker. Conflict as above.
    [[nodiscard]] Result<void> append(GroupId group, Timestamp at, std::span<const SeriesValue> values);

    /// The same by key, for series that come and go: those without samples are forgotten as scraped ones are, and
    /// those beyond the store's limits are left out and counted.
    [[nodiscard]] Result<AppendReport> appendKeyed(GroupId group, Timestamp at,
                                                   std::span<const KeyedValue> values);

    /// Rows of an earlier run, cell for cell, with their gaps: by `up`, and by silence where there is none.
    /// Conflict, and nothing stored, when the first is not later than the newest row. Series beyond the store's
    /// limits are left out.
    [[nodiscard]] Result<void> restore(GroupId group, std::span<const std::int64_t> times,
                                       std::span<const RestoredColumn> columns);

    /// The store as it is now, for any thread. Costs next to nothing unless series came or a block began.
    [[nodiscard]] SeriesSnapshot snapshot();

    /// Memory held by samples, times, pyramids and keys, in bytes, without what only old snapshots hold.
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] int seriesCount(GroupId group) const;

private:
    [[nodiscard]] SeriesGroup &at(GroupId group) const;

    StoreLimits m_limits;
    std::vector<std::unique_ptr<SeriesGroup>> m_groups;
};

} // namespace qd
