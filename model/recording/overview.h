// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/recording/mcap_format.h"
#include "model/recording/recording_json.h"
#include "model/series/pyramid.h"

#include <memory>

/// The whole of a recording at a glance, kept as an attachment at its end: which chunk holds which rows, when
/// those were, and what each series was in every 256 of them. With it a recording of any length is drawn without
/// reading its chunks. Frozen: docs/recording-format.md.
namespace qd::recording {

inline constexpr std::string_view overviewName = "quarterdeck.overview";
inline constexpr std::string_view overviewType = "application/x-quarterdeck-overview";
inline constexpr int overviewSpan = 256; ///< rows a node
inline constexpr int overviewNodes = blockSamples / overviewSpan;

/// At most blockSamples rows of one group: as many as that in every page of it but the last.
struct OverviewPage
{
    std::uint32_t chunk = 0;  ///< the first chunk that holds columns of it, in the order of the file
    std::uint32_t chunks = 1; ///< how many do: more than one where a chunk would have grown too large
    std::vector<std::int64_t> times;
};

struct OverviewSeries
{
    std::uint32_t id = 0;
    SeriesKey key;
    SeriesType type = SeriesType::Unknown;
    /// One for each page of the group; no nodes where the series has no sample in it.
    std::vector<std::vector<PyramidNode>> pages;
};

struct OverviewGroup
{
    std::uint32_t id = 0;
    GroupConfig config;
    std::vector<OverviewPage> pages;
    std::vector<OverviewSeries> series;
    std::vector<TimeRange> gaps; ///< that ended, in order
    std::optional<Timestamp> openGap;
};

struct Overview
{
    std::vector<OverviewGroup> groups;
    std::vector<std::uint32_t> eventChunks; ///< those that hold events
};

[[nodiscard]] mcap::Bytes encodeOverview(const Overview &overview);
/// Corrupt when the bytes are none. Time and memory are bounded by the count of bytes, unpacked at most 256 MiB.
[[nodiscard]] Result<Overview> decodeOverview(std::span<const std::byte> bytes);

} // namespace qd::recording
