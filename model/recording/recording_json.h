// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/error.h"
#include "model/series/group_config.h"
#include "model/series/series_snapshot.h"

#include <QtCore/QJsonObject>

/// The two descriptions in a recording's chunks. Frozen: docs/recording-format.md.
namespace qd::recording {

struct GroupText
{
    std::uint32_t id = 0;
    GroupConfig config;
};

struct SeriesText
{
    std::uint32_t id = 0;
    std::uint32_t group = 0;
    SeriesKey key;
    SeriesType type = SeriesType::Unknown;
};

[[nodiscard]] QJsonObject toJson(std::uint32_t id, const GroupConfig &group);
[[nodiscard]] QJsonObject toJson(std::uint32_t id, std::uint32_t group, const SeriesKey &key, SeriesType type);
/// Invalid when a member is missing or of another type; unknown members are ignored.
[[nodiscard]] Result<GroupText> groupFromJson(const QJsonObject &json);
[[nodiscard]] Result<SeriesText> seriesFromJson(const QJsonObject &json);

} // namespace qd::recording
